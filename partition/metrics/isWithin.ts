/**
 * Whether a deviation, a fraction of the average, is within a tolerance, both ways: the one place where that is decided.
 * The last bits of a quotient must not turn a grid exactly at the limit into a bad one.
 */
export function isWithin(deviation: number, tolerance: number): boolean {
  return Math.abs(deviation) <= tolerance + 1e-9
}
