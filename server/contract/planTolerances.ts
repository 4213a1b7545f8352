import { isWithin } from '../../partition/index.ts'
import { type GridFigures, type PlanDetail, type WeightKey, weightKey } from './plans.ts'

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

export interface Judgement {
  weights: readonly WeightKey[]
  tolerances: Tolerances
  /** customers a grid may have; takes the place of their tolerance */
  sizeBand?: { smallest: number; largest: number } | undefined
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
    ? row.customers >= sizeBand.smallest && row.customers <= sizeBand.largest
    : isWithin(row[`${weight}Deviation`] ?? 0, tolerances[weight])
}

/** Whether a grid is what its plan was asked for, in all that the plan balances. */
export function isGridWithin(row: JudgedGrid, judgement: Judgement): boolean {
  return judgement.weights.every((weight) => isFigureWithin(row, weight, judgement))
}
