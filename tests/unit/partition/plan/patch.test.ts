import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendRun,
  applyPatch,
  countPatchCells,
  diffAssignments,
  invertPatch,
  type PatchRun,
} from '../../../../partition/plan/patch.ts'

const grid = fc.nat(4)
const pair = fc.array(fc.tuple(grid, grid), { maxLength: 60 }).map((cells) => ({
  before: Uint16Array.from(cells, ([from]) => from),
  after: Uint16Array.from(cells, ([, to]) => to),
}))

describe('patch', () => {
  it('turns one assignment into the other, and its inverse turns it back', () => {
    fc.assert(
      fc.property(pair, ({ before, after }) => {
        const patch = diffAssignments(before, after)
        const work = before.slice()
        applyPatch(work, patch)
        expect(work).toEqual(after)
        applyPatch(work, invertPatch(patch))
        expect(work).toEqual(before)
      }),
    )
  })

  it('is itself again after two inversions', () => {
    fc.assert(
      fc.property(pair, ({ before, after }) => {
        const patch = diffAssignments(before, after)
        expect(invertPatch(invertPatch(patch))).toEqual(patch)
      }),
    )
  })

  it('holds as few runs as can be, ascending, and counts its cells', () => {
    fc.assert(
      fc.property(pair, ({ before, after }) => {
        const { runs } = diffAssignments(before, after)
        runs.forEach((run, i) => {
          const last = runs[i - 1]
          expect(run.from).not.toBe(run.to)
          if (!last) return
          expect(last.start + last.length).toBeLessThanOrEqual(run.start)
          const touches = last.start + last.length === run.start
          expect(touches && last.from === run.from && last.to === run.to).toBe(false)
        })
        expect(countPatchCells({ runs })).toBe(before.filter((from, c) => from !== after[c]).length)
      }),
    )
  })

  it('merges a run that continues the last one', () => {
    const runs: PatchRun[] = []
    appendRun(runs, 3, 2, 1, 2)
    appendRun(runs, 5, 1, 1, 2)
    appendRun(runs, 6, 1, 3, 2)
    expect(runs).toEqual([
      { start: 3, length: 3, from: 1, to: 2 },
      { start: 6, length: 1, from: 3, to: 2 },
    ])
  })

  it('leaves the assignment alone when a cell holds something else', () => {
    const assignment = Uint16Array.of(1, 1, 2)
    const runs = [{ start: 0, length: 3, from: 1, to: 3 }]
    expect(() => applyPatch(assignment, { runs })).toThrow('cell 2 is in grid 2, the patch expects grid 1')
    expect([...assignment]).toEqual([1, 1, 2])
  })

  const broken: [string, PatchRun[]][] = [
    ['beyond the city', [{ start: 2, length: 2, from: 1, to: 2 }]],
    ['of no cell', [{ start: 1, length: 0, from: 1, to: 2 }]],
    ['at half a cell', [{ start: 0.5, length: 1, from: 1, to: 2 }]],
    [
      'out of order',
      [
        { start: 1, length: 1, from: 1, to: 2 },
        { start: 0, length: 1, from: 1, to: 2 },
      ],
    ],
    [
      'that overlap',
      [
        { start: 0, length: 2, from: 1, to: 2 },
        { start: 1, length: 1, from: 1, to: 3 },
      ],
    ],
    ['that change nothing', [{ start: 0, length: 1, from: 1, to: 1 }]],
    ['to a number above 65535', [{ start: 0, length: 1, from: 1, to: 65536 }]],
  ]
  it.each(broken)('throws for runs %s', (_, runs) => {
    expect(() => applyPatch(new Uint16Array(3).fill(1), { runs })).toThrow(/^run /)
  })

  it('throws for assignments of two cities', () => {
    expect(() => diffAssignments(new Uint16Array(2), new Uint16Array(3))).toThrow('cannot compare 2 cells with 3')
  })
})
