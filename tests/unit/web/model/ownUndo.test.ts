import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanEntry } from '../../../../web/model/planEntry.ts'
import type { PlanModel } from '../../../../web/model/planModel.ts'
import { takeOthersBack, takeStepBack } from '../../../../web/model/takeBack.ts'
import { borderCell, openTownPlan, paint, savedAfter, smallTown, stripes } from './town.ts'

const model = smallTown()

/** Planners on one plan, over the log of a server that takes what is first. */
function openTogether() {
  const log: PlanEntry[] = []
  const before = stripes(model)
  const open = (client: string): PlanModel => openTownPlan(model, before, { client, entries: log })
  /** Lets a planner, who has seen all so far, do one thing, and writes what came of it into the log. */
  function act<T>(client: string, work: (plan: PlanModel) => T): T {
    const plan = open(client)
    const result = work(plan)
    log.push(...savedAfter(log.length, plan))
    return result
  }
  return { log, before, act, look: () => open('nobody').cells.plan.assignment }
}

describe('undo among several planners', () => {
  it('takes back one’s own stroke, not the last of the plan', () => {
    const { act, look, log } = openTogether()
    const mine = act('ann', (plan) => {
      const cell = borderCell(plan, 2)
      paint(plan, 2, [cell])
      return cell
    })
    const theirs = act('bob', (plan) => {
      const cell = borderCell(plan, 3, [mine])
      paint(plan, 3, [cell])
      return cell
    })
    expect(act('ann', (plan) => takeStepBack(plan, 'undo')?.kind)).toBe('done')
    expect(log.at(-1)?.command).toEqual({ kind: 'revert', commandId: log[0]?.commandId })
    expect(look()[theirs]).toBe(3)
    expect(look()[mine]).toBe(stripes(model)[mine])
  })

  it('has nothing for a newcomer, who is told whose the last stroke is and may take it back all the same', () => {
    const { act, look, before, log } = openTogether()
    act('ann', (plan) => paint(plan, 2, [borderCell(plan, 2)]))
    act('bob', (plan) => {
      expect(takeStepBack(plan, 'undo')).toBeNull()
      const others = plan.othersLast()
      expect(others).toMatchObject({ commandId: log[0]?.commandId, author: 'ann', cells: 1, grid: 2 })
      expect(takeOthersBack(plan, others!.commandId)?.kind).toBe('done')
      expect(plan.othersLast()).toBeNull()
    })
    expect(look()).toEqual(before)
    act('ann', (plan) => expect(takeStepBack(plan, 'undo')).toBeNull())
  })

  it('drops a step of which others have taken every cell, says whose they are, and goes on to the one before', () => {
    const { act } = openTogether()
    const [first, second] = act('ann', (plan) => {
      const first = borderCell(plan, 2)
      paint(plan, 2, [first])
      const second = borderCell(plan, 2, [first])
      paint(plan, 2, [second])
      return [first, second]
    })
    const was = stripes(model)[second]!
    act('bob', (plan) => expect(paint(plan, was, [second]).kind).toBe('taken'))
    act('ann', (plan) => {
      const step = takeStepBack(plan, 'undo')
      expect(step).toMatchObject({ kind: 'dropped', left: [{ author: 'bob', cells: [second] }] })
      expect(plan.cells.plan.assignment[second]).toBe(was)
      expect(takeStepBack(plan, 'undo')?.kind).toBe('done')
      expect(plan.cells.plan.assignment[first]).toBe(stripes(model)[first])
    })
  })

  it('n times restores every cell that nobody else has touched, and alters none that is not as a step of one’s own left it', () => {
    const action = fc.record({
      client: fc.constantFrom('ann', 'bob', 'cat'),
      kind: fc.constantFrom('paint', 'paint', 'paint', 'undo', 'redo'),
      cell: fc.nat(model.lattice.cellCount - 1),
      grid: fc.integer({ min: 1, max: 3 }),
    })
    let complete = 0
    fc.assert(
      fc.property(fc.array(action, { maxLength: 24 }), (actions) => {
        const { act, log, before, look } = openTogether()
        for (const { client, kind, cell, grid } of actions) {
          act(client, (plan) => (kind === 'paint' ? paint(plan, grid, [cell]) : takeStepBack(plan, kind)))
        }
        const shared = look()
        const own = log.filter(({ author }) => author === 'ann')
        const leftBy = (cell: number, grid: number) =>
          own.some(({ patch }) =>
            patch.runs.some(({ start, length, to }) => start <= cell && cell < start + length && to === grid),
          )
        const touched = new Set(
          log
            .filter(({ author }) => author !== 'ann')
            .flatMap(({ patch }) =>
              patch.runs.flatMap(({ start, length }) => [...Array(length).keys()].map((i) => start + i)),
            ),
        )
        const isRefused = act('ann', (plan) => {
          for (let step = takeStepBack(plan, 'undo'); step; step = takeStepBack(plan, 'undo')) {
            // What the plan's own rules refuse, stays the next step.
            if (step.kind === 'refused') return true
          }
          return false
        })
        const after = look()
        if (!isRefused) complete++
        for (let cell = 0; cell < after.length; cell++) {
          if (!touched.has(cell) && !isRefused) expect(after[cell]).toBe(before[cell])
        }
        for (let cell = 0; cell < after.length; cell++) {
          if (after[cell] !== shared[cell]) expect(leftBy(cell, shared[cell]!)).toBe(true)
        }
      }),
      { numRuns: 120 },
    )
    expect(complete).toBeGreaterThan(60)
  })
})
