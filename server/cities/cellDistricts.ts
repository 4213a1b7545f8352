import { cellBoundary, cellCenters, type Lattice } from '../../partition/index.ts'
import { longitudeNear } from '../coordinates/longitudes.ts'
import type { PolygonRings, Ring } from '../coordinates/rings.ts'
import { buildAreaIndex } from './areaIndex.ts'

/**
 * Gives each cell the area its centre lies in, else the area that covers most of it; -1 where none touches it.
 * By cellIndex, as indices into `areas`. Where areas overlap each other, the smallest wins. Cost: one search for each cell, and clipping
 * for the few whose centre lies in no area (shores, city limits). 601,394 cells over Shanghai's 17 districts: 0.5 s, where h3's
 * polygonToCells for each district took 48 s.
 */
export function cellDistricts(
  lattice: Lattice,
  areas: readonly { readonly polygons: readonly PolygonRings[] }[],
): Int32Array {
  const smallestFirst = areas
    .map(({ polygons }, place) => ({ place, polygons, size: sizeOf(polygons) }))
    .sort((a, b) => a.size - b.size)
  const index = buildAreaIndex(smallestFirst.map(({ polygons }) => polygons))
  const centers = cellCenters(lattice)
  const districts = new Int32Array(lattice.cellCount)
  const reference = areas[0]?.polygons[0]?.[0]?.[0]?.[0] ?? 0
  for (let cell = 0; cell < lattice.cellCount; cell++) {
    const area = index.find(centers[2 * cell] as number, centers[2 * cell + 1] as number)
    const found = area >= 0 ? area : mostOverlapping(near(cellBoundary(lattice, cell), reference), smallestFirst)
    districts[cell] = smallestFirst[found]?.place ?? -1
  }
  return districts
}

/** A cell's ring in the turn of the areas: a lattice across the antimeridian may count from the other side than they do. */
export function near(ring: Ring, reference: number): Ring {
  const [[lng] = [0]] = ring
  const turns = longitudeNear(lng, reference) - lng
  return turns === 0 ? ring : ring.map(([lng, lat]) => [lng + turns, lat])
}

function mostOverlapping(cell: Ring, areas: readonly { readonly polygons: readonly PolygonRings[] }[]): number {
  let best = -1
  let bestOverlap = 0
  for (const [area, { polygons }] of areas.entries()) {
    const overlap = overlapOf(cell, polygons)
    if (overlap > bestOverlap) {
      best = area
      bestOverlap = overlap
    }
  }
  return best
}

/** Square degrees of a cell, as a counter-clockwise ring, that polygons which do not overlap cover. */
export function overlapOf(cell: Ring, polygons: readonly PolygonRings[]): number {
  let overlap = 0
  for (const [outer, ...holes] of polygons) {
    if (!outer || !boxesMeet(cell, outer)) continue
    overlap += clippedArea(outer, cell)
    for (const hole of holes) overlap -= clippedArea(hole, cell)
  }
  return overlap
}

const boxes = new WeakMap<Ring, readonly [number, number, number, number]>()

function boxesMeet(a: Ring, b: Ring): boolean {
  const [west, south, east, north] = boxOf(a)
  const [otherWest, otherSouth, otherEast, otherNorth] = boxOf(b)
  return west <= otherEast && otherWest <= east && south <= otherNorth && otherSouth <= north
}

function boxOf(ring: Ring): readonly [number, number, number, number] {
  const known = boxes.get(ring)
  if (known) return known
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of ring) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const box = [west, south, east, north] as const
  boxes.set(ring, box)
  return box
}

/**
 * Area (square degrees) of a ring inside a convex counter-clockwise one, by Sutherland–Hodgman clipping. A concave ring leaves
 * zero-width bridges along the clip's edges, which have no area.
 */
export function clippedArea(ring: Ring, convex: Ring): number {
  let points: Ring = ring
  for (let edge = 0; edge + 1 < convex.length && points.length > 0; edge++) {
    const [fromX, fromY] = convex[edge] as [number, number]
    const [toX, toY] = convex[edge + 1] as [number, number]
    const side = ([x, y]: [number, number]) => (toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX)
    const kept: Ring = []
    let previous = points.at(-1) as [number, number]
    let previousSide = side(previous)
    for (const point of points) {
      const pointSide = side(point)
      if (pointSide >= 0 !== previousSide >= 0) {
        const share = previousSide / (previousSide - pointSide)
        kept.push([previous[0] + share * (point[0] - previous[0]), previous[1] + share * (point[1] - previous[1])])
      }
      if (pointSide >= 0) kept.push(point)
      previous = point
      previousSide = pointSide
    }
    points = kept
  }
  return ringArea(points)
}

/** Square degrees of polygons that do not overlap. */
export function sizeOf(polygons: readonly PolygonRings[]): number {
  let size = 0
  for (const [outer, ...holes] of polygons) {
    size += ringArea(outer ?? [])
    for (const hole of holes) size -= ringArea(hole)
  }
  return size
}

export function ringArea(points: Ring): number {
  let doubled = 0
  let previous = points.at(-1)
  for (const point of points) {
    if (previous) doubled += previous[0] * point[1] - point[0] * previous[1]
    previous = point
  }
  return Math.abs(doubled) / 2
}
