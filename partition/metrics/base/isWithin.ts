/**
 * Whether a value lies between two limits, both included: the one place where that is decided of what was asked for. Sums of
 * fractions and quotients need not come out to the last bit, so a billionth of `scale`, the average grid or 1 for fractions, is
 * forgiven. The search has finer bounds of its own (`divide/`), the verifier shares no code.
 */
export function isBetween(value: number, least: number, most: number, scale = 1): boolean {
  return value >= least - forgiven * scale && value <= most + forgiven * scale
}

const forgiven = 1e-9

/** Whether a deviation, a fraction of the average, is within a tolerance, both ways. */
export function isWithin(deviation: number, tolerance: number): boolean {
  return isBetween(deviation, -tolerance, tolerance)
}
