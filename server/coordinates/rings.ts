/** Longitude and latitude in degrees, closed. */
export type Ring = [number, number][]
/** Outer ring, then holes. */
export type PolygonRings = Ring[]

/** West, south, east and north of some polygons' outer rings. */
export function boxOf(polygons: readonly PolygonRings[]): [west: number, south: number, east: number, north: number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer = []] of polygons) {
    for (const [lng, lat] of outer) {
      west = Math.min(west, lng)
      east = Math.max(east, lng)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  return [west, south, east, north]
}
