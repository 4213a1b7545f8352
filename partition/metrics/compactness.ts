import type { Position } from '../lattice/projection.ts'

/** The radius H3 takes for its areas, so that perimeters and areas belong to one sphere. */
const earthRadiusKm = 6371.007180918475

/** Length of all rings of a MultiPolygon, holes included, along great circles. */
export function perimeterKm(polygons: readonly (readonly (readonly Position[])[])[]): number {
  let sum = 0
  for (const polygon of polygons)
    for (const ring of polygon) for (let i = 1; i < ring.length; i++) sum += distanceKm(ring[i - 1]!, ring[i]!)
  return sum
}

/**
 * Polsby–Popper: the area as a share of the circle with the same perimeter; 1 is a circle, a hexagon 0.91, null without
 * a perimeter. Cell edges zigzag, so a straight border of cells is 1.15 times as long as the line it follows, and even
 * round grids of many cells reach only about 0.7.
 */
export function polsbyPopper(areaKm2: number, perimeter: number): number | null {
  return perimeter > 0 ? (4 * Math.PI * areaKm2) / perimeter ** 2 : null
}

/** Haversine, which keeps its digits on edges of a few metres. */
function distanceKm([lngA, latA]: Position, [lngB, latB]: Position): number {
  const radians = Math.PI / 180
  const sinLat = Math.sin(((latB - latA) * radians) / 2)
  const sinLng = Math.sin(((lngB - lngA) * radians) / 2)
  const h = sinLat ** 2 + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLng ** 2
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))
}
