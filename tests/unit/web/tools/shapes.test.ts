import { booleanPointInPolygon, polygon } from '@turf/turf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fill } from '../../../../web/tools/fill.ts'
import { cellsWithin, lasso, rectangle } from '../../../../web/tools/outlines.ts'
import type { LngLat } from '../../../../web/tools/tool.ts'
import { unitBrush } from '../../../../web/tools/unitBrush.ts'
import { threeStripes } from './stripes.ts'

/** Middles of the 18 cells of `threeStripes`, a degree apart. */
const centers = Float64Array.from({ length: 36 }, (_, at) => (at % 2 === 0 ? (at / 2) % 6 : Math.floor(at / 12)))
const ground = (grid: number, more: Parameters<typeof threeStripes>[1] = {}) =>
  threeStripes(grid, { cellsWithin: (outline) => cellsWithin(centers, outline), ...more })

describe('tools that draw a line', () => {
  it('take what the line encloses, and give it back where it shrinks', () => {
    const on = ground(2)
    const wide = [
      [-0.5, -0.5],
      [4.6, 2.6],
    ] as const
    const first = rectangle.move(on, rectangle.down(on), { path: [], at: wide[0] })
    const drawn = rectangle.move(on, first, { path: [], at: wide[1] })
    expect(drawn.cells).toEqual([0, 1, 4, 6, 7, 10, 12, 13, 16])
    expect(drawn.refusal).toMatchObject({ reason: 'would-empty', grid: 1 })
    const back = rectangle.move(on, drawn, { path: [], at: [1.5, 0.5] })
    expect(back.cells).toEqual([0, 1])
    expect(rectangle.up(on, back)).toEqual({ kind: 'command', command: { kind: 'paint', grid: 2, cells: [0, 1] } })
    const around: LngLat[] = [
      [0.6, -0.5],
      [1.4, -0.5],
      [1.4, 0.5],
      [0.6, 0.5],
    ]
    const lassoed = around.reduce((marks, at) => lasso.move(on, marks, { path: [], at }), lasso.down(on))
    expect(lassoed).toMatchObject({ cells: [1], refusal: null, outline: around })
  })

  it('enclose what Turf finds within the same polygon', () => {
    // Corners that no line through two of them leads over the middle of a cell.
    const axis = (most: number, off: number) =>
      fc.integer({ min: -4, max: 4 * most }).map((quarters) => quarters / 4 + off)
    const corner = fc.tuple(axis(6, Math.SQRT2 / 10), axis(3, Math.sqrt(3) / 10))
    const outlines = fc.array(corner, { minLength: 3, maxLength: 9 })
    fc.assert(
      fc.property(outlines, (outline) => {
        const shape = polygon([[...outline, outline[0]!]])
        const cells = Array.from({ length: 18 }, (_, cell) => cell)
        expect(cellsWithin(centers, outline)).toEqual(
          cells.filter((cell) => booleanPointInPolygon([centers[2 * cell]!, centers[2 * cell + 1]!], shape)),
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('fill', () => {
  it('takes all that is joined to the pressed cell in its grid, and no more', () => {
    const assignment = Uint16Array.from([0, 0, 2, 2, 0, 3, 1, 0, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3])
    const on = ground(2, { assignment, judge: () => ({ ok: true, patch: { runs: [], grids: [] }, contested: [] }) })
    expect([...fill.move(on, fill.down(on), { path: [0], at: [0, 0] }).cells].sort((a, b) => a - b)).toEqual([0, 1, 7])
  })
})

describe('the tool of whole units', () => {
  it('takes the units it passes over as a whole, and leaves cells of none alone', () => {
    const on = ground(2, { unitOf: (cell) => (cell === 1 || cell === 7 ? [1, 7] : []) })
    const marks = unitBrush.move(on, unitBrush.down(on), { path: [0, 1], at: [0, 0] })
    expect(marks.cells).toEqual([1, 7])
  })
})

it('no painting tool takes what it may not', () => {
  const on = ground(2, { mayTake: (cell) => cell !== 1, unitOf: (cell) => [cell, 1] })
  const step = { path: [0, 1, 7], at: [4.6, 2.6] as const }
  for (const tool of [fill, unitBrush]) expect(tool.move(on, tool.down(on), step).cells).not.toContain(1)
  const first = rectangle.move(on, rectangle.down(on), { path: [], at: [-0.5, -0.5] })
  expect(rectangle.move(on, first, step).cells).not.toContain(1)
})
