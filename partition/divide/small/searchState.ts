import { sumOf } from '../../graph/sums.ts'
import type { Division } from '../base/division.ts'
import { createFoes, type Foes } from '../base/foes.ts'
import { interleave } from '../base/problem.ts'

/**
 * A division under search, with its sums. Lighter than the state of the multilevel phases: violation is linear, so that
 * a vertex too many can be paid for by the next move.
 *
 * partWeights: entry part · weightCount + c; weights: entry vertex · weightCount + c.
 * Invariants between moves: every part is connected and not empty, `fixed` and `apart` hold if they held at first, and
 * all sums equal a recount (whole-number weights exactly).
 */
export interface SearchState {
  readonly division: Division
  readonly weightCount: number
  readonly weights: Float64Array
  readonly part: Uint16Array
  readonly partWeights: Float64Array
  readonly partSizes: Int32Array
  /** scaled overflow times stiffness, one a part */
  readonly violationOf: Float64Array
  /** one a weight: its importance, but at most STIFFEST times the least; a search must be able to pass through violation */
  readonly stiffness: Float64Array
  readonly foes: Foes | undefined
  cut: number
}

// Sums of fractional weights drift by this much of a part at most; whole numbers do not.
export const ROUNDING = 1e-11
const STIFFEST = 4

/** Copies `part` and sums it up. O(vertices + edges). */
export function createSearchState(division: Division, part: Uint16Array): SearchState {
  const { graph, partCount } = division
  const weightCount = graph.vertexWeights.length
  const least = Math.min(...division.importance)
  const state: SearchState = {
    division,
    weightCount,
    weights: interleave(graph),
    part: part.slice(),
    partWeights: new Float64Array(partCount * weightCount),
    partSizes: new Int32Array(partCount),
    violationOf: new Float64Array(partCount),
    stiffness: Float64Array.from(division.importance, (importance) => Math.min(importance / least, STIFFEST)),
    foes: createFoes(division.apart, graph.vertexCount),
    cut: 0,
  }
  recount(state)
  return state
}

/** Takes over another division of the same graph. O(vertices + edges). */
export function adopt(state: SearchState, part: Uint16Array): void {
  state.part.set(part)
  recount(state)
}

/** Sums up again after `part` was written to. O(vertices + edges). */
export function recount(state: SearchState): void {
  const { division, weightCount, weights, part, partWeights, partSizes, violationOf } = state
  const { vertexCount, offsets, neighbors, edgeWeights } = division.graph
  partWeights.fill(0)
  partSizes.fill(0)
  let ends = 0
  for (let v = 0; v < vertexCount; v++) {
    const own = part[v]!
    partSizes[own]!++
    for (let c = 0; c < weightCount; c++) partWeights[own * weightCount + c]! += weights[v * weightCount + c]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] !== own) ends += edgeWeights[e]!
  }
  state.cut = ends / 2
  for (let p = 0; p < division.partCount; p++) violationOf[p] = violationWith(state, p, -1, 0)
}

/** The violation of `part` with the weights of v added (sign 1), taken away (sign -1) or left out (v = -1). */
export function violationWith(state: SearchState, part: number, v: number, sign: number): number {
  const { weightCount, weights, partWeights, division, stiffness } = state
  const { lower, upper, scale } = division
  let violation = 0
  for (let c = 0; c < weightCount; c++) {
    const at = part * weightCount + c
    const weight = partWeights[at]! + (v === -1 ? 0 : sign * weights[v * weightCount + c]!)
    const over = scale[c]! * (weight > upper[at]! ? weight - upper[at]! : lower[at]! - weight)
    if (over > ROUNDING) violation += stiffness[c]! * over
  }
  return violation
}

/** Moves v and keeps the sums; `loss` is the rise of the cut that the caller has computed. */
export function moveTo(state: SearchState, v: number, to: number, loss: number): void {
  const { weightCount, weights, part, partWeights, partSizes, violationOf } = state
  const from = part[v]!
  for (let c = 0; c < weightCount; c++) {
    const weight = weights[v * weightCount + c]!
    partWeights[from * weightCount + c]! -= weight
    partWeights[to * weightCount + c]! += weight
  }
  partSizes[from]!--
  partSizes[to]!++
  part[v] = to
  violationOf[from] = violationWith(state, from, -1, 0)
  violationOf[to] = violationWith(state, to, -1, 0)
  state.cut += loss
}

/** False if v is fixed or a foe of it is in part `to`. */
export function mayEnter({ division, foes, part }: SearchState, v: number, to: number): boolean {
  if (division.fixed && division.fixed[v] !== -1) return false
  return foes === undefined || !foes.isBarred(part, v, to)
}

export function totalViolation({ violationOf }: SearchState): number {
  return sumOf(violationOf)
}

/** What a division is judged by: bounds of hard weights first, then the cut with the price of the soft ones. */
export interface Worth {
  /** scaled overflow of the hard weights, those of the highest importance */
  hard: number
  /** cut + price · importance · scaled overflow of the others */
  soft: number
}

/** True for the weights of the highest importance, and those not far below. */
export function isHard(importance: Float64Array, c: number): boolean {
  return importance[c]! * STIFFEST > Math.max(...importance)
}

export function worthOf(state: SearchState, price: number): Worth {
  const { division, weightCount, partWeights } = state
  const { partCount, lower, upper, scale, importance } = division
  let hard = 0
  let soft = 0
  for (let p = 0; p < partCount; p++) {
    for (let c = 0; c < weightCount; c++) {
      const at = p * weightCount + c
      const weight = partWeights[at]!
      const over = scale[c]! * (weight > upper[at]! ? weight - upper[at]! : lower[at]! - weight)
      if (over <= ROUNDING) continue
      if (isHard(importance, c)) hard += over
      else soft += importance[c]! * over
    }
  }
  return { hard, soft: state.cut + price * soft }
}

const EPSILON = 1e-9

export function isBetter(a: Worth, b: Worth): boolean {
  return a.hard < b.hard - EPSILON || (a.hard <= b.hard + EPSILON && a.soft < b.soft - EPSILON)
}
