import { sumByGroup } from '../graph/contract.ts'
import type { Graph } from '../graph/graph.ts'
import { type AnnealOptions, anneal } from './anneal.ts'
import { bisectRecursively } from './bisect.ts'
import { coarsen, type Level, pushUp } from './coarsen.ts'
import { type Connectivity, createConnectivity } from './connectivity.ts'
import { type Control, within } from './control.ts'
import type { Division } from './division.ts'
import { coarsenPairs, createFoes } from './foes.ts'
import type { Preset } from './presets.ts'
import { createProblem, interleave, type Problem, prioritize, widenBounds } from './problem.ts'
import type { Random } from './random.ts'
import { recombine } from './recombine.ts'
import { createState, cutOf, firstViolation, restore, type State, totalViolation } from './state.ts'

// What a part's weight out of bounds is worth in average edges, at least; more where parts have more vertices, so that
// a single vertex does not come for nothing (two parts of 60,000 vertices ran out of balance at 300: cut 74 → 900).
const LEAST_PRICE = 300
// Violations of later weights alone above this, in all, are held a conflict that more attempts will not close.
const CLOSE_ENOUGH_TO_REPAIR = 0.1

/**
 * Divides one connected graph into connected parts by the multilevel scheme: coarsen, divide the coarsest graph, then on
 * every level from coarse to fine project and anneal; on the finest, repair what is still out of bounds. A division to
 * start from takes the place of the coarsest one. Small graphs get several attempts from derived seeds, and any graph
 * gets more while its first weight, or a bound that is nearly met, is missed. Keeps the best by the first weight's
 * violation, then by cut + price · violation. Once the control is stopped, the best so far comes back at once; parts are
 * connected and not empty at every moment.
 */
export function divide(division: Division, preset: Preset, random: Random, control: Control): Uint16Array {
  const { graph, partCount } = division
  if (partCount === 1) return new Uint16Array(graph.vertexCount)
  const problem = createProblem(division)
  const price = Math.max(LEAST_PRICE, graph.vertexCount / partCount) * averageEdgeWeight(graph)
  const wanted = attemptsFor(graph, 1, preset.attemptVertices, 30)
  const allowed = attemptsFor(graph, preset.maxAttempts, 2 * preset.attemptVertices, 60)
  const connectivity = createConnectivity(graph)
  const attempt = { preset, price, shape: shapeOf(division.compactness) }
  let idle = 0
  let best: { state: State; first: number; violation: number; cost: number } | undefined
  for (let count = 0; count < allowed; count++) {
    if (best) {
      const isSettled = best.violation === 0 || isConflict(best.first, best.violation)
      if (control.isStopped() || (isSettled ? count >= wanted : idle >= preset.idleAttempts)) break
    }
    const span = within(control, count / allowed, (count + 1) / allowed)
    // Weights that pull apart too far for the first to hold: from here on it comes first all the way.
    const isTorn = problem.weightCount > 1 && best !== undefined && best.first > 0
    const state = divideOnce(isTorn ? prioritize(problem) : problem, division.start, connectivity, {
      ...attempt,
      random: random.fork(),
      control: span,
    })
    const first = firstViolation(state)
    const violation = totalViolation({ ...state, problem })
    const cost = cutOf(state) + price * violation
    if (!best || first < best.first || (first === best.first && cost < best.cost)) {
      best = { state, first, violation, cost }
      idle = 0
    } else idle++
  }
  return best!.state.part
}

function attemptsFor(graph: Graph, least: number, vertexBudget: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(vertexBudget / graph.vertexCount)))
}

function isConflict(first: number, violation: number): boolean {
  return first === 0 && violation > CLOSE_ENOUGH_TO_REPAIR
}

// In average edges, at the compact end of the dial. Up to the middle the cut alone does best: at 20 the mean
// Polsby–Popper on s20k rises from 0.560 to 0.571 for 2 % more cut, at 150 both are worse (2026-11).
const STRONGEST_SHAPE = 20

function shapeOf(compactness: number): number {
  return Math.max(0, 2 * compactness - 1) * STRONGEST_SHAPE
}

// A coarse vertex weighs at most this many times what an average one does.
const HEAVIEST_COARSE_VERTEX = 3
const LEAST_COARSE_VERTICES = 60

/** What every phase of an attempt is given. */
interface Attempt {
  preset: Preset
  /** what a unit of violation costs, in edge weight, on every level */
  price: number
  /** what the compactness of a part counts for, in average edges */
  shape: number
  random: Random
  control: Control
}

function divideOnce(
  problem: Problem,
  start: Uint16Array | undefined,
  connectivity: Connectivity,
  attempt: Attempt,
): State {
  const { preset, random, control } = attempt
  const { graph, partCount, scale } = problem
  const targetCount = Math.max(preset.verticesPerPart * partCount, LEAST_COARSE_VERTICES)
  const limit = HEAVIEST_COARSE_VERTEX / preset.verticesPerPart
  control.report('coarsen', 0)
  const levels = coarsen(
    graph,
    {
      targetCount,
      maxWeights: scale.map((one) => limit / one),
      maxSize: (HEAVIEST_COARSE_VERTEX * graph.vertexCount) / targetCount,
      labels: labelsOf(problem, start),
    },
    random,
  )
  const problems = coarseProblems(problem, levels)
  const coarsest = problems.at(-1)!
  let part =
    start === undefined
      ? bisectRecursively(coarsest, preset, random, within(control, 0.05, 0.2))
      : startAtTop(start, levels)
  for (let depth = levels.length; depth > 0; depth--) {
    control.report('refine', 0.2 + (0.6 * (levels.length - depth)) / levels.length)
    const state = createState(problems[depth]!, part)
    const options = optionsFor(state, attempt, depth === levels.length ? HOT : WARM, preset.coarseSweeps)
    if (!control.isStopped()) anneal(state, createConnectivity(state.problem.graph), options, random, control)
    part = project(state.part, levels[depth - 1]!.coarseOf)
  }
  control.report('refine', 0.8)
  const state = createState(problem, part)
  const options = optionsFor(state, attempt, levels.length === 0 ? HOT : WARM, preset.finestSweeps)
  anneal(state, connectivity, options, random, control)
  control.report('repair', 0.95)
  repair(state, connectivity, attempt)
  return state
}

/** Vertices merge only within a part of the start, fixed ones only with their like, and those set apart with none. */
function labelsOf({ graph, fixed, foes }: Problem, start: Uint16Array | undefined): Int32Array | undefined {
  if (start === undefined && fixed === undefined && foes === undefined) return undefined
  const labels = new Int32Array(graph.vertexCount)
  for (let v = 0; v < labels.length; v++) {
    const isFixed = fixed !== undefined && fixed[v] !== -1
    labels[v] = 2 * (start?.[v] ?? fixed?.[v] ?? 0) + (isFixed ? 1 : 0)
  }
  for (const v of foes?.pairs ?? []) labels[v] = -1
  return labels
}

function startAtTop(start: Uint16Array, levels: readonly Level[]): Uint16Array {
  return levels.reduce((part, { coarseOf, graph }) => pushUp(part, coarseOf, graph.vertexCount), start.slice())
}

/** The problem on every level, the finest first. Coarse vertices are too heavy for the bounds, so these are widened. */
function coarseProblems(finest: Problem, levels: readonly Level[]): Problem[] {
  const problems = [finest]
  for (const { graph, coarseOf } of levels) {
    const finer = problems.at(-1)!
    const count = graph.vertexCount
    problems.push({
      ...finest,
      ...widenBounds(finest, finest.partCount / count),
      graph,
      weights: interleave(graph),
      fixed: finer.fixed && pushUp(finer.fixed, coarseOf, count),
      foes: finer.foes && createFoes(coarsenPairs(finer.foes.pairs, coarseOf), count),
      areas: sumByGroup(finer.areas, coarseOf, count),
      outlines: sumByGroup(finer.outlines, coarseOf, count),
    })
  }
  return problems
}

// Temperatures in average edges. Hotter is worse: from 4 (coarsest) and 1 the cut on s20k is 2 % longer (2026-11).
const HOT = 1
const WARM = 0.4
const COLD = 0.15
// With bounds nearly free at first, borders find short ways; at 0.1 the cut on s20k is 1 % longer, at 0.01 3 %.
const SOFTNESS = 0.03

function optionsFor(state: State, { price, shape }: Attempt, hot: number, sweeps: number): AnnealOptions {
  const unit = averageEdgeWeight(state.problem.graph)
  return { sweeps, hot: hot * unit, cold: COLD * unit, price, softness: SOFTNESS, shape: shape * unit }
}

// A cold end at a price no cut is worth: closes what little is left for next to no edges.
const SETTLING = { sweeps: 60, hot: 2 * COLD, strictness: 1000, softness: 0.01 }
// What the price is multiplied by from one round of repair to the next.
const LADDER = 4
const LADDER_SOFTNESS = 0.1
// Every so many rounds pairs of parts are split anew instead; sooner where vertices are few and so heavy.
const RESCUE_ROUND = 4
const FEW_VERTICES_PER_PART = 100
const RESCUE = { pairs: 40, trees: 20 }
// A round of repair that leaves more than this of the violation has brought nothing.
const LEAST_REPAIR = 0.98

/** Brings the parts within their bounds. Where bounds conflict, the first weight is put above the others at last. */
function repair(state: State, connectivity: Connectivity, attempt: Attempt): void {
  repairUntil(state, connectivity, attempt, totalViolation)
  if (state.problem.weightCount === 1 || firstViolation(state) === 0 || attempt.control.isStopped()) return
  const strict = createState(prioritize(state.problem), state.part.slice())
  repairUntil(strict, connectivity, attempt, firstViolation)
  restore(state, strict.part)
}

/**
 * Settles at once if little is missing, else anneals again at rising prices and splits pairs of parts anew, until
 * nothing is left by `measure` or rounds bring nothing. Leaves the best by `measure`.
 */
function repairUntil(
  state: State,
  connectivity: Connectivity,
  attempt: Attempt,
  measure: (state: State) => number,
): void {
  const { preset, random, control } = attempt
  const { graph, partCount, fixed, foes } = state.problem
  const unit = averageEdgeWeight(graph)
  // Splitting anew would tear fixed vertices and foes from where they must be.
  const mayRescue = fixed === undefined && foes === undefined
  const rescueRound = graph.vertexCount < FEW_VERTICES_PER_PART * partCount ? 2 : RESCUE_ROUND
  let best = measure(state)
  let bestPart = state.part.slice()
  let idle = 0
  let price = attempt.price
  for (let round = 0; best > 0 && idle < preset.idleRepairs && !control.isStopped(); round++) {
    if (mayRescue && round % rescueRound === rescueRound - 1) recombine(state, RESCUE, random, control)
    else if (round > 0) {
      price *= LADDER
      const options = optionsFor(state, { ...attempt, price }, WARM, preset.finestSweeps)
      anneal(state, connectivity, { ...options, softness: LADDER_SOFTNESS }, random, control)
    }
    settle(state, connectivity, attempt, unit)
    const violation = measure(state)
    idle = violation < best * LEAST_REPAIR ? 0 : idle + 1
    if (violation >= best) continue
    best = violation
    bestPart = state.part.slice()
  }
  restore(state, bestPart)
}

function settle(state: State, connectivity: Connectivity, { price, random, control }: Attempt, unit: number): void {
  const { sweeps, hot, strictness, softness } = SETTLING
  const options = { sweeps, hot: hot * unit, cold: COLD * unit, price: price * strictness, softness, shape: 0 }
  anneal(state, connectivity, options, random, control)
}

function project(coarse: Uint16Array, coarseOf: Uint32Array): Uint16Array {
  const part = new Uint16Array(coarseOf.length)
  for (let v = 0; v < part.length; v++) part[v] = coarse[coarseOf[v]!]!
  return part
}

function averageEdgeWeight({ edgeWeights }: Graph): number {
  return edgeWeights.reduce((sum, weight) => sum + weight, 0) / edgeWeights.length
}
