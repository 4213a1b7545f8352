/**
 * Twelve soft map colours, as the map draws them: light enough for black labels and lines, none of them grey, for grey is
 * left to unassigned cells. Every pair is at least 0.12 apart to an eye with all cones; most are to one without green or red
 * ones too, and the colouring of a plan takes those.
 * Found by annealing on those distances, with lightness 0.735–0.97 and chroma 0.03–0.115; yellow hues above lightness 0.86 and
 * orange ones above 0.77, for darker ones are browns. Tried and dropped: twelve colours 0.08 apart to all three eyes, drawn a
 * third lighter than stated, which left touching grids 0.064–0.107 apart on the screen; lightness from 0.71, which is kinder
 * to eyes without green cones and looked heavy; from 0.77, where twelve are no more than 0.06 apart.
 */
import { colourDistance } from './colourDistance.ts'

export const palette: readonly string[] = [
  '#ade49a',
  '#fefb9f',
  '#8aa6f2',
  '#adcce1',
  '#92fffd',
  '#e69071',
  '#feecfd',
  '#99b664',
  '#f6baff',
  '#d68dc6',
  '#3ebec3',
  '#fdc377',
]

/**
 * What plans were coloured with before; each stands for the entry of the palette at its place. Of all ways to pair them, this one
 * keeps the pairs apart that were apart before: of the touching grids of three such plans 6 % are nearer than 0.12 to some eye,
 * by hue it was 16 %.
 */
const formerPalette: readonly string[] = [
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

/** The palette's entry that a grid's stored colour stands for, -1 for a colour from elsewhere. */
export function paletteEntry(colour: string): number {
  const entry = palette.indexOf(colour)
  return entry >= 0 ? entry : formerPalette.indexOf(colour)
}

/** The colour a map draws for a grid's stored one. */
export function drawnColour(colour: string): string {
  return palette[paletteEntry(colour)] ?? colour
}

/** How different two palette entries look to the eye that tells them apart least; 0 is the same, 1 is black from white. */
export function paletteDistance(a: number, b: number): number {
  return distances[a]![b]!
}

const distances = palette.map((one) => palette.map((other) => colourDistance(one, other)))
