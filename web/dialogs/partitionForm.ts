/**
 * The partition dialog without its looks: what a planner filled in, what is wrong with it, what it comes to, and the
 * request it makes.
 */
import type { SnapshotName } from '../../server/contract/cities.ts'
import type { CityRules } from '../../server/contract/cityRules.ts'
import type { Division } from '../../server/contract/divisions.ts'
import { contractKeys, type FigureKey, type Figures } from '../../server/contract/figures.ts'
import type { PartitionInput } from '../../server/contract/partitionRequest.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { type Entry, type OutOfRange, outside } from './entries.ts'
import {
  initialRules,
  type RuleChoices,
  type RuleData,
  type RuleField,
  type RuleGround,
  type RuleProblem,
  ruleProblems,
  rulesOf,
} from './ruleChoices.ts'

export type Preset = NonNullable<PartitionInput['preset']>

export interface PartitionForm extends RuleChoices {
  start: 'afresh' | 'current'
  /** per cent of the first weight that may change its grid */
  budget: Entry
  size: 'count' | 'band'
  grids: Entry
  /** customers a grid may have */
  smallest: Entry
  largest: Entry
  /** per cent, of the first weight */
  tolerance: Entry
  /** most important first */
  weights: readonly FigureKey[]
  /** of every figure, for where it is a further weight */
  further: Readonly<Record<FigureKey, FurtherWeight>>
  /** per cent of the dial from balance to compactness */
  compactness: number
  preset: Preset
  /** minutes; empty for no limit */
  timeLimit: Entry
  seed: Entry
  name: string
}

export interface FurtherWeight {
  /** per cent */
  tolerance: Entry
  /** near is enough */
  isSoft: boolean
}

/** What the form is filled in for. */
export interface PartitionScope {
  cellCount: number
  totals: Figures
  /** the data the run divides by, whose sums these are: the city's newest, which need not be the open plan's */
  snapshot: SnapshotName | null
  /** whose customers are divided, where the city has more than one division */
  division: Pick<Division, 'key' | 'name'> | null
  /** the open plan; null where none is open */
  plan: Pick<PlanDetail, 'planId' | 'gridCount' | 'parameters'> | null
  /** what the city has for rules; null until it is read */
  ruleData: RuleData | null
  /** the rules it has stored; null where it has none */
  cityRules: CityRules['rules'] | null
  /** strokes of the open plan that the server does not have yet */
  unsaved: number
}

export const limits = {
  budget: { min: 0, max: 100 },
  tolerance: { min: 0.1, max: 100 },
  timeLimit: { min: 1, max: 60 },
  seed: { min: 0, max: 4_294_967_295 },
  band: { min: 1, max: Number.MAX_SAFE_INTEGER },
  mostGrids: 65_535,
}

/** The open plan's own choices, so that a second run differs only where the planner says so. */
export function initialForm(scope: PartitionScope): PartitionForm {
  const { cellCount, totals, plan } = scope
  const customers = customersOf(scope)
  const past = plan?.parameters
  const grids = plan?.gridCount ?? Math.min(60, cellCount)
  const weights = past?.weights ?? [contractKeys[0]!]
  const toleranceOf = (key: FigureKey) => toPercent(past?.tolerances?.[key] ?? past?.tolerance ?? 0.05)
  return {
    start: 'afresh',
    budget: 5,
    size: past?.sizeBand ? 'band' : 'count',
    grids,
    smallest: past?.sizeBand?.smallest ?? roundSize((0.75 * customers) / grids),
    largest: past?.sizeBand?.largest ?? roundSize((1.25 * customers) / grids),
    tolerance: toleranceOf(weights[0]!),
    weights,
    further: Object.fromEntries(
      Object.keys(totals).map((key) => [
        key,
        { tolerance: toleranceOf(key), isSoft: past?.soft?.includes(key) ?? false },
      ]),
    ),
    compactness: Math.round((past?.compactness ?? 0.5) * 100),
    preset: past?.preset ?? 'balanced',
    ...initialRules(past, scope.cityRules),
    timeLimit: past?.timeLimitSeconds ? Math.max(1, Math.round(past.timeLimitSeconds / 60)) : '',
    seed: past?.seed ?? 1,
    name: '',
  }
}

const customersOf = ({ totals }: PartitionScope): number => totals.customers ?? 0

/** Without the noise of a binary fraction: 0.07 is 7 and not 7.000000000000001. */
const toPercent = (fraction: number): number => Number((fraction * 100).toFixed(3))

/** Two digits are enough for a first suggestion: 2,498 → 2,500. */
const roundSize = (size: number): number => Math.max(1, Number(size.toPrecision(2)))

/** What the numbers of the form come to; null where they do not come to anything yet. */
export interface Outlook {
  grids: number
  /** customers a grid has on average */
  average: number
  /** all the numbers of grids whose average lies within the band; `grids` is the one the engine tries first */
  fewest: number
  most: number
}

export function outlookOf(form: PartitionForm, scope: PartitionScope): Outlook | null {
  const problems = problemsOf(form, scope)
  if (problems.grids || problems.smallest || problems.largest) return null
  const customers = customersOf(scope)
  if (form.size === 'count') {
    const grids = Number(form.grids)
    return { grids, average: customers / grids, fewest: grids, most: grids }
  }
  const [fewest, most] = countsOf(form, scope)
  const middle = Math.round(customers / Math.sqrt(Number(form.smallest) * Number(form.largest)))
  const grids = Math.min(most, Math.max(fewest, middle))
  return { grids, average: customers / grids, fewest, most }
}

function countsOf(form: PartitionForm, scope: PartitionScope): [fewest: number, most: number] {
  const customers = customersOf(scope)
  return [Math.max(1, Math.ceil(customers / Number(form.largest))), Math.floor(customers / Number(form.smallest))]
}

/** What is wrong with a field, in numbers; the words are the dictionary's. */
export type Problem =
  | OutOfRange
  | RuleProblem
  | { kind: 'too-many-grids'; max: number }
  | { kind: 'whole' }
  | { kind: 'band-reversed'; smallest: number }
  | { kind: 'no-customers' }
  | { kind: 'above-total'; total: number }
  | { kind: 'band-misses'; fewer: number; fewerAverage: number; more: number; moreAverage: number }
  | { kind: 'band-too-small'; cells: number; least: number }
  | { kind: 'unsaved'; strokes: number }

type FurtherField = `tolerance-${FigureKey}`
/** The tolerance of a further weight. */
export const furtherField = (key: FigureKey): FurtherField => `tolerance-${key}`

export type Field =
  | 'start'
  | 'budget'
  | 'grids'
  | 'smallest'
  | 'largest'
  | 'tolerance'
  | FurtherField
  | 'timeLimit'
  | 'seed'
  | RuleField

/** Only fields that the request takes are looked at: a bad budget does not matter where the run starts afresh. */
export function problemsOf(form: PartitionForm, scope: PartitionScope): Partial<Record<Field, Problem>> {
  const problems: Partial<Record<Field, Problem>> = {}
  const check = (field: Field, problem: Problem | null) => {
    if (problem) problems[field] = problem
  }
  if (startsFromPlan(form, scope)) {
    check('start', scope.unsaved > 0 ? { kind: 'unsaved', strokes: scope.unsaved } : null)
    check('budget', outside(form.budget, limits.budget))
  }
  if (form.size === 'count') check('grids', gridsProblem(form.grids, scope.cellCount))
  else Object.assign(problems, bandProblems(form, scope))
  if (form.size === 'count') check('tolerance', outside(form.tolerance, limits.tolerance))
  for (const key of weightsOf(form).slice(1))
    check(furtherField(key), outside(furtherOf(form, key).tolerance, limits.tolerance))
  if (form.timeLimit !== '') check('timeLimit', outside(form.timeLimit, limits.timeLimit, Number.isInteger))
  check('seed', outside(form.seed, limits.seed, Number.isInteger))
  return { ...problems, ...ruleProblems(form, groundOf(form, scope)) }
}

const isCount = (value: Entry): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1

function gridsProblem(grids: Entry, cellCount: number): Problem | null {
  const max = Math.min(limits.mostGrids, cellCount)
  return isCount(grids) && grids <= max ? null : { kind: 'too-many-grids', max }
}

function bandProblems(form: PartitionForm, scope: PartitionScope): Partial<Record<Field, Problem>> {
  const { smallest, largest } = form
  if (!isCount(smallest)) return { smallest: { kind: 'whole' } }
  if (!isCount(largest)) return { largest: { kind: 'whole' } }
  if (largest < smallest) return { largest: { kind: 'band-reversed', smallest } }
  const { cellCount } = scope
  const customers = customersOf(scope)
  if (customers < 1) return { smallest: { kind: 'no-customers' } }
  if (smallest > customers) return { smallest: { kind: 'above-total', total: customers } }
  const [fewest, most] = countsOf(form, scope)
  if (fewest > most) {
    // Rounded so that a band that just takes one of them in does.
    const averages = { fewerAverage: Math.ceil(customers / most), moreAverage: Math.floor(customers / fewest) }
    return { largest: { kind: 'band-misses', fewer: most, more: fewest, ...averages } }
  }
  const max = Math.min(limits.mostGrids, cellCount)
  return fewest > max ? { largest: { kind: 'band-too-small', cells: max, least: Math.ceil(customers / max) } } : {}
}

export const startsFromPlan = (form: PartitionForm, { plan }: PartitionScope): boolean =>
  form.start === 'current' && plan !== null

/** What rules depend on of the rest. */
const groundOf = (form: PartitionForm, scope: PartitionScope): RuleGround => ({
  fromPlan: startsFromPlan(form, scope),
  grids: form.size === 'band' ? null : typeof form.grids === 'number' ? form.grids : limits.mostGrids,
})

/** A size band is of customers, so they come first with it. */
export const weightsOf = ({ size, weights }: PartitionForm): FigureKey[] =>
  size === 'band' ? ['customers', ...weights.filter((key) => key !== 'customers')] : [...weights]

export const furtherOf = ({ further, tolerance }: PartitionForm, key: FigureKey): FurtherWeight =>
  further[key] ?? { tolerance, isSoft: false }

/** The request of a form without problems. A size band takes the place of the first tolerance. */
export function requestOf(form: PartitionForm, scope: PartitionScope): PartitionInput {
  const weights = weightsOf(form)
  const further = weights.slice(1)
  const soft = further.filter((key) => furtherOf(form, key).isSoft)
  const name = form.name.trim()
  return {
    ...(form.size === 'count'
      ? { grids: Number(form.grids), tolerance: Number(form.tolerance) / 100 }
      : { sizeBand: { smallest: Number(form.smallest), largest: Number(form.largest) } }),
    ...(further.length > 0 && {
      tolerances: Object.fromEntries(further.map((key) => [key, Number(furtherOf(form, key).tolerance) / 100])),
    }),
    weights,
    ...(scope.snapshot && { snapshot: scope.snapshot.snapshotId }),
    ...(scope.division && { division: scope.division.key }),
    ...(soft.length > 0 && { soft }),
    compactness: form.compactness / 100,
    preset: form.preset,
    ...rulesOf(form, groundOf(form, scope), scope.ruleData, scope.cityRules),
    ...(startsFromPlan(form, scope) && { from: scope.plan!.planId, budget: Number(form.budget) / 100 }),
    ...(form.timeLimit !== '' && { timeLimitSeconds: Number(form.timeLimit) * 60 }),
    seed: Number(form.seed),
    ...(name && { name }),
  }
}
