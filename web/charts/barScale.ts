import type { FigureKey } from '../../server/contract/figures.ts'
import { type Judgement, limitsOf, toleranceOf } from '../../server/contract/planTolerances.ts'

/** How a deviation bar is drawn. */
export interface BarScale {
  /** the fraction at either end of the bar; what lies beyond ends in an arrow */
  range: number
  /** the deviations that are asked for; null where the plan does not balance this figure, so that none of it is good or bad */
  band: readonly [least: number, most: number] | null
}

/** Of each figure. */
export type BarScales = (key: FigureKey) => BarScale

/** Wide enough to tell ±5 % from ±10 %, whatever the tolerance. */
const leastRange = 0.3

/**
 * One range for every bar of a plan, whatever its grids do: bars of two figures, two plans or two moments compare. Three
 * tolerances at least, so that the band of the tolerance never fills the bar. `customers` is the average grid's.
 */
export function barScales(judgement: Judgement, customers: number): BarScales {
  const { weights, tolerances } = judgement
  const range = Math.max(leastRange, ...weights.map((weight) => 3 * toleranceOf(tolerances, weight)))
  return (key) => ({ range, band: weights.includes(key) ? limitsOf(key, judgement, customers) : null })
}
