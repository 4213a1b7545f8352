/** Ratios of sums. A ratio of a larger area is computed from its own sums, never averaged from parts. */

/** One sum a unit of another; null where there is nothing to divide by. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}

/** How far a value lies from the average, as a fraction: 0.05 is 5 % above; null where the average is not above 0. */
export function deviation(value: number, average: number): number | null {
  return average > 0 ? value / average - 1 : null
}
