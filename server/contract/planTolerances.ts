import { isBetween, isWithin } from '../../partition/index.ts'
import { contractKeys, type FigureKey } from './figures.ts'
import type { GridFigures } from './grids.ts'
import type { PlanDetail } from './plans.ts'
import type { ClassB } from './things.ts'

/** Allowed deviations from the average, both ways, as fractions; those of figures that the plan does not balance say nothing. */
export type Tolerances = Readonly<Record<FigureKey, number>>

export const usualTolerance = 0.05

/** What a figure may deviate by. */
export function toleranceOf(tolerances: Tolerances, key: FigureKey): number {
  return tolerances[key] ?? usualTolerance
}

/** What a plan's grids are judged by, for each figure there is. A size band counts as the tolerance that reaches to its farther end. */
export function planTolerances({
  parameters,
  totals,
  gridCount,
}: Pick<PlanDetail, 'parameters' | 'totals' | 'gridCount'>): Tolerances {
  const { sizeBand, tolerances, tolerance = usualTolerance } = parameters ?? {}
  const of = (key: FigureKey): number => {
    if (!isBanded(key, sizeBand)) return tolerances?.[key] ?? tolerance
    const average = totals[key]! / Math.max(1, gridCount)
    return average > 0 ? Math.max(sizeBand.largest / average - 1, 1 - sizeBand.smallest / average) : tolerance
  }
  return Object.fromEntries(Object.keys(totals).map((key) => [key, of(key)]))
}

type SizeBand = { smallest: number; largest: number }

/** A size band is of customers, and takes the place of their tolerance. */
export function isBanded(key: FigureKey, sizeBand: SizeBand | undefined): sizeBand is SizeBand {
  return key === 'customers' && sizeBand !== undefined
}

type Counted = Pick<GridFigures, 'figures'>

/** What a grid has of a figure; nothing of one that the data does not carry. */
export function figure({ figures }: Counted, key: FigureKey): number {
  return figures[key] ?? 0
}

/** What all of them have together. */
export function sumOf(rows: readonly Counted[], key: FigureKey): number {
  return rows.reduce((sum, row) => sum + figure(row, key), 0)
}

/**
 * The figures that a plan's grids are judged by: those it was asked to balance and that add up to something. Revenue that sums to zero,
 * or to less by refunds, has no average to be near.
 */
export function judgedWeights(asked: readonly FigureKey[] = contractKeys, grids: readonly Counted[]): FigureKey[] {
  return asked.filter((key) => sumOf(grids, key) > 0)
}

export interface Judgement {
  weights: readonly FigureKey[]
  tolerances: Tolerances
  /** customers a grid may have; takes the place of their tolerance */
  sizeBand?: SizeBand | undefined
  /** class B grids aim at a share of what others do, within a tolerance of their own; their deviations are from that */
  classB?: Pick<ClassB, 'share' | 'tolerance'> | undefined
}

/** The least and the most deviation from `average` that is asked for, as fractions: both tolerances, or the ends of a size band. */
export function limitsOf(
  key: FigureKey,
  { tolerances, sizeBand }: Omit<Judgement, 'weights'>,
  average: number,
): readonly [least: number, most: number] {
  if (isBanded(key, sizeBand) && average > 0) return [sizeBand.smallest / average - 1, sizeBand.largest / average - 1]
  const tolerance = toleranceOf(tolerances, key)
  return [-tolerance, tolerance]
}

/** What of a grid can be judged. */
export type JudgedGrid = Pick<GridFigures, 'figures' | 'deviations'> & Partial<Pick<GridFigures, 'areaClass'>>

/** Whether one figure of a grid is what its plan was asked for; of a figure the plan does not balance, whether it could be. */
export function isFigureWithin(
  row: JudgedGrid,
  key: FigureKey,
  { tolerances, sizeBand, classB }: Omit<Judgement, 'weights'>,
): boolean {
  const ofB = row.areaClass === 'B' ? classB : undefined
  const share = ofB?.share ?? 1
  return isBanded(key, sizeBand)
    ? isBetween(figure(row, key), share * sizeBand.smallest, share * sizeBand.largest)
    : isWithin(row.deviations[key] ?? 0, ofB?.tolerance ?? toleranceOf(tolerances, key))
}

/** Whether a grid is what its plan was asked for, in all that the plan balances. */
export function isGridWithin(row: JudgedGrid, judgement: Judgement): boolean {
  return judgement.weights.every((key) => isFigureWithin(row, key, judgement))
}
