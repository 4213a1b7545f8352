/** west, south, east, north in degrees */
export type BoundingBox = readonly number[]

/** Where a row outside the city lies: beyond the service area's bounding box, or inside it but in no cell. */
export type OutsidePlace = 'beyondBox' | 'nearby'

export function outsidePlace(lng: number, lat: number, box: BoundingBox): OutsidePlace {
  const [west = -180, south = -90, east = 180, north = 90] = box
  return lng < west || lng > east || lat < south || lat > north ? 'beyondBox' : 'nearby'
}
