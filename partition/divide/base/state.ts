import { leadingWeight, type Problem } from './problem.ts'

const QUADRATIC_PENALTY = 5
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

/** How far a part is out of its bounds: scaled overflow of each weight times its importance; 0 is within. */
export function partViolation(state: State, part: number): number {
  const { weightCount, lower, upper, scale, importance } = state.problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    violation += importance[c]! * penalty(scale[c]! * overflow(state.partWeights[at]!, lower[at]!, upper[at]!))
  }
  return violation
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

function overflow(weight: number, lower: number, upper: number): number {
  if (weight > upper) return weight - upper
  return weight < lower ? lower - weight : 0
}

/**
 * What a scaled overflow counts for. Linear, so that small ones still push; and a quadratic part, so that the worst parts
 * come first and excess spreads towards room. No fixed part: "barely out" must not be a wall, or two weights cannot pass
 * through parts that are full (at 0.01 Taipei at res 10 stays at 17 % instead of 12 %; 2026-11).
 */
export function penalty(overflow: number): number {
  return overflow > ROUNDING ? overflow * (1 + QUADRATIC_PENALTY * overflow) : 0
}

/** As `partViolation`, of the hard weights alone. */
export function hardPartViolation(state: State, part: number): number {
  const { weightCount, lower, upper, scale, importance, isHard } = state.problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    if (isHard[c] === 0) continue
    violation += importance[c]! * penalty(scale[c]! * overflow(state.partWeights[at]!, lower[at]!, upper[at]!))
  }
  return violation
}

/** As `totalViolation`, of the hard weights alone. */
export function hardViolation(state: State): number {
  let violation = 0
  for (let part = 0; part < state.problem.partCount; part++) violation += hardPartViolation(state, part)
  return violation
}

/** How far the parts are out of their bounds of the first hard weight, in parts. */
export function leadingViolation(state: State): number {
  const { partCount, weightCount, lower, upper, scale } = state.problem
  const c = leadingWeight(state.problem)
  let violation = 0
  for (let part = 0; part < partCount; part++) {
    const at = part * weightCount + c
    const over = scale[c]! * overflow(state.partWeights[at]!, lower[at]!, upper[at]!)
    if (over > ROUNDING) violation += over
  }
  return violation
}

/** The violation of two parts that share `totals`, if p held the sums at `at` and q the rest. */
export function pairViolationOf(
  state: State,
  p: number,
  q: number,
  sums: Float64Array,
  at: number,
  totals: Float64Array,
): number {
  const { weightCount, lower, upper, scale, importance } = state.problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const weight = sums[at + c]!
    const ofP = p * weightCount + c
    const ofQ = q * weightCount + c
    violation +=
      importance[c]! *
      (penalty(scale[c]! * overflow(weight, lower[ofP]!, upper[ofP]!)) +
        penalty(scale[c]! * overflow(totals[c]! - weight, lower[ofQ]!, upper[ofQ]!)))
  }
  return violation
}
