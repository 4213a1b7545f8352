import { coarseDivision, type Level, project, pushUp } from '../base/coarseDivision.ts'
import { type Connectivity, createConnectivity } from '../base/connectivity.ts'
import { createProblem, type Problem, widenBounds } from '../base/problem.ts'
import { type Run, within } from '../base/run.ts'
import { createState, cutOf, type State, totalViolation } from '../base/state.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { type AnnealOptions, anneal } from './anneal.ts'
import { bisectRecursively } from './bisect.ts'
import { coarsen } from './coarsen.ts'

// A coarse vertex weighs at most this many times what an average one does.
const HEAVIEST_COARSE_VERTEX = 3
const LEAST_COARSE_VERTICES = 60
// The starts on the coarsest graph have so many vertices in all. Six seeds, balanced, of gpmetis, with 0 / 2400 / 3600 /
// 5000: s20k 0.966 / 0.963 / 0.954 / 0.955 at 0.21 / 0.23 / 0.26 / 0.29 s; 15,000 cells by a river in 20 parts 1.011 /
// 0.953 / 0.954 / 0.954; in 12 parts 0.956 / 0.919 / 0.919 / 0.919 (2026-11).
const START_VERTICES = 3600

/** A run with what every phase of an attempt is given. */
export interface Attempt extends Run {
  /** divisions of the coarsest graph to choose from, at most */
  starts: number
  /** what a unit of violation costs, in edge weight, on every level */
  price: number
  /** what the compactness of a part counts for, in typical edges */
  shape: number
}

/**
 * One run of the multilevel scheme: coarsen, divide the coarsest graph (or take `start` there), then on every level from
 * coarse to fine project and anneal. Parts are connected and not empty; bounds may be missed by a little.
 */
export function divideOnce(
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
  let top: State
  if (start !== undefined) {
    top = createState(coarsest, startAtTop(start, levels))
    if (levels.length > 0) annealTop(top, attempt)
  } else top = divideCoarsest(coarsest, levels.length > 0, attempt)
  let { part } = top
  for (let depth = levels.length; depth > 0; depth--) {
    control.report('refine', 0.2 + (0.6 * (levels.length - depth)) / levels.length)
    if (depth < levels.length && !control.isStopped()) {
      const state = createState(problems[depth]!, part)
      const options = optionsFor(state, attempt, WARM, preset.coarseSweeps)
      anneal(state, createConnectivity(state.problem.graph), options, attempt)
      part = state.part
    }
    part = project(part, levels[depth - 1]!.coarseOf)
  }
  control.report('refine', 0.8)
  const state = createState(problem, part)
  const options = optionsFor(state, attempt, levels.length === 0 ? HOT : WARM, preset.finestSweeps)
  anneal(state, connectivity, options, attempt)
  return state
}

/**
 * The best of a few divisions of the coarsest graph, annealed where it is not the finest too. Small graphs of a few
 * parts get more: their starts differ by more, and cost next to nothing.
 */
function divideCoarsest(problem: Problem, isCoarse: boolean, attempt: Attempt): State {
  const { price, control } = attempt
  const starts = isCoarse
    ? Math.max(1, Math.min(attempt.starts, Math.floor(START_VERTICES / problem.graph.vertexCount)))
    : 1
  let best: State | undefined
  let bestCost = Infinity
  for (let count = 0; count < starts && !(best && control.isStopped()); count++) {
    const state = createState(problem, bisectRecursively(problem, within(attempt, 0.05, 0.2)))
    if (isCoarse) annealTop(state, attempt)
    const cost = starts === 1 ? 0 : cutOf(state) + price * totalViolation(state)
    if (best && cost >= bestCost) continue
    best = state
    bestCost = cost
  }
  return best!
}

function annealTop(state: State, attempt: Attempt): void {
  if (attempt.control.isStopped()) return
  const options = optionsFor(state, attempt, HOT, attempt.preset.coarseSweeps)
  anneal(state, createConnectivity(state.problem.graph), options, attempt)
}

/** Vertices merge only within a part of the start, fixed ones only with their like, and those set apart with none. */
function labelsOf({ graph, fixed, apartPairs }: Problem, start: Uint16Array | undefined): Int32Array | undefined {
  if (start === undefined && fixed === undefined && apartPairs === undefined) return undefined
  const labels = new Int32Array(graph.vertexCount)
  for (let v = 0; v < labels.length; v++) {
    const isFixed = fixed !== undefined && fixed[v] !== -1
    labels[v] = 2 * (start?.[v] ?? fixed?.[v] ?? 0) + (isFixed ? 1 : 0)
  }
  for (const v of apartPairs?.pairs ?? []) labels[v] = -1
  return labels
}

function startAtTop(start: Uint16Array, levels: readonly Level[]): Uint16Array {
  return levels.reduce((part, { coarseOf, graph }) => pushUp(part, coarseOf, graph.vertexCount), start.slice())
}

/** The problem on every level, the finest first. Coarse vertices are too heavy for the bounds, so these are widened. */
function coarseProblems(finest: Problem, levels: readonly Level[]): Problem[] {
  const problems = [finest]
  for (const level of levels) {
    const bounds = widenBounds(finest, finest.partCount / level.graph.vertexCount)
    problems.push(createProblem({ ...coarseDivision(problems.at(-1)!, level), ...bounds }))
  }
  return problems
}

// Temperatures in typical edges. Hotter is worse: from 4 (coarsest) and 1 the cut on s20k is 2 % longer (2026-11).
const HOT = 1
export const WARM = 0.4
export const COLD = 0.15
// With bounds nearly free at first, borders find short ways; at 0.1 the cut on s20k is 1 % longer, at 0.01 3 %.
const SOFTNESS = 0.03

export function optionsFor(state: State, { price, shape }: Attempt, hot: number, sweeps: number): AnnealOptions {
  const unit = typicalEdge(state.problem.graph)
  return { sweeps, hot: hot * unit, cold: COLD * unit, price, softness: SOFTNESS, shape: shape * unit }
}
