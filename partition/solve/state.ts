import type { Problem } from './problem.ts'

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

/** How far a part is out of its bounds: scaled overflow of each weight times its importance; 0 is within. */
export function partViolation(state: State, part: number): number {
  const { weightCount, lower, upper, scale, importance } = state.problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    violation += importance[c]! * scale[c]! * overflow(state.partWeights[at]!, lower[at]!, upper[at]!)
  }
  return violation
}

/** The part's violation with the weights of v added (sign 1) or taken away (sign -1). */
export function partViolationWith(state: State, part: number, v: number, sign: number): number {
  const { weightCount, lower, upper, scale, importance, weights } = state.problem
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    const weight = state.partWeights[at]! + sign * weights[v * weightCount + c]!
    violation += importance[c]! * scale[c]! * overflow(weight, lower[at]!, upper[at]!)
  }
  return violation
}

/** The change of the total violation if v moved to another part. */
export function violationChange(state: State, v: number, to: number): number {
  const from = state.part[v]!
  return (
    partViolationWith(state, from, v, -1) -
    partViolation(state, from) +
    partViolationWith(state, to, v, 1) -
    partViolation(state, to)
  )
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

export function overflow(weight: number, lower: number, upper: number): number {
  if (weight > upper) return weight - upper
  return weight < lower ? lower - weight : 0
}
