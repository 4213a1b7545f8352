import { type SolveOptions, type SolveResult, solve } from '../../partition/index.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import { type RuleName, ruleNames } from '../contract/ruleNames.ts'
import { solveWithMains } from './mainGrids.ts'
import type { PlanInput } from './planInput.ts'
import { type SolveSetup, setUpSolve } from './solveSetup.ts'
import { withOwnGrids } from './withOwnGrids.ts'

/** What of a division is compared. */
export interface CostOf {
  /** of each cell, in any numbering */
  readonly parts: ArrayLike<number>
  /** one a weight: how far the worst grid is off its target, as a fraction */
  readonly deviations: readonly number[]
  readonly movedShare?: number | undefined
}

export interface CostControl {
  readonly isCancelled: () => boolean
  readonly now: () => number
  readonly onProgress: (fraction: number) => void
}

type RuleCost = Extract<PlanNote, { code: 'rule-cost' }>

/** For all runs together; more where the plan itself took longer. */
const leastBudgetMs = 60_000
const budgetFactor = 3

/** What a rule is told by that changes nothing. */
const usual: Partial<Record<RuleName, unknown>> = {
  districts: 'ignore',
  subdistricts: 'ignore',
  links: 'automatic',
}
/** What the input carries for a rule beside the request. */
const textsOf: Partial<Record<RuleName, readonly (keyof PlanInput)[]>> = {
  keepWhole: ['unitsText'],
  barriers: ['barriersText'],
  subdistricts: ['subdistrictsText'],
  outletCentres: ['outletsText'],
  keyAccounts: ['keySitesText'],
  listedAccounts: ['listedSitesText', 'listedRowsText'],
}

/**
 * What each rule of a plan costs: the plan against one by the same seed without that rule, all others as they are. Runs that no time is left
 * for are told as such; one that the time ran out in is told with the best found. As long as a solve for each rule.
 */
export function ruleCosts(
  input: PlanInput,
  made: CostOf,
  { solveMs, ...control }: CostControl & { readonly solveMs: number },
): RuleCost[] {
  const on = ruleNames.filter((rule) => isOn(input.request, rule))
  const end = control.now() + Math.max(leastBudgetMs, budgetFactor * solveMs)
  const costs: RuleCost[] = []
  for (const [turn, rule] of on.entries()) {
    control.onProgress(turn / on.length)
    if (control.isCancelled()) break
    if (control.now() >= end) {
      costs.push({ code: 'rule-cost', rule, without: 'no-time' })
      continue
    }
    const other = withoutRule(input, rule)
    const setup = setUpSolve(other)
    const limit = input.request.timeLimitSeconds
    const last = limit === undefined ? end : Math.min(end, control.now() + 1000 * limit)
    const solved =
      'refusal' in setup
        ? undefined
        : solveAsked(other, setup, {
            ...setup.options,
            isCancelled: control.isCancelled,
            shouldStop: () => control.now() >= last,
          })
    costs.push(
      solved?.ok
        ? { code: 'rule-cost', rule, ...difference(input, made, solved), ...(solved.stopped && { stopped: true }) }
        : { code: 'rule-cost', rule, without: 'refused' },
    )
  }
  return costs
}

function solveAsked({ request }: PlanInput, setup: SolveSetup, options: SolveOptions): SolveResult {
  const { mainGrids, grids } = request
  const solved =
    typeof mainGrids === 'object'
      ? solveWithMains(setup, options, { mains: mainGrids.count, grids: grids! })
      : solve(setup.rest?.graph ?? setup.graph, options)
  return solved.ok ? withOwnGrids('sub' in solved ? solved.sub : solved, setup) : solved
}

function isOn(request: PartitionRequest, rule: RuleName): boolean {
  return request[rule] !== undefined && request[rule] !== usual[rule]
}

function withoutRule(input: PlanInput, rule: RuleName): PlanInput {
  const { [rule]: _, ...request } = input.request
  const texts = textsOf[rule] ?? []
  return { ...input, request, ...Object.fromEntries(texts.map((text) => [text, undefined])) }
}

function difference({ neighbors }: PlanInput, made: CostOf, other: CostOf) {
  const [own, without] = [made, other].map(({ parts }) => borderOf(neighbors, parts)) as [number, number]
  const worst = ({ deviations }: CostOf) => Math.max(0, ...deviations)
  return {
    border: without > 0 ? own / without - 1 : 0,
    balance: worst(made) - worst(other),
    ...(made.movedShare !== undefined &&
      other.movedShare !== undefined && { moved: made.movedShare - other.movedShare }),
  }
}

/** Pairs of neighbouring cells in different grids, those beyond barriers among them: what borders are long. */
function borderOf(neighbors: Int32Array, parts: ArrayLike<number>): number {
  let pairs = 0
  for (const [at, other] of neighbors.entries()) {
    const cell = Math.floor(at / 6)
    if (other > cell && parts[cell] !== parts[other]) pairs++
  }
  return pairs
}
