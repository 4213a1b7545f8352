/**
 * Every named figure of a grid or a plan, in display order. A table, a report or a comparison walks these lists instead
 * of naming figures; a new figure is one entry here. Words for people belong to whoever shows them, under `key`.
 */
import type { Adjacency } from '../plan/plan.ts'
import { countCut, similarity } from './assignments.ts'
import { type BalanceSummary, summarizeBalance } from './balance.ts'
import type { GridFigures, PlanFigures } from './figures.ts'

/** `fraction` is shown as a percentage; `index` is a number without a unit. */
export type MetricUnit = 'count' | 'currency' | 'currencyPerCustomer' | 'fraction' | 'km2' | 'index'

interface Metric<Context> {
  readonly key: string
  readonly unit: MetricUnit
  /** null where the figure has no meaning, such as revenue per customer without customers */
  compute(context: Context): number | null
}

export type GridMetric = Metric<GridFigures>

export const gridMetrics: readonly GridMetric[] = [
  { key: 'customers', unit: 'count', compute: (grid) => grid.customers },
  { key: 'customersDeviation', unit: 'fraction', compute: (grid) => grid.customersDeviation },
  { key: 'revenue', unit: 'currency', compute: (grid) => grid.revenueCents / 100 },
  { key: 'revenueDeviation', unit: 'fraction', compute: (grid) => grid.revenueDeviation },
  { key: 'arpu', unit: 'currencyPerCustomer', compute: (grid) => grid.arpu },
  { key: 'areaKm2', unit: 'km2', compute: (grid) => grid.areaKm2 },
  { key: 'cellCount', unit: 'count', compute: (grid) => grid.cellCount },
  { key: 'compactness', unit: 'index', compute: (grid) => grid.compactness },
]

export interface PlanContext {
  readonly figures: PlanFigures
  /** allowed deviation from the average, as a fraction */
  readonly tolerance: number
  readonly assignment: Uint16Array
  readonly adjacency: Adjacency
  readonly customers: Float64Array
  /** an earlier state of the plan to compare with */
  readonly previous?: Uint16Array
}

export type PlanMetric = Metric<PlanContext>

export const planMetrics: readonly PlanMetric[] = [
  { key: 'gridCount', unit: 'count', compute: ({ figures }) => figures.grids.length },
  ...balanceMetrics('customers', (grid) => grid.customers),
  ...balanceMetrics('revenue', (grid) => grid.revenueCents),
  { key: 'compactness', unit: 'index', compute: ({ figures }) => averageCompactness(figures.grids) },
  { key: 'cut', unit: 'count', compute: ({ adjacency, assignment }) => countCut(adjacency, assignment) },
  {
    key: 'similarity',
    unit: 'fraction',
    compute: ({ previous, assignment, customers }) => (previous ? similarity(previous, assignment, customers) : null),
  },
]

function balanceMetrics(figure: string, figureOf: (grid: GridFigures) => number): PlanMetric[] {
  const of = (key: string, unit: MetricUnit, pick: (balance: BalanceSummary) => number | null): PlanMetric => ({
    key: `${figure}${key}`,
    unit,
    compute: ({ figures, tolerance }) => pick(summarizeBalance(figures.grids.map(figureOf), tolerance)),
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
