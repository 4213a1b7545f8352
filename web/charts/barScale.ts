import { type WeightKey, weightKey } from '../../server/contract/plans.ts'
import type { Judgement } from '../../server/contract/planTolerances.ts'

/** How a deviation bar is drawn. */
export interface BarScale {
  /** the fraction at either end of the bar; what lies beyond ends in an arrow */
  range: number
  /** null where the plan does not balance this figure, so that no deviation of it is good or bad */
  tolerance: number | null
}

export type BarScales = Readonly<Record<WeightKey, BarScale>>

/** Wide enough to tell ±5 % from ±10 %, whatever the tolerance. */
const leastRange = 0.3

/**
 * One range for every bar of a plan, whatever its grids do: bars of two figures, two plans or two moments compare. Three
 * tolerances at least, so that the band of the tolerance never fills the bar.
 */
export function barScales({ weights, tolerances }: Judgement): BarScales {
  const range = Math.max(leastRange, ...weights.map((weight) => 3 * tolerances[weight]))
  return Object.fromEntries(
    weightKey.options.map((weight) => [
      weight,
      { range, tolerance: weights.includes(weight) ? tolerances[weight] : null },
    ]),
  ) as BarScales
}
