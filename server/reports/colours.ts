/** Deviation to colour: blue below the average, near white at it, red above; distinguishable without red–green vision. */
const below = [33, 102, 172] as const
const middle = [244, 244, 242] as const
const above = [178, 24, 43] as const

/** `scale` is the deviation that gets the full colour. */
export function deviationColour(deviation: number, scale: number): string {
  const strength = Math.min(1, Math.abs(deviation) / scale)
  const end = deviation < 0 ? below : above
  const mixed = middle.map((from, channel) => Math.round(from + ((end[channel] ?? from) - from) * strength))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** Twice to four times the tolerance, by the worst grid: so the tolerance itself stays a visible tint; what is beyond gets full colour. */
export function colourScale(tolerance: number, worst: number): number {
  return Math.max(2 * tolerance, Math.min(worst, 4 * tolerance))
}
