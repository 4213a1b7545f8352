import { area, featureCollection, intersect, polygon } from '@turf/turf'
import { cellToBoundary, cellToLatLng, POLYGON_TO_CELLS_FLAGS, polygonToCellsExperimental } from 'h3-js'
import { expect, test } from 'vitest'
import { buildLattice, parseCellId } from '../../../../partition/index.ts'
import { cellDistricts, clippedArea } from '../../../../server/cities/cellDistricts.ts'
import type { Ring } from '../../../../server/coordinates/rings.ts'

const west: Ring = [
  [121.4, 31.1],
  [121.5, 31.1],
  [121.47, 31.2],
  [121.5, 31.3],
  [121.4, 31.3],
  [121.4, 31.1],
]
const east: Ring = [
  [121.5, 31.1],
  [121.6, 31.1],
  [121.6, 31.3],
  [121.5, 31.3],
  [121.47, 31.2],
  [121.5, 31.1],
]
const areas = [{ polygons: [[west]] }, { polygons: [[east]] }]
const cellIds = areas
  .flatMap(({ polygons }) =>
    polygons.flatMap((rings) =>
      polygonToCellsExperimental(rings, 7, POLYGON_TO_CELLS_FLAGS.containmentOverlapping, true),
    ),
  )
  .filter((cellId, index, all) => all.indexOf(cellId) === index)
  .sort()

const latticeOf = (ids: readonly string[]) => buildLattice(BigUint64Array.from(ids, parseCellId))

function overlap(cellId: string, ring: Ring): number {
  const shared = intersect(featureCollection([polygon([cellToBoundary(cellId, true)]), polygon([ring])]))
  return shared ? area(shared) : 0
}

test('a cell belongs to the area of its centre, else to the one it overlaps most', () => {
  const districts = cellDistricts(latticeOf(cellIds), areas)
  let outside = 0
  for (const [index, cellId] of cellIds.entries()) {
    const [lat, lng] = cellToLatLng(cellId)
    const bend = 121.5 - 0.3 * Math.min(lat - 31.1, 31.3 - lat)
    const isInside = lng > 121.4 && lng < 121.6 && lat > 31.1 && lat < 31.3
    if (!isInside) outside++
    const expected = isInside ? (lng < bend ? 0 : 1) : overlap(cellId, west) > overlap(cellId, east) ? 0 : 1
    expect(districts[index]).toBe(expected)
  }
  expect(outside).toBeGreaterThan(5)
})

test('a cell that touches no area has none', () => {
  expect([...cellDistricts(latticeOf(['87309a100ffffff']), areas)]).toEqual([-1])
})

test('the area clipped by a hexagon is what turf computes', () => {
  for (const cellId of cellIds) {
    const hexagon = cellToBoundary(cellId, true) as Ring
    const shared = intersect(featureCollection([polygon([hexagon]), polygon([west])]))
    const own = polygon([hexagon])
    const share = (shared ? area(shared) : 0) / area(own)
    expect(clippedArea(west, hexagon) / clippedArea(hexagon, hexagon)).toBeCloseTo(share, 3)
  }
})
