/** Points of the unit sphere, x towards (0 E, 0 N), y towards (90 E, 0 N), z towards the north pole. */
export type Vector = readonly [number, number, number]

const RADIANS = Math.PI / 180

export function vectorOf(lng: number, lat: number): Vector {
  const phi = lat * RADIANS
  const lambda = lng * RADIANS
  const parallel = Math.cos(phi)
  return [parallel * Math.cos(lambda), parallel * Math.sin(lambda), Math.sin(phi)]
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** `s·a + t·b` */
export function combine(s: number, a: Vector, t: number, b: Vector): Vector {
  return [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]]
}

export function normalize(a: Vector): Vector {
  const length = Math.sqrt(dot(a, a))
  return [a[0] / length, a[1] / length, a[2] / length]
}
