/**
 * Colours of figures, on the sandbox's map and bars and in the report. Blue is below, orange above: told apart with every common colour
 * blindness, and never the only sign (each bar also has a side and a number).
 */
export const belowColour = '#2c6cab'
export const aboveColour = '#c0561c'
export const withinColour = '#4d8a7c'

export interface ColourClass {
  /** the upper end, in multiples of the tolerance or customers a km² */
  below: number
  colour: string
}

/** What is within its tolerance has no tint of its own, on either side. */
export const untintedColour = '#f4f4ef'

/** Beyond the tolerance, from once of it on; the middle class holds what is within. */
export const deviationClasses: readonly ColourClass[] = [
  { below: -4, colour: '#1f558c' },
  { below: -2, colour: '#5b94c9' },
  { below: -1, colour: '#a9cbe6' },
  { below: 1, colour: untintedColour },
  { below: 2, colour: '#f6c9a3' },
  { below: 4, colour: '#e08f51' },
  { below: Number.POSITIVE_INFINITY, colour: '#b04a12' },
]

/** A map's colour for a grid: none while it is within its tolerance, strong beyond four times of it. `severity` is in tolerances, signed. */
export function deviationColour({ isWithin, severity }: { isWithin: boolean; severity: number }): string {
  if (isWithin) return untintedColour
  // A band of sizes can end nearer to the average on one side: what is beyond it is tinted all the same.
  const tinted = Math.max(1, Math.abs(severity)) * (severity < 0 ? -1 : 1)
  return deviationClasses.find(({ below, colour }) => tinted < below && colour !== untintedColour)!.colour
}
