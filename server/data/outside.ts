import { longitudeNear } from '../coordinates/longitudes.ts'

/** west, south, east, north in degrees; east is more than 180 where a city lies across the antimeridian */
export type BoundingBox = readonly number[]

/** Where a row outside the city lies: beyond the service area's bounding box, or inside it but in no cell. */
export type OutsidePlace = 'beyondBox' | 'nearby'

export function outsidePlace(lng: number, lat: number, box: BoundingBox): OutsidePlace {
  return isInBox(lng, lat, box) ? 'nearby' : 'beyondBox'
}

/** Whichever way around its longitude is counted, up to one turn. */
export function isInBox(givenLng: number, lat: number, box: BoundingBox): boolean {
  const [west = -180, south = -90, east = 180, north = 90] = box
  const lng = longitudeNear(givenLng, (west + east) / 2)
  return Math.abs(givenLng) <= 360 && lng >= west && lng <= east && lat >= south && lat <= north
}
