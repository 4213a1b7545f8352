import { isBetween, isWithin } from '../../partition/index.ts'
import type { Figures } from './common.ts'
import type { GridFigures } from './grids.ts'
import type { PlanDetail } from './plans.ts'
import { type WeightKey, weightKey } from './weightKey.ts'

/** Allowed deviations from the average, both ways, as fractions; those of weights that the plan does not balance say nothing. */
export type Tolerances = Readonly<Record<WeightKey, number>>

export const usualTolerance = 0.05
export const usualTolerances: Tolerances = { customers: usualTolerance, revenue: usualTolerance }

/** What a plan's grids are judged by. A size band counts as the tolerance that reaches to its farther end. */
export function planTolerances({
  parameters,
  totals,
  gridCount,
}: Pick<PlanDetail, 'parameters' | 'totals' | 'gridCount'>): Tolerances {
  const of = (weight: WeightKey): number => {
    const { sizeBand, tolerances, tolerance = usualTolerance } = parameters ?? {}
    if (weight !== 'customers' || !sizeBand) return tolerances?.[weight] ?? tolerance
    const average = totals.customers / Math.max(1, gridCount)
    return average > 0 ? Math.max(sizeBand.largest / average - 1, 1 - sizeBand.smallest / average) : tolerance
  }
  return Object.fromEntries(weightKey.options.map((weight) => [weight, of(weight)])) as Record<WeightKey, number>
}

/** What a grid, a plan or a city has of a figure: customers, or money in hundredths. */
export function figure({ customers, revenueCents }: Figures, weight: WeightKey): number {
  return weight === 'customers' ? customers : revenueCents
}

/** What all of them have together. */
export function sumOf(rows: readonly Figures[], weight: WeightKey): number {
  return rows.reduce((sum, row) => sum + figure(row, weight), 0)
}

/**
 * The figures that a plan's grids are judged by: those it was asked to balance and that add up to something. Revenue that sums to zero,
 * or to less by refunds, has no average to be near.
 */
export function judgedWeights(asked: readonly WeightKey[] | undefined, grids: readonly Figures[]): WeightKey[] {
  return (asked ?? weightKey.options).filter((weight) => sumOf(grids, weight) > 0)
}

export interface Judgement {
  weights: readonly WeightKey[]
  tolerances: Tolerances
  /** customers a grid may have; takes the place of their tolerance */
  sizeBand?: { smallest: number; largest: number } | undefined
}

/** The least and the most deviation from `average` that is asked for, as fractions: both tolerances, or the ends of a size band. */
export function limitsOf(
  weight: WeightKey,
  { tolerances, sizeBand }: Omit<Judgement, 'weights'>,
  average: number,
): readonly [least: number, most: number] {
  return weight === 'customers' && sizeBand && average > 0
    ? [sizeBand.smallest / average - 1, sizeBand.largest / average - 1]
    : [-tolerances[weight], tolerances[weight]]
}

/** What of a grid can be judged. */
export type JudgedGrid = Pick<GridFigures, 'customers' | 'customersDeviation' | 'revenueDeviation'>

/** Whether one figure of a grid is what its plan was asked for; of a figure the plan does not balance, whether it could be. */
export function isFigureWithin(
  row: JudgedGrid,
  weight: WeightKey,
  { tolerances, sizeBand }: Omit<Judgement, 'weights'>,
): boolean {
  return weight === 'customers' && sizeBand
    ? isBetween(row.customers, sizeBand.smallest, sizeBand.largest)
    : isWithin(row[`${weight}Deviation`] ?? 0, tolerances[weight])
}

/** Whether a grid is what its plan was asked for, in all that the plan balances. */
export function isGridWithin(row: JudgedGrid, judgement: Judgement): boolean {
  return judgement.weights.every((weight) => isFigureWithin(row, weight, judgement))
}
