import type { Frame } from './frame.ts'

export type Position = [number, number]

const DEGREES = 180 / Math.PI
/** 9 decimals of a degree are 0.1 mm; h3-js itself is good to about 1e-13 degrees. */
const DECIMALS = 1e9

/** Writes longitude and latitude in degrees of a frame's point (i, j), whole or not, to `out[at]`, `out[at + 1]`. */
export function unproject(frame: Frame, i: number, j: number, meridian: number, out: Float64Array, at: number): void {
  const { center, stepI, stepJ } = frame
  const x = center[0] + i * stepI[0] + j * stepJ[0]
  const y = center[1] + i * stepI[1] + j * stepJ[1]
  const z = center[2] + i * stepI[2] + j * stepJ[2]
  out[at] = unwrap(Math.atan2(y, x) * DEGREES, meridian)
  out[at + 1] = Math.atan2(z, Math.sqrt(x * x + y * y)) * DEGREES
}

const scratch = new Float64Array(2)

/** The same as a position, rounded to 9 decimals: the one place where outline coordinates are made. */
export function positionOf(frame: Frame, i: number, j: number, meridian: number): Position {
  unproject(frame, i, j, meridian, scratch, 0)
  return [Math.round(scratch[0]! * DECIMALS) / DECIMALS, Math.round(scratch[1]! * DECIMALS) / DECIMALS]
}

/** The longitude within 180° of the city's meridian, so that a city across ±180 stays in one piece. */
function unwrap(lng: number, meridian: number): number {
  if (lng - meridian > 180) return lng - 360
  if (lng - meridian <= -180) return lng + 360
  return lng
}
