/**
 * Colours of figures. Blue is below, orange above: told apart with every common colour blindness, and never the only sign
 * (each bar also has a side and a number).
 */
export const belowColour = '#2c6cab'
export const aboveColour = '#c0561c'
export const withinColour = '#4d8a7c'
export const neutralColour = '#9aaab0'

/** A grid's colour as the map fills it: a third lighter than stated, so that lines and names stand out on large areas. */
export function paleColour(colour: string): string {
  const bytes = hexBytes(colour).slice(0, 3)
  return `#${bytes
    .map((byte) =>
      Math.round(byte + (255 - byte) * 0.34)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

export interface ColourClass {
  /** the upper end, in multiples of the tolerance or customers a km² */
  below: number
  colour: string
}

const deviationClasses: readonly ColourClass[] = [
  { below: -2, colour: '#2c6cab' },
  { below: -1, colour: '#82afd8' },
  { below: -1 / 3, colour: '#d3e2ec' },
  { below: 1 / 3, colour: '#f2f2ec' },
  { below: 1, colour: '#f7e0c9' },
  { below: 2, colour: '#eaa36d' },
  { below: Number.POSITIVE_INFINITY, colour: '#c0561c' },
]

export const deviationLegend = deviationClasses.map(({ colour }) => colour)

/** The map's colour for a deviation: pale inside the tolerance, strong beyond twice of it. */
export function deviationColour(deviation: number | null, tolerance: number): string {
  if (deviation === null) return '#ced3d6'
  return deviationClasses.find(({ below }) => deviation / tolerance < below)!.colour
}

/** The bar's colour: green inside the tolerance, else by side; grey where no tolerance applies. */
export function barColour(deviation: number, tolerance: number | null): string {
  if (tolerance === null) return neutralColour
  // The last bit of a deviation at the very edge is noise of the division.
  if (Math.abs(deviation) <= tolerance + 1e-9) return withinColour
  return deviation < 0 ? belowColour : aboveColour
}

const densityColours = ['#dcebdc', '#b4d9c4', '#84c2ae', '#53a69c', '#2b8587', '#15626d', '#0b3f4c']
export const emptyColour = '#f1f2ee'

/** Classes of customers per km², cut where equal shares of the populated cells fall, at round numbers. */
export function densityClasses(customers: Float64Array, areasKm2: Float64Array): ColourClass[] {
  const densities = Array.from(customers, (count, cell) => count / areasKm2[cell]!)
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
export function densityRgba(
  customers: Float64Array,
  areasKm2: Float64Array,
  classes: readonly ColourClass[],
): Uint8Array {
  const rgba = new Uint8Array(4 * customers.length)
  const bytes = new Map(
    [emptyColour, ...classes.map(({ colour }) => colour)].map((colour) => [colour, hexBytes(colour)]),
  )
  for (let cell = 0; cell < customers.length; cell++) {
    const density = customers[cell]! / areasKm2[cell]!
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
