import { type WeightKey, weightKey } from '../../server/contract/plans.ts'

/** How a deviation bar is drawn. */
export interface BarScale {
  /** the fraction at either end of the bar */
  range: number
  /** null where the plan does not balance this figure, so that no deviation of it is good or bad */
  tolerance: number | null
}

export type BarScales = Readonly<Record<WeightKey, BarScale>>

/**
 * The scales of bars that stand beside each other. Figures the plan balances share one range, so that their bars compare;
 * a figure it does not balance has its own, for it would press theirs together.
 */
export function barScales(
  deviations: Readonly<Record<WeightKey, readonly (number | null)[]>>,
  weights: readonly WeightKey[],
  tolerances: Readonly<Record<WeightKey, number>>,
): BarScales {
  const shared = Math.max(0, ...weights.map((weight) => barRange(deviations[weight], tolerances[weight])))
  const scaleOf = (weight: WeightKey): BarScale =>
    weights.includes(weight)
      ? { range: shared, tolerance: tolerances[weight] }
      : { range: barRange(deviations[weight], tolerances[weight]), tolerance: null }
  return Object.fromEntries(weightKey.options.map((weight) => [weight, scaleOf(weight)])) as BarScales
}

/** The fraction that bars of these deviations reach to: wide enough for the worst, never so wide that the band vanishes. */
function barRange(deviations: readonly (number | null)[], tolerance: number): number {
  const worst = deviations.reduce<number>((most, deviation) => Math.max(most, Math.abs(deviation ?? 0)), 0)
  return Math.max(2 * tolerance, Math.min(worst * 1.05, 8 * tolerance))
}
