/**
 * How different two colours look: their distance in OKLab (Ottosson), 0 for the same and 1 for black and white, to an eye with
 * all cones and to eyes without green or red ones (deuteranopia, protanopia after Viénot, Brettel and Mollon 1999).
 */
export type Eye = 'usual' | 'deutan' | 'protan'

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

const eyes: Readonly<Record<Eye, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
}

/** OKLab distance at which two fills side by side need no second look. */
export const clearDistance = 0.12

/** The distance of two colours '#rrggbb' to one eye; without one, to the eye that tells them apart least. */
export function colourDistance(a: string, b: string, eye?: Eye): number {
  const looking = eye ? [eyes[eye]] : Object.values(eyes)
  return Math.min(...looking.map((one) => distance(seen(a, one), seen(b, one))))
}

/** A colour in OKLab as an eye sees it. */
function seen(colour: string, eye: Matrix): Triple {
  const linear = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return oklab(eye.map((row) => Math.max(0, dot(row, linear))) as [number, number, number])
}

function oklab(rgb: Triple): Triple {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb))
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb))
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb))
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ]
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
