/** Deviation to colour, as in the sandbox: blue below the average, near white at it, orange above; told apart without red–green vision. */
const below = [44, 108, 171] as const
const middle = [244, 244, 242] as const
const above = [192, 86, 28] as const
/** Above 1, so that what is within the tolerance stays pale and a balanced city does not look like one in trouble. */
const steepness = 1.7

/** `scale` is the deviation that gets the full colour. */
export function deviationColour(deviation: number, scale: number): string {
  const strength = Math.min(1, Math.abs(deviation) / scale) ** steepness
  const end = deviation < 0 ? below : above
  const mixed = middle.map((from, channel) => Math.round(from + ((end[channel] ?? from) - from) * strength))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** Twice to four times the tolerance, by the worst grid: so the tolerance itself stays a visible tint; what is beyond gets full colour. */
export function colourScale(tolerance: number, worst: number): number {
  return Math.max(2 * tolerance, Math.min(worst, 4 * tolerance))
}
