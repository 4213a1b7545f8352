import { followCurrent } from './followCurrent.ts'
import type { Graph } from './graph/graph.ts'
import { isWithin } from './metrics/base/isWithin.ts'
import type { SolveOptions, SolveResult } from './rules/ask/options.ts'
import { partToday } from './rules/ask/plannerRules.ts'
import { meanPolsbyPopper } from './rules/ask/shapes.ts'
import { solve } from './solve.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** A plan and the figures planners weigh against one another. */
export interface FrontierPoint {
  compactness: number
  /** what all tolerances asked for were multiplied by */
  toleranceFactor: number
  /** one a weight that was balanced: the largest deviation from a target, either way */
  deviations: number[]
  /** every bound of the options is met, whatever this point's tolerances were */
  withinTolerance: boolean
  cut: number
  /** of parts as hexagonal cells, or by `rules.areas` and `rules.outlines` */
  meanPolsbyPopper: number
  /** with a current plan: the share of the first weight that changes its part */
  movedShare?: number
  /** another point has no larger deviation and is as compact, and better in one of the two */
  isDominated: boolean
}

export interface Candidate {
  plan: Solved
  point: FrontierPoint
}

export type CandidatesResult =
  | {
      ok: true
      /** the smallest worst deviation */
      balanced: Candidate
      /** the most compact of those within the tolerances, or of all where none is */
      compact: Candidate
      /** nearest to the current plan, where there is one */
      leastChange?: Candidate
      /** every plan tried, by rising deviation */
      frontier: FrontierPoint[]
      stopped: boolean
    }
  | Extract<SolveResult, { ok: false }>

// From balance to short borders at the tolerances asked for, then what looser ones would bring.
const TRIED: readonly { compactness: number; toleranceFactor: number }[] = [
  { compactness: 0.5, toleranceFactor: 1 },
  { compactness: 0, toleranceFactor: 1 },
  { compactness: 1, toleranceFactor: 1 },
  { compactness: 0.25, toleranceFactor: 1 },
  { compactness: 0.75, toleranceFactor: 1 },
  { compactness: 1, toleranceFactor: 2 },
  { compactness: 1, toleranceFactor: 4 },
]

/**
 * Three plans to choose from, and the frontier between balance and compactness they come from. With a current plan and
 * a budget all keep to it; without a budget only `leastChange` stays near, the others are drawn afresh and numbered
 * after the parts they take most from. Refused as `solve` would be. Costs seven to eight times what `solve` does.
 */
export function candidates(graph: Graph, options: SolveOptions): CandidatesResult {
  const { rules = {} } = options
  const { current } = rules
  const isLoose = current !== undefined && current.budget === undefined && !current.locked?.length
  const { current: _, ...rulesAfresh } = rules
  const total = TRIED.length + (isLoose ? 1 : 0)
  const found: Candidate[] = []
  let stopped = false
  const run = (rulesOfRun: SolveOptions['rules'], compactness: number, toleranceFactor: number, turn: number) =>
    solve(graph, {
      ...options,
      rules: rulesOfRun ?? {},
      compactness,
      tolerances: options.tolerances.map((tolerance) => tolerance * toleranceFactor),
      onProgress: ({ stage, fraction }) => options.onProgress?.({ stage, fraction: (turn + fraction) / total }),
    })
  const record = (plan: Solved, compactness: number, toleranceFactor: number): Candidate => {
    stopped ||= plan.stopped
    const candidate = { plan, point: pointOf(graph, options, plan, compactness, toleranceFactor) }
    found.push(candidate)
    return candidate
  }
  let leastChange: Candidate | undefined
  if (isLoose) {
    const plan = run(rules, options.compactness ?? 0.5, 1, 0)
    if (!plan.ok) return plan
    leastChange = record(plan, options.compactness ?? 0.5, 1)
  }
  for (const [turn, { compactness, toleranceFactor }] of TRIED.entries()) {
    if (stopped && found.length > 0) break
    const plan = run(isLoose ? rulesAfresh : rules, compactness, toleranceFactor, turn + total - TRIED.length)
    // Looser tolerances refuse nothing that the first run did not, but a cancelled run ends here.
    if (!plan.ok) return plan
    if (isLoose && !rules.pins && !rules.targets?.parts) followCurrent(graph, plan, current.parts)
    record(plan, compactness, toleranceFactor)
  }
  const points = found.map(({ point }) => point)
  for (const point of points) point.isDominated = points.some((other) => dominates(other, point))
  const within = found.filter(({ point }) => point.withinTolerance)
  const byMovement = found.filter(({ point }) => point.movedShare !== undefined)
  leastChange ??= best(byMovement, ({ point }) => point.movedShare!)
  return {
    ok: true,
    balanced: best(found, ({ point }) => worst(point))!,
    compact: best(within.length > 0 ? within : found, ({ point }) => -point.meanPolsbyPopper)!,
    ...(leastChange && { leastChange }),
    frontier: points.toSorted((a, b) => worst(a) - worst(b)),
    stopped,
  }
}

function pointOf(
  graph: Graph,
  { tolerances, rules, parts: asked }: SolveOptions,
  plan: Solved,
  compactness: number,
  toleranceFactor: number,
): FrontierPoint {
  const isKept = plan.deviations.every((deviation, c) => isWithin(deviation, tolerances[c] ?? Infinity))
  const moved = rules?.current && movedShare(graph, plan, rules.current.parts)
  return {
    compactness,
    toleranceFactor,
    deviations: plan.deviations,
    withinTolerance: typeof asked === 'number' ? isKept : plan.withinTolerance && toleranceFactor === 1,
    cut: plan.cut,
    meanPolsbyPopper: meanPolsbyPopper(graph, plan.parts, plan.partCount, rules?.areas, rules?.outlines),
    ...(moved !== undefined && { movedShare: moved }),
    isDominated: false,
  }
}

/** As the plan counts it, or under its numbers where it was drawn afresh. */
function movedShare(graph: Graph, plan: Solved, today: ArrayLike<number>): number {
  if (plan.movedShare !== undefined) return plan.movedShare
  const [weights] = graph.vertexWeights
  let moved = 0
  let total = 0
  for (const [v, part] of plan.parts.entries()) {
    const weight = Math.max(0, weights?.[v] ?? 1)
    total += weight
    const before = partToday(today[v]!)
    if (before !== -1 && before !== part) moved += weight
  }
  return total > 0 ? moved / total : 0
}

function worst({ deviations }: FrontierPoint): number {
  return Math.max(...deviations)
}

function dominates(a: FrontierPoint, b: FrontierPoint): boolean {
  const isAsGood = worst(a) <= worst(b) && a.meanPolsbyPopper >= b.meanPolsbyPopper
  return isAsGood && (worst(a) < worst(b) || a.meanPolsbyPopper > b.meanPolsbyPopper)
}

/** The first of the least. */
function best<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((least, item) => (!least || cost(item) < cost(least) ? item : least), undefined)
}
