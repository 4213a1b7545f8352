/** Longitude and latitude in degrees, closed. */
export type Ring = [number, number][]
/** Outer ring, then holes. */
export type PolygonRings = Ring[]
