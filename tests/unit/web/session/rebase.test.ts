import { describe, expect, it } from 'vitest'
import { applyPatch, cellGraph, type Patch, type Plan } from '../../../../partition/index.ts'
import { netRepaints, replay } from '../../../../web/session/rebase.ts'
import { rhombusNeighbors } from '../builders.ts'

const move = (cell: number, from: number, to: number): Patch => ({ runs: [{ start: cell, length: 1, from, to }] })

/** Six columns, three rows: grid 1 holds the two left columns, 2 the middle ones, 3 the right ones. */
function threeStripes(): Plan {
  return {
    assignment: Uint16Array.from({ length: 18 }, (_, cell) => 1 + Math.floor((cell % 6) / 2)),
    grids: new Map([1, 2, 3].map((number) => [number, { number, locked: false }])),
    adjacency: cellGraph(rhombusNeighbors(6, 3), []),
  }
}

describe('netRepaints', () => {
  it('keeps the last grid of each cell, one paint a grid', () => {
    expect(netRepaints([move(4, 1, 2), move(2, 1, 2), move(9, 2, 3), move(4, 2, 3)])).toEqual([
      { grid: 3, cells: [4, 9] },
      { grid: 2, cells: [2] },
    ])
  })

  it('drops what was painted and undone', () => {
    expect(netRepaints([move(4, 1, 2), move(4, 2, 1)])).toEqual([])
  })

  it('leaves out cells that ended without a grid', () => {
    expect(netRepaints([move(4, 1, 0)])).toEqual([])
  })
})

describe('replay', () => {
  it('lays paints over the plan as it is now, and leaves the plan itself untouched', () => {
    const plan = threeStripes()
    const before = plan.assignment.slice()
    const { done, refused } = replay(plan, [{ grid: 2, cells: [1] }])
    expect(refused).toBe(0)
    expect(plan.assignment).toEqual(before)
    for (const { patch } of done) applyPatch(plan.assignment, patch)
    expect(plan.assignment[1]).toBe(2)
  })

  it('counts what is no longer legal', () => {
    expect(replay(threeStripes(), [{ grid: 3, cells: [0] }])).toEqual({ done: [], refused: 1 })
  })

  it('gives a paint that stands only after another a second chance', () => {
    const waitsForTheOther = { grid: 3, cells: [2] }
    const { done, refused } = replay(threeStripes(), [waitsForTheOther, { grid: 3, cells: [3] }])
    expect(done.map(({ repaint }) => repaint.cells)).toEqual([[3], [2]])
    expect(refused).toBe(0)
  })

  it('does not count what is there already', () => {
    expect(replay(threeStripes(), [{ grid: 1, cells: [0, 1] }])).toEqual({ done: [], refused: 0 })
  })
})
