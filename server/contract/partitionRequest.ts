import { z } from 'zod'
import { label, maxRevision, planId } from './common.ts'
import { divisionKey } from './divisions.ts'
import { contractKeys, type FigureKey, figureKey } from './figures.ts'
import { gridNumber } from './grids.ts'
import { partitionRules, switchedRules } from './partitionRules.ts'
import { period } from './periods.ts'
import type { ClassB, Pin } from './things.ts'

export const preset = z.enum(['fast', 'balanced', 'quality'])

/** customers of one grid */
const size = z.int().min(1).max(1_000_000_000)
const fraction = z.number().min(0).max(1)
export const tolerance = z.number().gt(0).max(1)

/** More say no more than the search can follow. */
export const mostWeights = 8

const asked = {
  grids: gridNumber.optional().describe('how many grids to make'),
  sizeBand: z
    .object({ smallest: size, largest: size })
    .optional()
    .describe('customers a grid may have, such as 30000 to 50000: the number of grids follows from it'),
  tolerance: tolerance
    .default(0.05)
    .describe('allowed deviation from the average, both ways, of every weight; 0.05 is ±5 %'),
  tolerances: z
    .record(figureKey, tolerance)
    .optional()
    .describe('tolerances of single weights, in place of `tolerance`'),
  weights: z
    .array(figureKey)
    .min(1)
    .max(mostWeights)
    .refine((keys) => new Set(keys).size === keys.length, 'each weight once')
    .default([...contractKeys])
    .describe("what to balance, the most important first: additive figures of the city's"),
  soft: z
    .array(figureKey)
    .max(mostWeights)
    .optional()
    .describe('weights that come as near to their tolerance as the others and short borders leave them'),
  composite: z
    .record(figureKey, z.number().min(0).max(1000))
    .optional()
    .describe('balance one composite size instead: the share of each weight in the city times its coefficient, summed'),
  compactness: fraction.optional().describe('0 puts balance before short borders, 1 the other way round; 0.5 is even'),
  preset: preset.optional().describe('how long to search'),
}

const more = {
  from: planId.optional().describe('a plan of the same city to stay near: its grids go on, locked ones unchanged'),
  fromRevision: z
    .int()
    .min(0)
    .max(maxRevision)
    .optional()
    .describe('the revision of `from` to start at; the present one unless given, and stored with the plan'),
  budget: fraction
    .optional()
    .describe('with `from`: the largest share of the first of the weights that may change its grid; 0.05 is 5 %'),
  timeLimitSeconds: z
    .int()
    .min(1)
    .max(3600)
    .optional()
    .describe('the best plan found after this long; one that was stopped says so in its warnings'),
  candidates: z
    .boolean()
    .optional()
    .describe(
      'store up to three drafts to choose from (balanced, compact, least change), and answer with the frontier',
    ),
  costs: z
    .boolean()
    .optional()
    .describe(
      'tell what each rule costs: a second run by the same seed without it, and how borders and balance differ',
    ),
  snapshot: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe("the snapshot to divide by; the city's current one when the run begins, unless given"),
  period: period.optional().describe('instead of a snapshot: the newest data of this period'),
  division: divisionKey
    .optional()
    .describe('whose customers to divide: a division of the city; that of `from`, else the default one, unless given'),
  seed: z.int().min(0).max(4294967295).default(1),
  name: label.optional(),
  cityRules: z
    .boolean()
    .optional()
    .describe(
      "false: go by the rules of this request alone. Else a rule that it says nothing of is the city's; `null` switches one of those off",
    ),
}

interface Checked extends Ruled {
  sizeBand?: { smallest: number; largest: number } | undefined
  weights: readonly FigureKey[]
  soft?: readonly FigureKey[] | undefined
  composite?: Readonly<Record<FigureKey, number>> | undefined
  tolerances?: Readonly<Record<FigureKey, number>> | undefined
  fromRevision?: number | undefined
}

function refuseContradictions(request: Checked, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path: [path], message })
  const { grids, sizeBand, weights, composite, soft = [], tolerances = {} } = request
  if (grids !== undefined && sizeBand) refuse('sizeBand', 'either grids or sizeBand, not both')
  if (grids === undefined && !sizeBand && !request.from) refuse('grids', 'grids, sizeBand or from is needed')
  if (sizeBand && sizeBand.largest < sizeBand.smallest) refuse('sizeBand', 'largest is below smallest')
  if (sizeBand && (weights[0] !== 'customers' || composite))
    refuse('sizeBand', 'a size band is of customers: they must be the first of the weights, and no composite')
  const named = { soft, tolerances: Object.keys(tolerances), composite: Object.keys(composite ?? {}) }
  for (const [path, keys] of Object.entries(named))
    for (const key of keys) if (!weights.includes(key)) refuse(path, `${key} is not among the weights`)
  if (composite && !Object.values(composite).some((coefficient) => coefficient > 0))
    refuse('composite', 'at least one coefficient must be above 0')
  if (request.budget !== undefined && !request.from) refuse('budget', 'a budget needs `from`, the plan to stay near')
  if (request.fromRevision !== undefined && !request.from) refuse('fromRevision', 'a revision needs `from`, its plan')
  refuseMainGrids(request, refuse)
  if (request.costs && request.candidates)
    refuse('costs', 'the costs of rules are told of one plan: not with candidates')
  refuseRules(request, refuse)
}

function refuseMainGrids({ mainGrids, grids, from, candidates, keyAccounts }: Ruled, refuse: Refuse): void {
  if (mainGrids && from)
    refuse('mainGrids', 'main grids are made with the grids in them: not beside `from`, whose grids have theirs')
  if (typeof mainGrids !== 'object' || mainGrids === null) return
  if (grids === undefined) refuse('mainGrids', 'so many main grids need `grids`: how many there are in them')
  else if (mainGrids.count > grids) refuse('mainGrids', `${grids} grids are too few for so many main grids`)
  if (keyAccounts)
    refuse('keyAccounts', 'grids of their own lie in no main grid: mainGrids by district, or without keyAccounts')
  if (candidates) refuse('candidates', 'with a number of main grids there is one plan, not several')
}

/** What a run is made from: with the defaults filled in, and the rules that it goes by in the end. Plans store it. */
export const partitionRequest = z.object({ ...asked, ...partitionRules, ...more }).superRefine(refuseContradictions)
export type PartitionRequest = z.output<typeof partitionRequest>

/**
 * What a planner asks for. Exactly one of `grids` and `sizeBand` says how many grids; with `from` both may be left out,
 * and their number stays. Fields without a default are the engine's own where they are left out. Rules that are left out are the
 * city's; one that is null is off.
 */
export const partitionAsk = z.object({ ...asked, ...switchedRules, ...more }).superRefine(refuseContradictions)
export type PartitionAsk = z.output<typeof partitionAsk>
/** What a caller may send. */
export type PartitionInput = z.input<typeof partitionAsk>

interface Ruled {
  grids?: number | undefined
  from?: string | undefined
  budget?: number | undefined
  candidates?: boolean | undefined
  costs?: boolean | undefined
  pins?: readonly Pin[] | null | undefined
  classB?: ClassB | null | undefined
  mainGrids?: 'district' | { count: number } | null | undefined
  keyAccounts?: 'own-grid' | null | undefined
}

/** What rules that name things say only with `from`, or only without. */
function refuseRules({ grids, from, budget, candidates, ...rules }: Ruled, refuse: Refuse): void {
  const { pins, classB } = { pins: rules.pins ?? [], classB: rules.classB ?? undefined }
  if (from === undefined && pins.some(({ grid }) => typeof grid === 'string'))
    refuse('pins', 'the id of a grid needs `from`, its plan; a number will do')
  const most = Math.max(0, ...pins.map(({ grid }) => (typeof grid === 'number' ? grid : 0)))
  if (from === undefined && grids !== undefined && most > grids)
    refuse('pins', `they are pinned to grids up to ${most}, and ${grids} are asked for`)
  if (classB && !classB.areas && from === undefined)
    refuse('classB', 'which areas are class B: name them in `areas`, or give `from`, a plan with class B grids')
  const isByGrids = pins.length > 0 || (classB !== undefined && !classB.areas)
  if (candidates && from !== undefined && budget === undefined && isByGrids)
    refuse(
      'candidates',
      'with pins to grids of `from`, or its class B grids, a budget is needed: without one some are drawn afresh',
    )
}

type Refuse = (path: string, message: string) => void
