/**
 * The balance report as data: one plan judged against its tolerance, the grids worst first, and every figure reconciled with the
 * imported file. Pure: the caller brings the plan's state and the clock.
 */
import { type BalanceSummary, lorenzCurve, summarizeBalance } from '../../partition/index.ts'
import { type City, isNewer, type Snapshot } from '../contract/cities.ts'
import type { DivisionName } from '../contract/divisions.ts'
import {
  contractKeys,
  type FigureDefinition,
  type FigureKey,
  type Figures,
  figuresAmong,
  sumFigures,
} from '../contract/figures.ts'
import type { GridFigures } from '../contract/grids.ts'
import { territories } from '../contract/mainGrids.ts'
import type { PlanDetail } from '../contract/plans.ts'
import {
  figure,
  isFigureWithin,
  isGridWithin,
  type Judgement,
  judgedWeights,
  limitsOf,
  planTolerances,
  sumOf,
  type Tolerances,
  toleranceOf,
} from '../contract/planTolerances.ts'
import { type Advice, adviseTransfers } from './advice.ts'
import { deviation, type Outline, type ReportGrid } from './reportGrid.ts'

export interface ReportInput {
  city: City
  plan: PlanDetail
  /** by which it is judged: the plan's own or another of the city */
  snapshot: Snapshot
  /** whose customers every figure is of */
  division: DivisionName
  /** every figure of the city */
  figures: readonly FigureDefinition[]
  /** what the division has in the file outside the city */
  outside: Figures
  /** sum of all rows of the division that were loaded, counted apart from everything else here */
  file: Figures
  /** grid number → its territory */
  outlines: ReadonlyMap<number, Outline>
  /** pairs of grids that a ferry or a bridge of the plan joins */
  linkedGrids?: readonly (readonly [number, number])[]
  districts: readonly { name: string; outline: Outline }[]
  generatedAt: Date
}

export interface BalancedFigure {
  key: FigureKey
  spread: BalanceSummary & { average: number; min: number; max: number }
  /** shares of grids and of the figure, see lorenzCurve */
  lorenz: readonly (readonly [number, number])[]
  /** grids within the tolerance in this figure */
  within: number
  /** largest deviation above and below, fractions; below is negative or zero */
  above: number
  below: number
  /** the least and the most deviation that is asked for */
  limits: readonly [least: number, most: number]
}

export interface Reconciliation {
  key: FigureKey
  grids: number
  unassigned: number
  outside: number
  sum: number
  file: number
  agrees: boolean
}

export interface BalanceReport {
  city: City
  plan: Omit<PlanDetail, 'grids'>
  snapshot: Snapshot
  division: DivisionName
  /** false where the city has newer data than it is judged by */
  isNewestData: boolean
  generatedAt: Date
  /** of the first figure that is balanced */
  tolerance: number
  /** of each figure, whether balanced or not */
  tolerances: Tolerances
  /** what the plan was asked to balance */
  asked: readonly FigureKey[]
  /** what its grids are judged by: those of the asked that add up to more than nothing */
  weights: readonly FigureKey[]
  /** never where there is nothing to judge by */
  isBalanced: boolean
  within: number
  /** what the data carries, and ratios of it, as everything here is listed */
  definitions: readonly FigureDefinition[]
  /** in that order; a figure that has no average above zero is left out */
  figures: readonly BalancedFigure[]
  /** what customers a grid may have, where the plan was asked for a size band */
  sizeBand: Judgement['sizeBand']
  /** the balanced figure that fewest grids keep within the tolerance: the one worth a map */
  weakest: FigureKey
  /** worst first */
  grids: readonly ReportGrid[]
  advice: readonly Advice[]
  reconciliation: readonly Reconciliation[]
  outlines: ReadonlyMap<number, Outline>
  districts: readonly { name: string; outline: Outline }[]
}

export function assembleReport(input: ReportInput): BalanceReport {
  const { grids: all, ...plan } = input.plan
  const planGrids = territories(all, ({ cellCount }) => cellCount > 0)
  const tolerances = planTolerances(plan)
  const { sizeBand, classB } = plan.parameters ?? {}
  const weights = judgedWeights(plan.parameters?.weights, planGrids)
  const judgement: Judgement = { weights, tolerances, sizeBand, classB }
  const grids = planGrids.map((grid) => judge(grid, judgement)).sort(worstFirst)
  const definitions = figuresAmong(input.figures, Object.keys(plan.totals))
  const keys = sumFigures(definitions).map(({ key }) => key)
  const figures = keys.flatMap((key) => balanceOf(grids, key, judgement) ?? [])
  const within = grids.filter((grid) => grid.isWithin).length
  return {
    city: input.city,
    plan,
    snapshot: input.snapshot,
    division: input.division,
    isNewestData: !input.city.snapshot || !isNewer(input.city.snapshot, input.snapshot),
    generatedAt: input.generatedAt,
    tolerance: toleranceOf(tolerances, weights[0] ?? contractKeys[0]!),
    tolerances,
    asked: plan.parameters?.weights ?? contractKeys,
    weights,
    isBalanced: weights.length > 0 && within === grids.length && plan.unassigned.cellCount === 0,
    within,
    definitions,
    figures,
    sizeBand,
    weakest: weakestOf(figures, weights),
    grids,
    advice: adviseTransfers(grids, judgement, input.outlines, input.linkedGrids),
    reconciliation: keys.map((key) => reconcile(input, key)),
    outlines: input.outlines,
    districts: input.districts,
  }
}

function judge(grid: GridFigures, judgement: Judgement): ReportGrid {
  const worstDeviation = judgement.weights
    .map((key) => deviation(grid, key))
    .reduce((worst, value) => (Math.abs(value) > Math.abs(worst) ? value : worst), 0)
  return { ...grid, worstDeviation, isWithin: isGridWithin(grid, judgement) }
}

function worstFirst(a: ReportGrid, b: ReportGrid): number {
  return Math.abs(b.worstDeviation) - Math.abs(a.worstDeviation) || a.number - b.number
}

function balanceOf(grids: readonly ReportGrid[], key: FigureKey, judgement: Judgement): BalancedFigure | undefined {
  const values = grids.map((grid) => figure(grid, key))
  const { average, min, max, ...spread } = summarizeBalance(values, toleranceOf(judgement.tolerances, key))
  if (average === null || min === null || max === null || average <= 0) return undefined
  const deviations = grids.map((grid) => deviation(grid, key))
  return {
    key,
    spread: { average, min, max, ...spread },
    lorenz: lorenzCurve(values),
    within: grids.filter((grid) => isFigureWithin(grid, key, judgement)).length,
    above: deviations.reduce((most, value) => Math.max(most, value), 0),
    below: deviations.reduce((least, value) => Math.min(least, value), 0),
    limits: limitsOf(key, judgement, average),
  }
}

function weakestOf(figures: readonly BalancedFigure[], weights: readonly FigureKey[]): FigureKey {
  const [weakest] = figures.filter(({ key }) => weights.includes(key)).sort((a, b) => a.within - b.within)
  return weakest?.key ?? contractKeys[0]!
}

function reconcile(input: ReportInput, key: FigureKey): Reconciliation {
  const grids = sumOf(input.plan.grids, key)
  const unassigned = figure(input.plan.unassigned, key)
  const outside = input.outside[key] ?? 0
  const file = input.file[key] ?? 0
  const sum = grids + unassigned + outside
  return { key, grids, unassigned, outside, sum, file, agrees: sum === file }
}
