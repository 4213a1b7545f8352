import fc from 'fast-check'
import { POLYGON_TO_CELLS_FLAGS, polygonToCellsExperimental } from 'h3-js'
import { expect, test } from 'vitest'
import { cellsOverlapping, formatCellId } from '../../../../partition/index.ts'

/** A strip from a corner to `length` degrees north-east of it. */
const strip = (lng: number, lat: number, length: number, width: number): [number, number][][][] => [
  [
    [
      [lng, lat],
      [lng + width, lat],
      [lng + length + width, lat + length],
      [lng + length, lat + length],
      [lng, lat],
    ],
  ],
]

test('a strip across the map has the cells that H3 finds, and is as large as it is, not as its box', () => {
  const valley = strip(100, 30, 5, 0.05)
  const flag = POLYGON_TO_CELLS_FLAGS.containmentOverlapping
  const whole = polygonToCellsExperimental(valley[0]!, 7, flag, true)
  expect([...cellsOverlapping(valley, 7)].map(formatCellId)).toEqual(whole.sort())
  // at resolution 10 it has 193,784, its box a hundred times as many
  expect(cellsOverlapping(valley, 9, 30_000)).toHaveLength(29_345)
  expect(() => cellsOverlapping(valley, 15)).toThrow(/choose resolution 11 or lower/)
})

test('an area within the limit is taken, one beyond it refused, and the resolution that the refusal names is taken', () => {
  const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  fc.assert(
    fc.property(
      degrees(-170, 170),
      degrees(-60, 60),
      degrees(0.001, 1),
      degrees(0.001, 0.2),
      fc.integer({ min: 4, max: 8 }),
      (lng, lat, length, width, resolution) => {
        const area = strip(lng, lat, length, width)
        const count = cellsOverlapping(area, resolution).length
        expect(cellsOverlapping(area, resolution, count)).toHaveLength(count)
        if (count < 20) return
        const limit = Math.floor(count / 2)
        let message = ''
        try {
          cellsOverlapping(area, resolution, limit)
        } catch (error) {
          message = (error as Error).message
        }
        expect(message).toMatch(`the limit is ${limit}`)
        const coarser = Number(/choose resolution (\d+) or lower/.exec(message)?.[1])
        expect(cellsOverlapping(area, coarser, limit).length).toBeLessThanOrEqual(limit)
      },
    ),
    { numRuns: 30 },
  )
})

test('a line around the world is refused before any work, however thin', () => {
  expect(() => cellsOverlapping(strip(-80, -40, 80, 1e-9), 15)).toThrow(
    expect.objectContaining({ code: 'too-many-cells' }),
  )
})
