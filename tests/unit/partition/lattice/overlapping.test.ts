import fc from 'fast-check'
import { latLngToCell } from 'h3-js'
import { describe, expect, test } from 'vitest'
import {
  buildLattice,
  cellBoundary,
  cellsOverlapping,
  LatticeError,
  type Position,
} from '../../../../partition/index.ts'
import { randomNumbers } from './cities.ts'

function box(west: number, south: number, east: number, north: number): Position[][] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]
}

describe('cellsOverlapping', () => {
  test('holds the cell of every point of the area, in the order a lattice wants', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 73, max: 135, noNaN: true }),
        fc.double({ min: 18, max: 53, noNaN: true }),
        fc.nat(),
        (west, south, seed) => {
          const random = randomNumbers(seed)
          const cellIds = cellsOverlapping([box(west, south, west + 0.05, south + 0.04)], 9)
          const ids = new Set(buildLattice(cellIds).cellIds)
          for (let n = 0; n < 50; n++) {
            const hex = latLngToCell(south + random() * 0.04, west + random() * 0.05, 9)
            expect(ids.has(BigInt(`0x${hex}`))).toBe(true)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('leaves out cells that do not touch the area', () => {
    const lattice = buildLattice(cellsOverlapping([box(114.2, 30.5, 114.3, 30.6)], 8))
    for (let c = 0; c < lattice.cellCount; c++) {
      const ring = cellBoundary(lattice, c)
      const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)]
      expect(Math.min(...lngs) <= 114.3 && Math.max(...lngs) >= 114.2).toBe(true)
      expect(Math.min(...lats) <= 30.6 && Math.max(...lats) >= 30.5).toBe(true)
    }
  })

  test('joins polygons without repeating their common cells, and keeps holes out', () => {
    const whole = cellsOverlapping([box(114.2, 30.5, 114.4, 30.6)], 9)
    const halves = cellsOverlapping([box(114.2, 30.5, 114.3, 30.6), box(114.3, 30.5, 114.4, 30.6)], 9)
    expect(halves).toEqual(whole)
    const holed = [box(114.2, 30.5, 114.4, 30.6)[0]!, box(114.25, 30.52, 114.35, 30.58)[0]!.toReversed()]
    const withHole = cellsOverlapping([holed], 9)
    expect(withHole).not.toContain(BigInt(`0x${latLngToCell(30.55, 114.3, 9)}`))
    expect(withHole.length).toBeLessThan(whole.length)
  })

  test('finds the one cell that holds an area smaller than it', () => {
    expect(cellsOverlapping([box(114.3, 30.6, 114.30001, 30.60001)], 6)).toEqual(
      BigUint64Array.of(BigInt(`0x${latLngToCell(30.6, 114.3, 6)}`)),
    )
  })

  test('refuses an area far too large for its resolution before any work', () => {
    const china = box(73, 18, 135, 53)
    // Work on some thirty thousand million cells would end at the limit for hangs, or out of memory.
    expect(() => cellsOverlapping([china], 12)).toThrow(expect.objectContaining({ code: 'too-many-cells' }))
    expect(() => cellsOverlapping([box(114.2, 30.5, 114.4, 30.6)], 9, 100)).toThrow(/resolution 9, the limit is 100/)
  })

  test.each([
    ['no ring', [[]]],
    [
      'a ring of two positions',
      [
        [
          [
            [1, 2],
            [1, 2],
          ],
        ],
      ],
    ],
    [
      'a coordinate that is no number',
      [
        [
          [
            [1, 2],
            [1, Number.NaN],
            [3, 4],
            [1, 2],
          ],
        ],
      ],
    ],
    [
      'projected coordinates',
      [
        [
          [
            [500_000, 3_400_000],
            [500_100, 3_400_000],
            [500_100, 3_400_100],
            [500_000, 3_400_000],
          ],
        ],
      ],
    ],
  ] as [string, Position[][][]][])('refuses %s', (_, polygons) => {
    expect(() => cellsOverlapping(polygons, 9)).toThrow(LatticeError)
    expect(() => cellsOverlapping(polygons, 9)).toThrow(expect.objectContaining({ code: 'bad-polygon' }))
  })

  test('gives no cell for no polygon', () => {
    expect(cellsOverlapping([], 9)).toEqual(new BigUint64Array(0))
  })
})
