import { getHexagonAreaAvg, POLYGON_TO_CELLS_FLAGS, polygonToCellsExperimental } from 'h3-js'
import { LatticeError } from './error.ts'
import type { Position } from './projection.ts'

const KM_PER_DEGREE = 111.2

/**
 * Every cell that overlaps a service area (MultiPolygon coordinates, WGS 84), ascending and unique.
 * Refuses with `too-many-cells` an area whose polygons' bounding boxes hold more than `limit` cells, before
 * any work is done: a typing error in a boundary or a resolution would otherwise ask for billions.
 * Throws `bad-polygon` for a ring of fewer than four positions, or a coordinate that is no longitude or latitude.
 */
export function cellsOverlapping(
  polygons: readonly (readonly (readonly Position[])[])[],
  resolution: number,
  limit = 4_000_000,
): BigUint64Array {
  polygons.forEach(checkPolygon)
  const averageKm2 = getHexagonAreaAvg(resolution, 'km2')
  const estimate = polygons.reduce((sum, polygon) => sum + boxAreaKm2(polygon) / averageKm2, 0)
  if (estimate > limit) throw tooManyCells(Math.round(estimate), resolution, limit)
  const ids = new Set<string>()
  for (const polygon of polygons) {
    const rings = polygon.map((ring) => ring.map(([lng, lat]) => [lng, lat]))
    const flag = POLYGON_TO_CELLS_FLAGS.containmentOverlapping
    for (const cell of polygonToCellsExperimental(rings, resolution, flag, true)) ids.add(cell)
  }
  if (ids.size > limit) throw tooManyCells(ids.size, resolution, limit)
  const cellIds = new BigUint64Array(ids.size)
  const words = new Uint32Array(cellIds.buffer) // low word first; two parses are a third of the cost of BigInt('0x…')
  let at = 0
  for (const id of ids) {
    words[at++] = Number.parseInt(id.slice(-8), 16)
    words[at++] = Number.parseInt(id.slice(0, -8), 16)
  }
  return cellIds.sort()
}

function tooManyCells(count: number, resolution: number, limit: number): LatticeError {
  return new LatticeError(
    'too-many-cells',
    `the area holds about ${count} cells at resolution ${resolution}, the limit is ${limit}: choose a coarser resolution or check the boundary`,
  )
}

function checkPolygon(polygon: readonly (readonly Position[])[], index: number): void {
  if (polygon.length === 0) throw new LatticeError('bad-polygon', `polygon ${index} has no ring`)
  polygon.forEach((ring, r) => {
    if (ring.length < 4) {
      throw new LatticeError(
        'bad-polygon',
        `ring ${r} of polygon ${index} has ${ring.length} positions; a ring needs 4`,
      )
    }
    ring.forEach(([lng, lat], p) => {
      if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) return
      throw new LatticeError(
        'bad-polygon',
        `position ${p} of ring ${r} of polygon ${index} is [${lng}, ${lat}]: expected longitude and latitude in degrees`,
      )
    })
  })
}

function boxAreaKm2(polygon: readonly (readonly Position[])[]): number {
  let west = Infinity
  let east = -Infinity
  let south = Infinity
  let north = -Infinity
  for (const [lng, lat] of polygon[0]!) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const parallel = Math.cos((((south + north) / 2) * Math.PI) / 180)
  return (east - west) * parallel * (north - south) * KM_PER_DEGREE ** 2
}
