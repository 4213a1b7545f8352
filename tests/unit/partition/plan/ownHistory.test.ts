import { describe, expect, it } from 'vitest'
import { dropStep, nextRedo, nextUndo, replayHistory } from '../../../../partition/plan/history.ts'

const others = { isOthers: true }

describe('the history of one planner among several', () => {
  it('has only own steps, and another’s entry does not end what could be redone', () => {
    const history = replayHistory([
      { revision: 1 },
      { revision: 2, ...others },
      { revision: 3, reverts: 1 },
      { revision: 4, ...others },
    ])
    expect([nextUndo(history), nextRedo(history)]).toEqual([undefined, 3])
  })

  it('is empty for one who has done nothing', () => {
    const history = replayHistory([
      { revision: 1, ...others },
      { revision: 2, reverts: 1, ...others },
    ])
    expect([nextUndo(history), nextRedo(history)]).toEqual([undefined, undefined])
  })

  it('lets a step go that another took back, and has it again in its place once he takes that back', () => {
    const log = [{ revision: 1 }, { revision: 2 }, { revision: 3, reverts: 1, ...others }]
    expect(replayHistory(log).undo).toEqual([2])
    expect(replayHistory([...log, { revision: 4, reverts: 3, ...others }]).undo).toEqual([1, 2])
  })

  it('lets go of an undo that another took back', () => {
    const log = [{ revision: 1 }, { revision: 2, reverts: 1 }, { revision: 3, reverts: 2, ...others }]
    expect(nextRedo(replayHistory(log))).toBeUndefined()
  })

  it('goes on to the step before one that was dropped', () => {
    expect(nextUndo(dropStep(replayHistory([{ revision: 1 }, { revision: 2 }]), 2))).toBe(1)
  })
})
