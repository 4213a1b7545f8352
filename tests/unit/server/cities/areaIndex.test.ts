import { booleanPointInPolygon } from '@turf/turf'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildAreaIndex } from '../../../../server/cities/areaIndex.ts'
import type { Ring } from '../../../../server/coordinates/rings.ts'

/** A star around a centre: any radii make a simple ring. */
function star(lng: number, lat: number, radii: readonly number[]): Ring {
  const ring = radii.map((radius, i): [number, number] => {
    const angle = (2 * Math.PI * i) / radii.length
    return [lng + radius * Math.cos(angle), lat + radius * Math.sin(angle)]
  })
  return [...ring, ring[0] as [number, number]]
}

const radii = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 })
// Off the corners' round numbers: a point within the last bit of an edge may count either way.
const place = fc.integer({ min: -250_000, max: 250_000 }).map((n) => (n + 1 / 3) / 100_000)

test('finds the area that turf finds, with holes and several polygons', () => {
  fc.assert(
    fc.property(
      radii,
      radii,
      fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 30 }),
      (first, second, points) => {
        const hole = star(
          -1,
          0,
          first.map((radius) => radius / 2),
        ).reverse()
        const areas = [[[star(-1, 0, first), hole]], [[star(1.1, 0, second)], [star(1.1, 2.2, second)]]]
        const index = buildAreaIndex(areas)
        for (const point of points) {
          const expected = areas.findIndex((coordinates) =>
            booleanPointInPolygon(point, { type: 'MultiPolygon', coordinates }),
          )
          expect(index.find(...point)).toBe(expected)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a point beyond all areas, or none at all, is in none', () => {
  const index = buildAreaIndex([[[star(0, 0, [1, 1, 1, 1])]]])
  expect(index.find(0, 5)).toBe(-1)
  expect(index.find(0, Number.NaN)).toBe(-1)
  expect(buildAreaIndex([]).find(0, 0)).toBe(-1)
})
