import type { Division } from './division.ts'
import { leadingWeight, type Penalty, type Problem } from './problem.ts'

// Sums of fractional weights drift by this much at most; whole numbers do not.
const ROUNDING = 1e-11

/** A division in progress: the part of each vertex, and the sums that follow from it. */
export interface State {
  readonly problem: Problem
  readonly part: Uint16Array
  /** entry part · weightCount + c */
  readonly partWeights: Float64Array
  readonly partSizes: Int32Array
}

/** Adopts `part` (it is changed in place by moves) and sums it up. O(vertices). */
export function createState(problem: Problem, part: Uint16Array): State {
  const { partCount, weightCount, weights, graph } = problem
  const partWeights = new Float64Array(partCount * weightCount)
  const partSizes = new Int32Array(partCount)
  for (let v = 0; v < graph.vertexCount; v++) {
    const p = part[v]!
    partSizes[p]!++
    for (let c = 0; c < weightCount; c++) partWeights[p * weightCount + c]! += weights[v * weightCount + c]!
  }
  return { problem, part, partWeights, partSizes }
}

/** Sums up anew: takes the rounding of many moves out of fractional weights. O(vertices). */
export function refreshSums(state: State): void {
  const { partWeights, partSizes } = createState(state.problem, state.part)
  state.partWeights.set(partWeights)
  state.partSizes.set(partSizes)
}

export function moveVertex(state: State, v: number, to: number): void {
  const { weightCount, weights } = state.problem
  const from = state.part[v]!
  for (let c = 0; c < weightCount; c++) {
    const weight = weights[v * weightCount + c]!
    state.partWeights[from * weightCount + c]! -= weight
    state.partWeights[to * weightCount + c]! += weight
  }
  state.partSizes[from]!--
  state.partSizes[to]!++
  state.part[v] = to
}

/** Moves every vertex back to where `part` has it. */
export function restore(state: State, part: Uint16Array): void {
  for (let v = 0; v < part.length; v++) if (state.part[v] !== part[v]) moveVertex(state, v, part[v]!)
}

/** How far `weight` of weight c is out of the bounds of part · weightCount + c = `at`, widened by `slack`, in average parts. */
export function overflowOf(
  { lower, upper, scale }: Division,
  at: number,
  c: number,
  weight: number,
  slack = 0,
): number {
  const over = scale[c]! * Math.max(weight - upper[at]!, lower[at]! - weight) - slack
  return over > ROUNDING ? over : 0
}

/** What an overflow counts for. */
export function penaltyOf({ least, steepness }: Penalty, overflow: number): number {
  return overflow > 0 ? least + overflow * (1 + steepness * overflow) : 0
}

/** The violation of a part with the weights of v added (sign 1) or taken away (sign -1): what its overflows count for, by importance. */
export function violationWith({ problem, partWeights }: State, part: number, v: number, sign: number): number {
  const { weightCount, weights, lower, upper, scale, importance, penalty } = problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    const weight = partWeights[at]! + sign * weights[v * weightCount + c]!
    const out = weight > upper[at]! ? weight - upper[at]! : lower[at]! - weight
    if (out <= 0) continue
    const over = scale[c]! * out
    if (over > ROUNDING) violation += importance[c]! * penaltyOf(penalty, over)
  }
  return violation
}

export function partViolation(state: State, part: number): number {
  return violationWith(state, part, 0, 0)
}

export function totalViolation(state: State): number {
  let violation = 0
  for (let part = 0; part < state.problem.partCount; part++) violation += partViolation(state, part)
  return violation
}

/** The total weight of edges between parts. */
export function cutOf(state: State): number {
  const { vertexCount, offsets, neighbors, edgeWeights } = state.problem.graph
  let cut = 0
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u > v && state.part[u] !== state.part[v]) cut += edgeWeights[e]!
    }
  }
  return cut
}

/** As `partViolation`, of the hard weights alone. */
function hardPartViolation({ problem, partWeights }: State, p: number): number {
  const { weightCount, importance, isHard, penalty } = problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    if (isHard[c] === 0) continue
    violation +=
      importance[c]! *
      penaltyOf(penalty, overflowOf(problem, p * weightCount + c, c, partWeights[p * weightCount + c]!))
  }
  return violation
}

/** As `totalViolation`, of the hard weights alone. */
export function hardViolation(state: State): number {
  let violation = 0
  for (let part = 0; part < state.problem.partCount; part++) violation += hardPartViolation(state, part)
  return violation
}

/** The parts out of their bounds of a hard weight. */
export function violatedParts(state: State): number[] {
  const violated: number[] = []
  for (let p = 0; p < state.problem.partCount; p++) if (hardPartViolation(state, p) > 0) violated.push(p)
  return violated
}

/** How far the parts are out of their bounds of the first hard weight, in parts. */
export function leadingViolation({ problem, partWeights }: State): number {
  const c = leadingWeight(problem)
  let violation = 0
  for (let p = 0; p < problem.partCount; p++) {
    const at = p * problem.weightCount + c
    violation += overflowOf(problem, at, c, partWeights[at]!)
  }
  return violation
}

/** The violation of two parts that share `totals`, if p held the sums at `at` and q the rest. */
export function pairViolationOf(
  problem: Problem,
  p: number,
  q: number,
  sums: Float64Array,
  at: number,
  totals: Float64Array,
): number {
  const { weightCount, importance, penalty } = problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const ofP = penaltyOf(penalty, overflowOf(problem, p * weightCount + c, c, sums[at + c]!))
    const ofQ = penaltyOf(penalty, overflowOf(problem, q * weightCount + c, c, totals[c]! - sums[at + c]!))
    violation += importance[c]! * (ofP + ofQ)
  }
  return violation
}
