import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommandLog } from '../../../../server/contract/plans.ts'
import type { PlanSession } from '../../../../web/model/planModel.ts'
import { openSession, smallTown, stripes } from './town.ts'

const model = smallTown()

/** Planners on one plan, each with a session of his own, over the log of a server that takes what is first. */
function openTogether(clients: readonly string[]) {
  const log: CommandLog['commands'] = []
  const before = stripes(model)
  // Every command is taken into the log by hand, below: the sessions are made anew, and their posts are never answered.
  const open = (client: string): PlanSession => {
    const session = openSession(model, before.slice(), { client, post: () => new Promise<never>(() => {}) })
    if (!session.absorb({ commands: log })) throw new Error('the log does not follow')
    return session
  }
  /** Lets a planner, who has seen all so far, do one thing, and writes what came of it into the log. */
  function act<T>(client: string, work: (session: PlanSession) => T): T {
    const session = open(client)
    const result = work(session)
    for (const { commandId, command, patch } of session.outbox().entries) {
      log.push({
        revision: log.length + 1,
        commandId,
        command,
        patch,
        author: client,
        createdAt: '2026-01-01T00:00:00Z',
      })
    }
    session.close()
    return result
  }
  return { clients, log, before, act, look: () => act('nobody', (session) => session.plan.assignment.slice()) }
}

const borderCell = (session: PlanSession, grid: number, not: readonly number[] = []): number =>
  session.plan.assignment.findIndex(
    (_, cell) => !not.includes(cell) && session.judge({ kind: 'paint', grid, cells: [cell] }).ok,
  )

describe('undo among several planners', () => {
  it('takes back one’s own stroke, not the last of the plan', () => {
    const { act, look, log } = openTogether(['ann', 'bob'])
    const mine = act('ann', (session) => {
      const cell = borderCell(session, 2)
      session.paint(2, [cell])
      return cell
    })
    const theirs = act('bob', (session) => {
      const cell = borderCell(session, 3, [mine])
      session.paint(3, [cell])
      return cell
    })
    expect(act('ann', (session) => session.undo()?.result.ok)).toBe(true)
    expect(log.at(-1)?.command).toEqual({ kind: 'revert', revision: 1 })
    expect(look()[theirs]).toBe(3)
    expect(look()[mine]).toBe(stripes(model)[mine])
  })

  it('has nothing for a newcomer, who is told whose the last stroke is and may take it back all the same', () => {
    const { act, look, before } = openTogether(['ann', 'bob'])
    act('ann', (session) => session.paint(2, [borderCell(session, 2)]))
    act('bob', (session) => {
      expect(session.undo()).toBeNull()
      const others = session.othersLast()
      expect(others).toMatchObject({ revision: 1, author: 'ann', cells: 1, grid: 2 })
      expect(session.takeBack(others!.revision)?.result.ok).toBe(true)
      expect(session.othersLast()).toBeNull()
    })
    expect(look()).toEqual(before)
    act('ann', (session) => expect(session.undo()).toBeNull())
  })

  it('drops a step of which others have taken every cell, says whose they are, and goes on to the one before', () => {
    const { act } = openTogether(['ann', 'bob'])
    const [first, second] = act('ann', (session) => {
      const first = borderCell(session, 2)
      session.paint(2, [first])
      const second = borderCell(session, 2, [first])
      session.paint(2, [second])
      return [first, second]
    })
    const was = stripes(model)[second]!
    act('bob', (session) => expect(session.paint(was, [second]).ok).toBe(true))
    act('ann', (session) => {
      const step = session.undo()
      expect(step).toMatchObject({ isDropped: true, left: [{ author: 'bob', cells: [second] }] })
      expect(session.plan.assignment[second]).toBe(was)
      expect(session.undo()?.result.ok).toBe(true)
      expect(session.plan.assignment[first]).toBe(stripes(model)[first])
    })
  })

  it('n times restores every cell that nobody else has touched, and alters none that is another’s', () => {
    const action = fc.record({
      client: fc.constantFrom('ann', 'bob', 'cat'),
      kind: fc.constantFrom('paint', 'paint', 'paint', 'undo', 'redo'),
      cell: fc.nat(model.lattice.cellCount - 1),
      grid: fc.integer({ min: 1, max: 3 }),
    })
    let complete = 0
    fc.assert(
      fc.property(fc.array(action, { maxLength: 24 }), (actions) => {
        const { act, log, before, look } = openTogether(['ann', 'bob', 'cat'])
        for (const { client, kind, cell, grid } of actions) {
          act(client, (session) => (kind === 'paint' ? session.paint(grid, [cell]) : session[kind]()))
        }
        const shared = look()
        const holders = holdersOf(log)
        const touched = new Set(
          log
            .filter(({ author }) => author !== 'ann')
            .flatMap(({ patch }) =>
              patch.runs.flatMap(({ start, length }) => [...Array(length).keys()].map((i) => start + i)),
            ),
        )
        const isRefused = act('ann', (session) => {
          for (let step = session.undo(); step; step = session.undo()) {
            // What the plan's own rules refuse, stays the next step.
            if (!step.result.ok && !step.isDropped) return true
          }
          return false
        })
        const after = look()
        if (!isRefused) complete++
        for (let cell = 0; cell < after.length; cell++) {
          if (!touched.has(cell) && !isRefused) expect(after[cell]).toBe(before[cell])
        }
        for (let cell = 0; cell < after.length; cell++) {
          if (after[cell] !== shared[cell]) expect(holders[cell]).toBe('ann')
        }
      }),
      { numRuns: 120 },
    )
    expect(complete).toBeGreaterThan(60)
  })
})

/**
 * Who answers for each cell after every entry, `nobody` at first: whoever painted it; a revert hands it back to whoever answered for
 * it before the entry it takes back.
 */
function holdersOf(log: CommandLog['commands']): string[] {
  const after = [new Array<string>(model.lattice.cellCount).fill('nobody')]
  for (const { command, patch, author } of log) {
    const holders = after.at(-1)!.slice()
    const before = command.kind === 'revert' ? after[command.revision - 1] : undefined
    for (const { start, length } of patch.runs) {
      for (let cell = start; cell < start + length; cell++) holders[cell] = before?.[cell] ?? author
    }
    after.push(holders)
  }
  return after.at(-1)!
}
