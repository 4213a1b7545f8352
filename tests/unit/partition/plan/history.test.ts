import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply } from '../../../../partition/plan/apply.ts'
import {
  emptyHistory,
  type History,
  type HistoryEntry,
  nextRedo,
  nextUndo,
  recordEntry,
  replayHistory,
} from '../../../../partition/plan/history.ts'
import { applyPatch, type Patch } from '../../../../partition/plan/patch.ts'
import { buildCity, growGrids, neighborsOf, planOf, seededRandom } from '../builders.ts'

const city = buildCity({ radius: 5 })

/** A plan with the log a server keeps: patches by revision, and the history on top of it. */
function openSession(seed: number) {
  const plan = planOf(city, growGrids(city, 5, seed), 5)
  const log: (HistoryEntry & { patch: Patch })[] = []
  let history: History = emptyHistory
  const append = (patch: Patch, reverts?: number) => {
    applyPatch(plan.assignment, patch)
    const entry = { revision: log.length + 1, ...(reverts === undefined ? {} : { reverts }) }
    log.push({ ...entry, patch })
    history = recordEntry(history, entry)
  }
  const revert = (revision: number | undefined) => {
    if (revision === undefined) return false
    const result = apply(plan, { kind: 'revert', patch: log[revision - 1]!.patch })
    if (!result.ok) throw new Error(result.message)
    append(result.patch, revision)
    return true
  }
  const paintSomething = (random: () => number) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const cell = Math.floor(random() * plan.assignment.length)
      const around = neighborsOf(city, cell)
      const grid = plan.assignment[around[Math.floor(random() * around.length)]!]!
      const result = apply(plan, { kind: 'paint', grid, cells: [cell, around[0]!] })
      if (!result.ok) continue
      append(result.patch)
      return
    }
  }
  return {
    plan,
    log,
    paintSomething,
    history: () => history,
    undo: () => revert(nextUndo(history)),
    redo: () => revert(nextRedo(history)),
  }
}

describe('history', () => {
  it('gives the first bytes back after undoing everything, and the last after redoing it', () => {
    const walk = (seed: number, moves: string[]) => {
      const session = openSession(seed)
      const random = seededRandom(seed)
      const first = session.plan.assignment.slice()
      for (const move of moves) {
        if (move === 'undo') session.undo()
        else if (move === 'redo') session.redo()
        else session.paintSomething(random)
      }
      while (session.redo());
      const last = session.plan.assignment.slice()
      const states: Uint16Array[] = []
      while (session.undo()) states.push(session.plan.assignment.slice())
      expect(session.plan.assignment).toEqual(first)
      states.pop()
      while (states.length > 0) {
        session.redo()
        expect(session.plan.assignment).toEqual(states.pop())
      }
      session.redo()
      expect(session.plan.assignment).toEqual(last)
      expect(session.redo()).toBe(false)
    }
    const moves = fc.array(fc.constantFrom('paint', 'paint', 'undo', 'redo'), { minLength: 1, maxLength: 25 })
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), moves, walk), { numRuns: 60 })
  })

  it('is the same after a reload of the log', () => {
    const session = openSession(3)
    const random = seededRandom(3)
    for (let i = 0; i < 5; i++) session.paintSomething(random)
    session.undo()
    session.undo()
    session.redo()
    expect(replayHistory(session.log)).toEqual(session.history())
  })

  it('forgets what could be redone once something new is done', () => {
    const history = replayHistory([{ revision: 1 }, { revision: 2, reverts: 1 }, { revision: 3 }])
    expect(nextRedo(history)).toBeUndefined()
    expect(nextUndo(history)).toBe(3)
  })

  it('takes the revert of an older revision for a new step', () => {
    const history = replayHistory([{ revision: 1 }, { revision: 2 }, { revision: 3, reverts: 1 }])
    expect(history).toEqual({ undo: [1, 2, 3], redo: [] })
  })

  it('has nothing to undo or redo at first', () => {
    expect([nextUndo(emptyHistory), nextRedo(emptyHistory)]).toEqual([undefined, undefined])
  })
})
