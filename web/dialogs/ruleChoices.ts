/**
 * The rules of a partition as the dialog has them: what is chosen, what is wrong with it, and what of it a request carries. A rule that the
 * city has nothing for is never asked for.
 */
import type { CityRules } from '../../server/contract/cityRules.ts'
import type { PartitionInput, PartitionRequest } from '../../server/contract/partitionRequest.ts'
import type { BarrierKind, UnitKind } from '../../server/contract/placeKinds.ts'
import type { AreaOfClass } from '../../server/contract/things.ts'
import { type Entry, type OutOfRange, outside } from './entries.ts'

export type DistrictRule = NonNullable<PartitionRequest['districts']>
export type SubdistrictRule = NonNullable<PartitionRequest['subdistricts']>

export interface RuleChoices {
  districts: DistrictRule
  subdistricts: SubdistrictRule
  /** kinds of units of which none is cut apart */
  keepWhole: readonly UnitKind[]
  /** kinds of barriers that no grid crosses but at a crossing */
  barriers: readonly BarrierKind[]
  outletCentres: boolean
  /** key accounts have grids of their own */
  ownGrids: boolean
  /** listed accounts are out of what is balanced */
  listedLeave: boolean
  classB: boolean
  /** per cent of what another grid aims at */
  classBShare: Entry
  /** per cent of that */
  classBTolerance: Entry
  /** districts and units, as `kind code`; none for the class B grids of the plan to stay near */
  classBAreas: readonly string[]
  mainGrids: 'none' | 'district' | 'count'
  mainGridCount: Entry
  /** what each rule costs is told */
  costs: boolean
}

/** What a city has that rules go by. */
export interface RuleData {
  readonly units: readonly UnitKind[]
  readonly barriers: readonly BarrierKind[]
  readonly districts: number
  readonly subdistricts: number
  readonly ownOutlets: number
  readonly keyAccounts: number
  readonly listedAccounts: number
}

/** What of the rest of the form rules depend on. */
export interface RuleGround {
  readonly fromPlan: boolean
  /** how many grids are asked for; null where their size says it */
  readonly grids: number | null
}

const ruleKeys = [
  'districts',
  'subdistricts',
  'keepWhole',
  'barriers',
  'outletCentres',
  'keyAccounts',
  'listedAccounts',
  'classB',
  'mainGrids',
] as const
/** Those that the dialog asks about, and whether their costs are told. */
type Rules = Pick<PartitionRequest, (typeof ruleKeys)[number] | 'costs'>

const toPercent = (fraction: number): number => Number((fraction * 100).toFixed(3))

/** The city's own where it has some, else as the open plan was made, so that a second run differs only where the planner says so. */
export function initialRules(past: Rules | null | undefined, city: CityRules['rules'] | null): RuleChoices {
  const rules = { ...past, ...city }
  const { classB, mainGrids } = rules
  return {
    districts: rules.districts ?? 'ignore',
    subdistricts: rules.subdistricts ?? 'ignore',
    keepWhole: rules.keepWhole ?? [],
    barriers: rules.barriers ?? [],
    outletCentres: rules.outletCentres === true,
    ownGrids: rules.keyAccounts === 'own-grid',
    listedLeave: rules.listedAccounts === 'leave',
    classB: Boolean(classB),
    classBShare: toPercent(classB?.share ?? 0.6),
    classBTolerance: toPercent(classB?.tolerance ?? 0.1),
    classBAreas: (classB?.areas ?? []).map(({ kind, code }) => `${kind} ${code}`),
    mainGrids: typeof mainGrids === 'object' && mainGrids !== null ? 'count' : (mainGrids ?? 'none'),
    mainGridCount: typeof mainGrids === 'object' && mainGrids !== null ? mainGrids.count : 4,
    costs: past?.costs === true,
  }
}

export type RuleField = 'classBShare' | 'classBTolerance' | 'classBAreas' | 'mainGridCount'
export const ruleFields: readonly RuleField[] = ['classBShare', 'classBTolerance', 'classBAreas', 'mainGridCount']

export type RuleProblem = OutOfRange | { readonly kind: 'class-b-nowhere' | 'main-grids-by-count' | 'main-grids-own' }

export const ruleLimits = { share: { min: 5, max: 100 }, tolerance: { min: 0.1, max: 100 } }

/** Only what a request takes is looked at. */
export function ruleProblems(rules: RuleChoices, ground: RuleGround): Partial<Record<RuleField, RuleProblem>> {
  const problems: Partial<Record<RuleField, RuleProblem>> = {}
  const check = (field: RuleField, problem: RuleProblem | null) => {
    if (problem) problems[field] = problem
  }
  if (rules.classB) {
    check('classBShare', outside(rules.classBShare, ruleLimits.share))
    check('classBTolerance', outside(rules.classBTolerance, ruleLimits.tolerance))
    if (rules.classBAreas.length === 0 && !ground.fromPlan) check('classBAreas', { kind: 'class-b-nowhere' })
  }
  if (rules.mainGrids === 'count' && !ground.fromPlan)
    check(
      'mainGridCount',
      ground.grids === null
        ? { kind: 'main-grids-by-count' }
        : rules.ownGrids
          ? { kind: 'main-grids-own' }
          : outside(rules.mainGridCount, { min: 1, max: Math.max(1, Math.floor(ground.grids)) }, Number.isInteger),
    )
  return problems
}

/** The rules of a request without problems: those that are on, and null for each that the city has and the planner switched off. */
export function rulesOf(
  rules: RuleChoices,
  ground: RuleGround,
  data: RuleData | null,
  city: CityRules['rules'] | null,
): Partial<PartitionInput> {
  const on = rulesThatAreOn(rules, ground, data)
  // The city's other rules, such as its pins, are left to it.
  const off = ruleKeys.filter((name) => city?.[name] !== undefined && !(name in on))
  return { ...on, ...Object.fromEntries(off.map((name) => [name, null])) }
}

function areaOf(text: string): AreaOfClass {
  const [kind, ...code] = text.split(' ')
  return { kind: kind as AreaOfClass['kind'], code: code.join(' ') }
}

function rulesThatAreOn(rules: RuleChoices, { fromPlan }: RuleGround, data: RuleData | null): Rules {
  const keepWhole = rules.keepWhole.filter((kind) => !data || data.units.includes(kind))
  const barriers = rules.barriers.filter((kind) => !data || data.barriers.includes(kind))
  const has = (count: number | undefined): boolean => count === undefined || count > 0
  return {
    districts: rules.districts,
    ...(rules.subdistricts !== 'ignore' && has(data?.subdistricts) && { subdistricts: rules.subdistricts }),
    ...(keepWhole.length > 0 && { keepWhole }),
    ...(barriers.length > 0 && { barriers }),
    ...(rules.outletCentres && has(data?.ownOutlets) && { outletCentres: true as const }),
    ...(rules.ownGrids && has(data?.keyAccounts) && { keyAccounts: 'own-grid' as const }),
    ...(rules.listedLeave && has(data?.listedAccounts) && { listedAccounts: 'leave' as const }),
    ...(rules.classB && {
      classB: {
        share: Number(rules.classBShare) / 100,
        tolerance: Number(rules.classBTolerance) / 100,
        ...(rules.classBAreas.length > 0 && {
          areas: rules.classBAreas.map(areaOf),
        }),
      },
    }),
    // Grids that go on have their main grids already.
    ...(rules.mainGrids === 'none' || fromPlan
      ? {}
      : { mainGrids: rules.mainGrids === 'district' ? ('district' as const) : { count: Number(rules.mainGridCount) } }),
    ...(rules.costs && { costs: true }),
  }
}
