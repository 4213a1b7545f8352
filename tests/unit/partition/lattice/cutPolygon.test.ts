import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildLattice, cellsOverlapping, neighborTable, traceOutlines } from '../../../../partition/index.ts'
import { cutPolygon, type Polygon } from '../../../../partition/lattice/cutPolygon.ts'
import { withinWorld } from '../../../../partition/lattice/withinWorld.ts'

type Ring = [number, number][]
const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const lattice = buildLattice(cellsOverlapping([[box(114.2, 30.5, 114.5, 30.7)]], 7))
const neighbors = neighborTable(lattice)

const ringArea = (ring: Ring) =>
  ring.reduce((sum, [x, y], p) => {
    const [nextX, nextY] = ring[(p + 1) % ring.length]!
    return sum + ((x - 114) * (nextY - 30) - (nextX - 114) * (y - 30)) / 2
  }, 0)
/** Holes run clockwise and so take away. */
const areaOf = (polygons: readonly Polygon[]) => polygons.flat().reduce((sum, ring) => sum + ringArea(ring), 0)
const holds = (polygons: readonly Polygon[], lng: number, lat: number) => {
  let inside = false
  for (const ring of polygons.flat()) {
    for (let p = 1; p < ring.length; p++) {
      const [x, y] = ring[p - 1]!
      const [nextX, nextY] = ring[p]!
      if (y > lat !== nextY > lat && lng < x + ((nextX - x) * (lat - y)) / (nextY - y)) inside = !inside
    }
  }
  return inside
}

/** Outlines of cells picked at random: concave, with holes, and corners in lines. */
const outlines = fc
  .array(fc.boolean(), { minLength: lattice.cellCount, maxLength: lattice.cellCount })
  .map(
    (picked) =>
      traceOutlines(
        lattice,
        neighbors,
        Uint16Array.from(picked, (one) => (one ? 1 : 0)),
      ).get(1) ?? [],
  )
  .filter((polygons) => polygons.length > 0)

test('the parts of a polygon are all of it, each on its side, whatever corners lie on the line', () => {
  const places = fc.array(
    fc.tuple(fc.double({ min: 114.1, max: 114.6, noNaN: true }), fc.double({ min: 30.4, max: 30.8, noNaN: true })),
    { minLength: 20, maxLength: 20 },
  )
  const input = fc.tuple(outlines, fc.constantFrom<(0 | 1)[]>(0, 1), fc.nat(), fc.boolean(), places)
  fc.assert(
    fc.property(input, ([polygons, axis, pick, isCorner, places]) => {
      const corners = polygons.flat(2)
      const corner = corners[pick % corners.length]![axis]
      const at = isCorner ? corner : corner + 0.0007
      const parts = polygons.map((polygon) => cutPolygon(polygon, axis, at))
      const below = parts.flatMap((part) => part.below)
      const above = parts.flatMap((part) => part.above)
      expect(areaOf(below) + areaOf(above)).toBeCloseTo(areaOf(polygons), 9)
      for (const position of below.flat(2)) expect(position[axis]).toBeLessThanOrEqual(at)
      for (const position of above.flat(2)) expect(position[axis]).toBeGreaterThanOrEqual(at)
      for (const polygon of [...below, ...above]) {
        for (const [r, ring] of polygon.entries()) {
          expect(ring[0]).toEqual(ring.at(-1))
          expect(ringArea(ring) > 0).toBe(r === 0)
        }
      }
      for (const place of places) {
        if (Math.abs(place[axis] - at) < 1e-6) continue
        expect(holds(place[axis] < at ? below : above, ...place)).toBe(holds(polygons, ...place))
      }
    }),
    { numRuns: 60 },
  )
})

test('a hole on the line opens, one beside it stays with the part around it', () => {
  const holed: Polygon = [
    box(0, 0, 10, 10),
    box(4, 4, 6, 6).reverse(),
    box(1, 1, 2, 2).reverse(),
    box(8, 8, 9, 9).reverse(),
  ]
  const { below, above } = cutPolygon(holed, 0, 5)
  expect([below, above].map((parts) => parts.map((rings) => rings.length))).toEqual([[2], [2]])
  const { below: lower, above: upper } = cutPolygon(
    [box(0, 0, 10, 10), box(2, 2, 4, 9).reverse(), box(6, 2, 8, 9).reverse()],
    1,
    5,
  )
  expect([lower.length, upper.length]).toEqual([1, 1])
  const comb: Polygon = [
    [
      [0, 0],
      [10, 0],
      [10, 9],
      [7, 9],
      [7, 3],
      [3, 3],
      [3, 9],
      [0, 9],
      [0, 0],
    ],
  ]
  const cut = cutPolygon(comb, 1, 5)
  expect([cut.below.length, cut.above.length]).toEqual([1, 2])
})

test('a ring written the other way round is cut all the same', () => {
  const cut = cutPolygon([box(0, 0, 10, 10).reverse(), box(2, 2, 8, 8)], 0, 5)
  expect([areaOf(cut.below), areaOf(cut.above)].map((area) => area > 30)).toEqual([true, true])
})

describe('at the antimeridian', () => {
  test('what runs on past it is cut and comes back on the other side', () => {
    expect(withinWorld([[box(179, 0, 181, 1)]])).toEqual(
      [
        [
          [
            [180, 1],
            [179, 1],
            [179, 0],
            [180, 0],
            [180, 1],
          ],
        ],
        [
          [
            [-180, 0],
            [-179, 0],
            [-179, 1],
            [-180, 1],
            [-180, 0],
          ],
        ],
      ].map((polygon) => polygon.map((ring) => expect.arrayContaining(ring))),
    )
    const [east, west] = withinWorld([[box(-181, 0, -179, 1)]])
    expect([east, west].map((polygon) => polygon?.[0]?.map(([lng]) => lng).sort())).toEqual([
      [179, 179, 180, 180, expect.any(Number)],
      expect.arrayContaining([-179, -180]),
    ])
  })

  test('what only touches it, and all else, stays the same', () => {
    const polygons: Polygon[] = [[box(179, 0, 180, 1)], [box(-180, 0, -179, 1)], [box(10, 0, 11, 1)]]
    for (const [p, polygon] of withinWorld(polygons).entries()) expect(polygon).toBe(polygons[p])
  })
})
