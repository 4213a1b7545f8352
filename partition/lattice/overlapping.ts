import {
  cellArea,
  getHexagonAreaAvg,
  getHexagonEdgeLengthAvg,
  latLngToCell,
  POLYGON_TO_CELLS_FLAGS,
  polygonToCellsExperimental,
} from 'h3-js'
import { cutPolygon, type Polygon } from './cutPolygon.ts'
import { LatticeError } from './error.ts'
import type { Position } from './projection.ts'
import { withinWorld } from './withinWorld.ts'

const RADIANS = Math.PI / 180
/** as H3 has it */
const EARTH_RADIUS_KM = 6371.007180918475
/** Of the estimate: cells of one city differ by less, and the cells along its border come on top. */
const LEEWAY = 1.1
/** A box this many times as large as the polygon in it is cut, if it holds more than so many cells. */
const WASTE = 4
const WORTH_CUTTING = 2_000

/**
 * Every cell that overlaps a service area (MultiPolygon coordinates, WGS 84), ascending and unique.
 * Refuses with `too-many-cells` an area that surely holds more than `limit` cells before any work is done: a typing error in a boundary or a
 * resolution would otherwise ask for billions. Longitudes may run on past ±180, so that an area across the antimeridian is one polygon.
 * Throws `bad-polygon` for a ring of fewer than four positions, or a coordinate that is no longitude or latitude.
 */
export function cellsOverlapping(
  polygons: readonly (readonly (readonly Position[])[])[],
  resolution: number,
  limit = 4_000_000,
): BigUint64Array {
  polygons.forEach(checkPolygon)
  const estimate = polygons.reduce((sum, polygon) => sum + leastCells(polygon, resolution), 0)
  if (estimate > LEEWAY * limit) throw tooManyCells(Math.round(estimate), resolution, limit)
  const ids = new Set<string>()
  for (const piece of polygons.flatMap((polygon) => compactPieces(polygon, resolution))) {
    const flag = POLYGON_TO_CELLS_FLAGS.containmentOverlapping
    for (const cell of polygonToCellsExperimental(piece, resolution, flag, true)) ids.add(cell)
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
  // Half the limit leaves room for the cells along the border, which grow in share as cells grow.
  const coarser = resolution - Math.ceil(Math.log((2 * count) / limit) / Math.log(7))
  const wayOut = coarser < 0 ? 'check the boundary' : `choose resolution ${coarser} or lower, or check the boundary`
  return new LatticeError(
    'too-many-cells',
    `the area holds about ${count} cells at resolution ${resolution}, the limit is ${limit}: ${wayOut}`,
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
      if (Math.abs(lng) <= 360 && Math.abs(lat) <= 90) return
      throw new LatticeError(
        'bad-polygon',
        `position ${p} of ring ${r} of polygon ${index} is [${lng}, ${lat}]: expected longitude and latitude in degrees`,
      )
    })
  })
}

/**
 * A polygon as H3 takes it: within ±180 degrees, and cut while its box is much larger than itself, since H3 looks at the box: a strip across the
 * map of 4,900 cells took 1.0 s, cut in ten 0.14 s.
 */
function compactPieces(polygon: readonly (readonly Position[])[], resolution: number): Polygon[] {
  const cellKm2 = getHexagonAreaAvg(resolution, 'km2')
  const pieces: Polygon[] = []
  const open = withinWorld([polygon.map((ring) => ring.map(([lng, lat]): Position => [lng, lat]))])
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const { west, east, south, north } = boxOf(piece[0]!)
    const box = ringAreaKm2([
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ])
    if (box < WASTE * areaKm2(piece) || box < WORTH_CUTTING * cellKm2) pieces.push(piece)
    else {
      const isWide = (east - west) * Math.cos(south * RADIANS) > north - south
      const { below, above } = isWide
        ? cutPolygon(piece, 0, (west + east) / 2)
        : cutPolygon(piece, 1, (south + north) / 2)
      open.push(...below, ...above)
    }
  }
  return pieces
}

/**
 * About how many cells a polygon holds, never many more than it does: its area by the size of a cell there (one place's cells are a third
 * larger than another's), or as its box is long. By the box alone a city along a valley would count
 * a hundredfold.
 */
function leastCells(polygon: readonly (readonly Position[])[], resolution: number): number {
  const outer = polygon[0]
  const [lng, lat] = outer![0]!
  const cellKm2 = cellArea(latLngToCell(lat, lng, resolution), 'km2')
  return Math.max(areaKm2(polygon) / cellKm2, extentKm(outer!) / (2 * getHexagonEdgeLengthAvg(resolution, 'km')))
}

function areaKm2([outer, ...holes]: readonly (readonly Position[])[]): number {
  return holes.reduce((area, hole) => area - ringAreaKm2(hole), ringAreaKm2(outer!))
}

/** Area between straight lines in longitude and latitude, to a hundredth or so on a city's edges. */
function ringAreaKm2(ring: readonly Position[]): number {
  let area = 0
  for (let p = 1; p < ring.length; p++) {
    const [west, south] = ring[p - 1]!
    const [east, north] = ring[p]!
    area += (east - west) * RADIANS * ((Math.sin(south * RADIANS) + Math.sin(north * RADIANS)) / 2)
  }
  return Math.abs(area) * EARTH_RADIUS_KM ** 2
}

/** The longer side of the box around a ring. */
function extentKm(ring: readonly Position[]): number {
  const { west, east, south, north } = boxOf(ring)
  const parallel = Math.cos(Math.max(Math.abs(south), Math.abs(north)) * RADIANS)
  return Math.max((east - west) * parallel, north - south) * RADIANS * EARTH_RADIUS_KM
}

function boxOf(ring: readonly Position[]): { west: number; east: number; south: number; north: number } {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [lng, lat] of ring) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return { west, east, south, north }
}
