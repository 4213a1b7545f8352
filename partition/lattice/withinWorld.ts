import { cutPolygon, type Polygon } from './cutPolygon.ts'
import type { Position } from './projection.ts'

/**
 * Polygons whose longitudes run on past ±180, cut at the antimeridian and brought back within it, as RFC 7946 (3.1.9) wants them. Those that do
 * not reach it are the same objects.
 */
export function withinWorld(polygons: readonly Polygon[]): Polygon[] {
  return polygons.flatMap((polygon) => {
    const ring = polygon[0]!
    if (ring.every(([lng]) => Math.abs(lng) <= 180)) return [polygon]
    const east = ring.some(([lng]) => lng > 180)
    const { below, above } = cutPolygon(polygon, 0, east ? 180 : -180)
    return east
      ? [...below, ...above.map((part) => turned(part, -360))]
      : [...below.map((part) => turned(part, 360)), ...above]
  })
}

function turned(polygon: Polygon, degrees: number): Polygon {
  return polygon.map((ring) => ring.map(([lng, lat]): Position => [rounded(lng + degrees), lat]))
}

/** Sums of degrees to the 9 decimals of outlines, so that corners of neighbours stay the same numbers. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9
}
