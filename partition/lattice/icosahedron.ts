// The icosahedron H3 is drawn on, recovered from h3-js instead of copied from its tables: the twelve
// pentagons sit on its vertices, and three vertices that are neighbours of each other make a face.
// A vertex from h3-js is good to a few 1e-16; at resolution 15 that is 1e-8 of a cell.
import { cellToLatLng, getIcosahedronFaces, getPentagons, latLngToCell } from 'h3-js'
import { combine, cross, dot, normalize, type Vector, vectorOf } from './vector.ts'

export interface Face {
  /** H3's own number of the face, 0..19 */
  readonly number: number
  readonly center: Vector
  /** counterclockwise as seen from outside */
  readonly corners: readonly [Vector, Vector, Vector]
  /** faces across the sides corner 0→1, 1→2, 2→0 */
  readonly neighbors: readonly [number, number, number]
}

let faces: readonly Face[] | undefined

/** The twenty faces, at the index of their H3 number. */
export function icosahedron(): readonly Face[] {
  faces ??= findFaces()
  return faces
}

function findFaces(): readonly Face[] {
  const vertices = getPentagons(0).map((cell) => {
    const [lat, lng] = cellToLatLng(cell)
    return vectorOf(lng, lat)
  })
  const isEdge = (a: number, b: number) => dot(vertices[a]!, vertices[b]!) > 0.4 // 1/√5 for neighbours, else negative
  const triples: [number, number, number][] = []
  for (let a = 0; a < 12; a++) {
    for (let b = a + 1; b < 12; b++) {
      for (let c = b + 1; c < 12; c++) {
        if (!isEdge(a, b) || !isEdge(b, c) || !isEdge(a, c)) continue
        const isCounterclockwise = dot(cross(vertices[a]!, vertices[b]!), vertices[c]!) > 0
        triples.push(isCounterclockwise ? [a, b, c] : [a, c, b])
      }
    }
  }
  const centers = triples.map(([a, b, c]) =>
    normalize(combine(1, combine(1, vertices[a]!, 1, vertices[b]!), 1, vertices[c]!)),
  )
  const numbers = centers.map(faceNumber)
  const across = (from: number, to: number) =>
    numbers[triples.findIndex((t) => t.some((v, s) => v === to && t[(s + 1) % 3] === from))]!
  const found = triples.map(
    ([a, b, c], at): Face => ({
      number: numbers[at]!,
      center: centers[at]!,
      corners: [vertices[a]!, vertices[b]!, vertices[c]!],
      neighbors: [across(a, b), across(b, c), across(c, a)],
    }),
  )
  return found.sort((f, g) => f.number - g.number)
}

function faceNumber(center: Vector): number {
  const lat = (Math.asin(center[2]) * 180) / Math.PI
  const lng = (Math.atan2(center[1], center[0]) * 180) / Math.PI
  return getIcosahedronFaces(latLngToCell(lat, lng, 2))[0]!
}
