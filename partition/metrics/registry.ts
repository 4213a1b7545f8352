/**
 * Every measure of a grid or a plan, in display order, for the figures that there are. A table, a report or a comparison
 * walks these lists; words for people belong to whoever shows them, under `key`.
 */
import type { Adjacency } from '../plan/plan.ts'
import { countCut, similarity } from './assignments.ts'
import { type BalanceSummary, summarizeBalance } from './balance.ts'
import type { GridFigures, PlanFigures } from './figures.ts'

/** `sum` is in a figure's own unit; `fraction` is shown as a percentage; `index` is a number without a unit. */
export type MetricUnit = 'sum' | 'count' | 'fraction' | 'km2' | 'index'

interface Metric<Context> {
  readonly key: string
  readonly unit: MetricUnit
  /** null where it has no meaning, such as a deviation from an average of nothing */
  compute(context: Context): number | null
}

export type GridMetric = Metric<GridFigures>

/** What is known of a grid where there are these figures. */
export function gridMetrics(figureKeys: readonly string[]): readonly GridMetric[] {
  return [
    ...figureKeys.flatMap((figure): GridMetric[] => [
      { key: figure, unit: 'sum', compute: ({ figures }) => figures[figure]! },
      { key: `${figure}Deviation`, unit: 'fraction', compute: ({ deviations }) => deviations[figure]! },
    ]),
    { key: 'areaKm2', unit: 'km2', compute: (grid) => grid.areaKm2 },
    { key: 'cellCount', unit: 'count', compute: (grid) => grid.cellCount },
    { key: 'compactness', unit: 'index', compute: (grid) => grid.compactness },
  ]
}

export interface PlanContext {
  readonly figures: PlanFigures
  /** allowed deviation from the average, as a fraction */
  readonly tolerance: number
  readonly assignment: Uint16Array
  readonly adjacency: Adjacency
  /** one a cell: what similarity is a share of */
  readonly weights: Float64Array
  /** an earlier state of the plan to compare with */
  readonly previous?: Uint16Array
}

export type PlanMetric = Metric<PlanContext>

/** The same of a plan. */
export function planMetrics(figureKeys: readonly string[]): readonly PlanMetric[] {
  return [
    { key: 'gridCount', unit: 'count', compute: ({ figures }) => figures.grids.length },
    ...figureKeys.flatMap(balanceMetrics),
    { key: 'compactness', unit: 'index', compute: ({ figures }) => averageCompactness(figures.grids) },
    { key: 'cut', unit: 'count', compute: ({ adjacency, assignment }) => countCut(adjacency, assignment) },
    {
      key: 'similarity',
      unit: 'fraction',
      compute: ({ previous, assignment, weights }) => (previous ? similarity(previous, assignment, weights) : null),
    },
  ]
}

function balanceMetrics(figure: string): PlanMetric[] {
  const of = (key: string, unit: MetricUnit, pick: (balance: BalanceSummary) => number | null): PlanMetric => ({
    key: `${figure}${key}`,
    unit,
    compute: ({ figures, tolerance }) =>
      pick(
        summarizeBalance(
          figures.grids.map((grid) => grid.figures[figure]!),
          tolerance,
        ),
      ),
  })
  return [
    of('MaxDeviation', 'fraction', (balance) => balance.maxDeviation),
    of('WithinTolerance', 'fraction', (balance) => balance.withinTolerance),
    of('Cv', 'fraction', (balance) => balance.cv),
    of('MaxMinRatio', 'index', (balance) => balance.maxMinRatio),
    of('Gini', 'index', (balance) => balance.gini),
  ]
}

/** The mean over the grids that have an outline. */
function averageCompactness(grids: readonly GridFigures[]): number | null {
  const values = grids.flatMap(({ compactness }) => (compactness === null ? [] : [compactness]))
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
}
