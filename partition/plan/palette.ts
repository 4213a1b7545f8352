/**
 * Twelve soft map colours, light enough for black labels and lines, none of them grey: grey is left to unassigned cells.
 * How different two of them look is the distance in OKLab (Ottosson) to the eye that tells them apart least: one with all
 * cones, or one without green or red ones (deuteranopia, protanopia after Viénot, Brettel and Mollon 1999).
 * Found by annealing the closest pairs apart under those three eyes, and all pairs under the first, with lightness 0.67–0.93 and
 * chroma 0.05–0.12; yellow hues above lightness 0.84, for darker ones are browns. The closest pair is 0.08 apart. With browns
 * allowed the closest pair came to 0.07 and the map looked muddy; twelve pastels picked by hand had a pair at 0.013.
 * Their order decides ties of the colouring; this one, of 400, kept most plans' touching grids over 0.1 apart.
 */
export const palette: readonly string[] = [
  '#d67384',
  '#f19270',
  '#77c1bf',
  '#b6fdca',
  '#ffea84',
  '#a2a9ff',
  '#febf6a',
  '#7d8ee2',
  '#92deb3',
  '#c1c8ff',
  '#c8ecff',
  '#42a5b1',
]

type Triple = readonly [number, number, number]

/** How different two palette entries look to the eye that tells them apart least; 0 is the same, 1 is black from white. */
export function paletteDistance(a: number, b: number): number {
  return distances[a]![b]!
}

const identity: readonly Triple[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]
const deuteranopia: readonly Triple[] = [
  [0.29275, 0.70725, 0],
  [0.29275, 0.70725, 0],
  [-0.02234, 0.02234, 1],
]
const protanopia: readonly Triple[] = [
  [0.11238, 0.88762, 0],
  [0.11238, 0.88762, 0],
  [0.00401, -0.00401, 1],
]

const distances = palette.map((one) =>
  palette.map((other) =>
    Math.min(...[identity, deuteranopia, protanopia].map((eye) => distance(seen(one, eye), seen(other, eye)))),
  ),
)

/** A colour in OKLab as an eye sees it. */
function seen(colour: string, eye: readonly Triple[]): Triple {
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
