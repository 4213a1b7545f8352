/** Ratios of sums. A ratio of a larger area is computed from its own sums, never averaged from parts. */

/** Currency units per customer; null where there is no customer. */
export function arpu(revenueCents: number, customers: number): number | null {
  return customers === 0 ? null : revenueCents / 100 / customers
}

/** How far a value lies from the average, as a fraction: 0.05 is 5 % above; null where the average is not above 0. */
export function deviation(value: number, average: number): number | null {
  return average > 0 ? value / average - 1 : null
}
