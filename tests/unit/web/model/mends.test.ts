import { describe, expect, it } from 'vitest'
import { type Mend, mendsOf } from '../../../../web/model/mends.ts'
import type { PlanModel } from '../../../../web/model/planModel.ts'
import { randomId } from '../../../../web/model/randomId.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { borderCell, openTownPlan, paintOf, smallTown, stripes } from './town.ts'

const model = smallTown()
const before = stripes(model)
const open = (locked: readonly number[] = []): PlanModel => openTownPlan(model, before, { client: 'me', locked })
const takes = (plan: PlanModel, { command }: Pick<Mend, 'command'>) =>
  plan.take({ commandId: randomId(), revision: null, command }).kind

describe('a stroke that was set aside', () => {
  it('is done in part: with the cells that are still where they were seen', () => {
    const plan = open()
    const [both, own] = [borderCell(plan, 2), borderCell(plan, 2, [borderCell(plan, 2)])]
    const command = { ...paintOf(plan, 2, [both, own]), whole: true }
    const elsewhere = {
      ...command,
      cells: command.cells.map((run) => (run.start === both ? { ...run, seen: gridIdOf(99) } : run)),
    }
    expect(plan.judge(elsewhere)).toMatchObject({ ok: false, reason: 'contested' })
    const mends = mendsOf(plan, { command: elsewhere })
    expect(mends).toMatchObject([{ kind: 'in-part', cells: 1 }])
    expect(takes(plan, mends[0]!)).toBe('taken')
    const { assignment } = plan.cells.plan
    expect([assignment[both], assignment[own]]).toEqual([before[both], 2])
  })

  it('is done without what it takes from a grid that is locked by now', () => {
    const free = borderCell(open(), 2)
    const lockedGrid = before[free] === 1 ? 3 : 1
    const plan = open([lockedGrid])
    const command = paintOf(plan, 2, [free, before.indexOf(lockedGrid)])
    expect(plan.judge(command)).toMatchObject({ ok: false, reason: 'locked-grid' })
    expect(mendsOf(plan, { command })).toMatchObject([{ kind: 'in-part', cells: 1 }])
  })

  it('is done with the piece that it would cut off', () => {
    const plan = open()
    // All of the middle grid but for one corner of it goes to the east: what is left lies in pieces.
    const middle = [...before.keys()].filter((cell) => before[cell] === 2)
    const found = middle.flatMap((cell) => {
      const command = paintOf(
        plan,
        3,
        middle.filter((one) => one !== cell && model.centers[2 * one]! > model.centers[2 * cell]!),
      )
      return command.cells.length > 0 ? mendsOf(plan, { command }).filter(({ kind }) => kind === 'with-fragment') : []
    })
    for (const mend of found) expect(plan.judge(mend.command)).toMatchObject({ ok: true })
    expect(found.length).toBeGreaterThan(0)
  })

  it('goes into the grid that its own was merged into', () => {
    const plan = open()
    const cell = borderCell(plan, 2)
    const command = paintOf(plan, 2, [cell])
    const heir = before[cell] === 1 ? 3 : 1
    expect(takes(plan, { command: { kind: 'merge', gridId: gridIdOf(heir), gone: [gridIdOf(2)] } })).toBe('taken')
    const mends = mendsOf(plan, { command })
    expect(mends).toMatchObject([{ kind: 'into', heirName: `${heir}`, cells: 1 }])
    expect(takes(plan, mends[0]!)).toBe('taken')
    expect(plan.cells.plan.assignment[cell]).toBe(heir)
  })

  it('has no way but to be tried again or dropped where nothing of it is left', () => {
    const plan = open([1, 3])
    expect(mendsOf(plan, { command: paintOf(plan, 2, [before.indexOf(1)]) })).toEqual([])
    expect(mendsOf(plan, { command: { kind: 'rename', gridId: gridIdOf(2), name: '1' } })).toEqual([])
  })
})

it('merges those grids that are still there', () => {
  const plan = open()
  const command = { kind: 'merge', gridId: gridIdOf(2), gone: [gridIdOf(1), gridIdOf(99)] } as const
  expect(plan.judge(command)).toMatchObject({ ok: false })
  expect(mendsOf(plan, { command })).toMatchObject([{ kind: 'in-part', command: { gone: [gridIdOf(1)] } }])
})
