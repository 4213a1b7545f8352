/**
 * Longitudes go around: -179.9 lies 0.2 degrees east of 179.9, and files write a place across the antimeridian as 180.1, as -179.9, or in two
 * halves. Here every ring is laid out without a jump, and all rings within the smallest arc that holds them.
 */
import type { PolygonRings, Ring } from './rings.ts'

/** Beyond, the cells of a city would meet around the pole, and degrees of longitude say next to nothing. */
const nearestToPole = 89

export type LaidOut =
  | { readonly ok: true; readonly polygons: PolygonRings[] }
  /** what is wrong, as the end of a sentence */
  | { readonly ok: false; readonly fault: string }

/** The longitude within half a turn of another one; as it is where it lies there already. */
export function longitudeNear(lng: number, near: number): number {
  return lng - 360 * Math.round((lng - near) / 360)
}

/**
 * Polygons as they lie on one plane: they begin at a longitude from -180 to 180, and run on past 180 across the antimeridian. Refused is what
 * is no area of a city there: what lies around a pole or the world.
 */
export function layOut(given: readonly PolygonRings[]): LaidOut {
  const laid: Ring[][] = []
  for (const polygon of given) {
    const rings: Ring[] = []
    for (const ring of polygon) {
      const unrolled = unroll(ring)
      if (typeof unrolled === 'string') return { ok: false, fault: unrolled }
      rings.push(turned(unrolled, -360 * Math.floor((extentOf(unrolled)[0] + 180) / 360)))
    }
    laid.push(rings)
  }
  const west = startOfArc(laid.flat())
  const polygons = laid.map((rings) => rings.map((ring) => turned(ring, extentOf(ring)[0] < west ? 360 : 0)))
  const east = polygons.flat().reduce((reached, ring) => Math.max(reached, extentOf(ring)[1]), west)
  if (east - west >= 180) {
    const fault = `longitudes from ${west} to ${east} are ${east - west} degrees wide: ${aroundTheWorld}`
    return { ok: false, fault }
  }
  return { ok: true, polygons }
}

/** Polygons turned as a whole to where the middle of a box (west, south, east, north) is; the same where they are there. */
export function layOutNear(
  polygons: readonly PolygonRings[],
  [west = 0, , east = 0]: readonly number[],
): PolygonRings[] {
  const first = polygons[0]?.[0]?.[0]?.[0] ?? 0
  const turns = longitudeNear(first, (west + east) / 2) - first
  return polygons.map((polygon) => polygon.map((ring) => turned(ring, turns)))
}

const aroundTheWorld =
  'areas half around the world or more are not supported. Keep a part that is narrower than 180 degrees, or mend the coordinates'

/** A ring with no jump in its longitudes, or what is wrong with it. */
function unroll(ring: Ring): Ring | string {
  const unrolled: Ring = []
  let before: number | undefined
  for (const [lng, lat] of ring) {
    const next: number = before === undefined ? lng : longitudeNear(lng, before)
    if (before !== undefined && Math.abs(next - before) === 180)
      return `an edge runs from longitude ${before} to ${lng}, half around the world or more: ${aroundTheWorld}`
    unrolled.push([next, lat])
    before = next
  }
  const [first, last] = [unrolled[0], unrolled.at(-1)] as [[number, number], [number, number]]
  const isNorth = ring.reduce((sum, [, lat]) => sum + lat, 0) > 0
  const keep = `an area must keep within ${nearestToPole} degrees of latitude and to one side of the pole`
  if (Math.abs(last[0] - first[0]) > 180) return `it encloses the ${isNorth ? 'north' : 'south'} pole: ${keep}`
  const pole = ring.find(([, lat]) => Math.abs(lat) > nearestToPole)
  if (pole) return `[${pole.join(', ')}] is at the ${isNorth ? 'north' : 'south'} pole: ${keep}`
  const [west, east] = extentOf(ring)
  const [laidWest, laidEast] = extentOf(unrolled)
  if (laidWest === laidEast && east - west >= 180)
    return `longitudes from ${west} to ${east} are ${east - west} degrees wide: ${aroundTheWorld}`
  return unrolled
}

function turned(ring: Ring, degrees: number): Ring {
  return degrees === 0 ? ring : ring.map(([lng, lat]) => [lng + degrees, lat])
}

/** Where the smallest arc that holds all rings begins: east of the widest gap between them. Rings begin from -180 to 180. */
function startOfArc(rings: readonly Ring[]): number {
  const extents = rings.map(extentOf).sort(([a], [b]) => a - b)
  const first = extents[0]?.[0] ?? 0
  let start = first
  let widest = first + 360 - extents.reduce((reached, [, east]) => Math.max(reached, east), first)
  let reached = first
  for (const [west, east] of extents) {
    if (west - reached > widest) {
      widest = west - reached
      start = west
    }
    reached = Math.max(reached, east)
  }
  return start
}

/** The least and the greatest longitude. */
export function extentOf(ring: Ring): [west: number, east: number] {
  let [west, east] = [Infinity, -Infinity]
  for (const [lng] of ring) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
  }
  return [west, east]
}
