import { describe, expect, it } from 'vitest'
import { type LoggedChange, ownPart } from '../../../../partition/plan/ownPart.ts'
import { applyPatch, type Patch } from '../../../../partition/plan/patch.ts'

/** One cell given from one grid to another. */
const move = (start: number, from: number, to: number, length = 1): Patch => ({
  runs: [{ start, length, from, to }],
  grids: [],
})

/** What `author` may take back of the first entry of a log that begins with six cells of grid 1. */
function split(log: readonly LoggedChange[], author = 'ann') {
  const assignment = new Uint16Array(6).fill(1)
  for (const { patch } of log) applyPatch(assignment, patch)
  return ownPart(log[0]!, log.slice(1), author, assignment)
}

describe('ownPart', () => {
  const stroke: LoggedChange = { revision: 1, author: 'ann', patch: move(1, 1, 2, 3) }

  it('is the whole change where nothing came after it', () => {
    expect(split([stroke])).toEqual({ patch: stroke.patch, left: [] })
  })

  it('leaves cells that another has painted since, and says whose they are', () => {
    expect(split([stroke, { revision: 2, author: 'bob', patch: move(2, 2, 3) }])).toEqual({
      patch: { runs: [move(1, 1, 2).runs[0], move(3, 1, 2).runs[0]], grids: [] },
      left: [{ revision: 2, author: 'bob', cells: [2] }],
    })
  })

  it('leaves a cell that two others have painted back to where the change put it: it is theirs now', () => {
    const log = [stroke, { revision: 2, author: 'bob', patch: move(2, 2, 3) }]
    const { left } = split([...log, { revision: 3, author: 'cat', patch: move(2, 3, 2) }])
    expect(left).toEqual([{ revision: 3, author: 'cat', cells: [2] }])
  })

  it('takes back a cell that another painted and undid again', () => {
    const log = [stroke, { revision: 2, author: 'bob', patch: move(2, 2, 3) }]
    expect(split([...log, { revision: 3, author: 'bob', reverts: 2, patch: move(2, 3, 2) }]).left).toEqual([])
  })

  it('has nothing left of a change that another took back, and all of it once he put it again', () => {
    const log = [stroke, { revision: 2, author: 'bob', reverts: 1, patch: move(1, 2, 1, 3) }]
    expect(split(log)).toEqual({
      patch: { runs: [], grids: [] },
      left: [{ revision: 2, author: 'bob', cells: [1, 2, 3] }],
    })
    expect(split([...log, { revision: 3, author: 'bob', reverts: 2, patch: move(1, 1, 2, 3) }]).patch).toEqual(
      stroke.patch,
    )
  })
})
