import { aboveColour, belowColour, type ColourClass, withinColour } from '../../server/contract/figureColours.ts'
import type { Tone } from './judgement.ts'

const belowUnasked = '#7fa6cb'
const aboveUnasked = '#d79a72'

/** The bar's colour: green inside the tolerance, else by side; paler where the plan asks for none. */
export function barColour(deviation: number, tone: Tone): string {
  if (tone === 'within') return withinColour
  if (tone === 'unasked') return deviation < 0 ? belowUnasked : aboveUnasked
  return deviation < 0 ? belowColour : aboveColour
}

const densityColours = ['#dcebdc', '#b4d9c4', '#84c2ae', '#53a69c', '#2b8587', '#15626d', '#0b3f4c']
export const emptyColour = '#f1f2ee'

/** Classes of a figure per km², cut where equal shares of the populated cells fall, at round numbers. */
export function densityClasses(values: Float64Array, areasKm2: Float64Array): ColourClass[] {
  const densities = Array.from(values, (value, cell) => value / areasKm2[cell]!)
    .filter((density) => density > 0)
    .sort((a, b) => a - b)
  const classes: ColourClass[] = []
  let last = 0
  for (const [i, share] of [0.2, 0.4, 0.6, 0.75, 0.88, 0.96].entries()) {
    const cut = roundNumber(densities[Math.floor(share * densities.length)] ?? 0)
    if (cut <= last) continue
    classes.push({ below: cut, colour: densityColours[i]! })
    last = cut
  }
  classes.push({ below: Number.POSITIVE_INFINITY, colour: densityColours[6]! })
  return classes
}

/** Each cell's colour by density, 4 bytes a cell. */
export function densityRgba(values: Float64Array, areasKm2: Float64Array, classes: readonly ColourClass[]): Uint8Array {
  const rgba = new Uint8Array(4 * values.length)
  const bytes = new Map(
    [emptyColour, ...classes.map(({ colour }) => colour)].map((colour) => [colour, hexBytes(colour)]),
  )
  for (let cell = 0; cell < values.length; cell++) {
    const density = values[cell]! / areasKm2[cell]!
    const colour = density > 0 ? classes.find(({ below }) => density < below)!.colour : emptyColour
    rgba.set(bytes.get(colour)!, 4 * cell)
  }
  return rgba
}

/** The nearest of 1, 1.5, 2, 3, 5, 7 times a power of ten. */
function roundNumber(value: number): number {
  if (value <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(value))
  const steps = [1, 1.5, 2, 3, 5, 7, 10]
  return (
    power *
    steps.reduce((best, step) => (Math.abs(step * power - value) < Math.abs(best * power - value) ? step : best))
  )
}

function hexBytes(colour: string): [number, number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255, 255]
}
