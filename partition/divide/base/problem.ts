import type { Graph } from '../../graph/graph.ts'
import { type ApartPairs, createApartPairs } from './apartPairs.ts'
import type { Division } from './division.ts'

/** What being out of bounds by some average parts counts for: least + overflow · (1 + steepness · overflow), 0 within. */
export interface Penalty {
  readonly least: number
  readonly steepness: number
}

/** A division with what the phases of a search read in every move. */
export interface Problem extends Division {
  readonly weightCount: number
  /** vertex weights in rows: entry vertex · weightCount + c */
  readonly weights: Float64Array
  /** 1 for the weights of the greatest importance: their bounds are to be met, those of the others weighed */
  readonly isHard: Uint8Array
  readonly penalty: Penalty
  /** a part must keep this many vertices, so that it can be divided further */
  readonly minimumSizes: Int32Array
  /** by `apart` */
  readonly apartPairs: ApartPairs | undefined
  readonly areas: Float64Array
  readonly outlines: Float64Array
}

/**
 * Linear, so that small overflows still push; and a quadratic part, so that the worst parts come first and excess spreads towards
 * room. No fixed part: "barely out" must not be a wall, or two weights cannot pass through parts that are full (at 0.01 Taipei at
 * res 10 stays at 17 % instead of 12 %; 2026-11).
 */
const QUADRATIC: Penalty = { least: 0, steepness: 5 }

/**
 * The problem of dividing as `division` says, on its own graph. All properties are named here, in one order, however the division
 * was made: the same shape for all keeps what is read in every move fast.
 */
export function createProblem(division: Division, penalty = QUADRATIC): Problem {
  const { graph, partCount, lower, upper, scale, importance, fixed, apart, start, areas, outlines, compactness } =
    division
  const greatest = importance.reduce((a, b) => Math.max(a, b), 0)
  return {
    graph,
    partCount,
    lower,
    upper,
    scale,
    importance,
    fixed,
    apart,
    start,
    areas: areas ?? new Float64Array(graph.vertexCount).fill(1),
    outlines: outlines ?? new Float64Array(graph.vertexCount),
    compactness,
    weightCount: graph.vertexWeights.length,
    weights: interleave(graph),
    isHard: Uint8Array.from(importance, (one) => (one === greatest ? 1 : 0)),
    penalty,
    minimumSizes: new Int32Array(partCount).fill(1),
    apartPairs: createApartPairs(apart, graph.vertexCount),
  }
}

/** The bounds of parts in rows, loosened by `slack` of an average part on both sides. */
export function widenBounds({ lower, upper, scale }: Division, slack: number) {
  const weightCount = scale.length
  return {
    lower: lower.map((bound, at) => bound - slack / scale[at % weightCount]!),
    upper: upper.map((bound, at) => bound + slack / scale[at % weightCount]!),
  }
}

function interleave(graph: Graph): Float64Array {
  const count = graph.vertexWeights.length
  const weights = new Float64Array(graph.vertexCount * count)
  for (const [c, column] of graph.vertexWeights.entries()) {
    for (let v = 0; v < graph.vertexCount; v++) weights[v * count + c] = column[v]!
  }
  return weights
}

// High enough that the first weight is met at any price: at 16 ±5 % of households slipped to ±7 % on Taipei.
const FIRST_WEIGHT_IMPORTANCE = 200

/** The same problem with the first hard weight alone hard and far above all others, so that its bounds are met at their expense. */
export function prioritize(problem: Problem): Problem {
  const leading = leadingWeight(problem)
  const importance = problem.importance.slice()
  importance[leading]! *= FIRST_WEIGHT_IMPORTANCE
  return { ...problem, importance, isHard: problem.isHard.map((_, c) => (c === leading ? 1 : 0)) }
}

/** The same problem with the hard weights but the first made soft: what is left to ask where not all bounds can be met. */
export function yieldToFirst(problem: Problem, softImportance: number): Problem {
  const leading = leadingWeight(problem)
  const importance = problem.importance.slice()
  for (let c = 0; c < problem.weightCount; c++)
    if (problem.isHard[c] === 1 && c !== leading) importance[c]! *= softImportance
  return { ...problem, importance, isHard: problem.isHard.map((_, c) => (c === leading ? 1 : 0)) }
}

/** The first of the hard weights, which holds where not all can. */
export function leadingWeight({ isHard }: Problem): number {
  return isHard.indexOf(1)
}

export function hardCount({ isHard }: Problem): number {
  return isHard.reduce((sum, one) => sum + one, 0)
}

export function hasSoft(problem: Problem): boolean {
  return hardCount(problem) < problem.weightCount
}
