import type { Division } from '../base/division.ts'
import { createProblem } from '../base/problem.ts'
import { createState, cutOf, moveVertex, overflowOf, partViolation, refreshSums, type State } from '../base/state.ts'

/**
 * A division under search: violation is linear, so that a vertex too many can be paid for by the next move, and no weight of its
 * problem counts for more than STIFFEST times the least; a search must be able to pass through violation.
 *
 * Invariants between moves: every part is connected and not empty, `fixed` and `apart` hold if they held at first, and
 * all sums equal a recount (whole-number weights exactly).
 */
export interface SearchState extends State {
  /** one a part */
  readonly violationOf: Float64Array
  /** one a weight, as the division has it */
  readonly importance: Float64Array
  cut: number
}

const STIFFEST = 4
const LINEAR = { least: 0, steepness: 0 }

/** Copies `part` and sums it up. O(vertices + edges). */
export function createSearchState(division: Division, part: Uint16Array): SearchState {
  const { importance, partCount } = division
  const least = Math.min(...importance)
  const stiffness = importance.map((one) => Math.min(one / least, STIFFEST))
  const sums = createState(createProblem({ ...division, importance: stiffness }, LINEAR), part.slice())
  const state = { ...sums, importance, violationOf: new Float64Array(partCount), cut: 0 }
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
  refreshSums(state)
  state.cut = cutOf(state)
  for (let p = 0; p < state.violationOf.length; p++) state.violationOf[p] = partViolation(state, p)
}

/** Moves v and keeps the sums; `loss` is the rise of the cut that the caller has computed. */
export function moveTo(state: SearchState, v: number, to: number, loss: number): void {
  const from = state.part[v]!
  moveVertex(state, v, to)
  state.violationOf[from] = partViolation(state, from)
  state.violationOf[to] = partViolation(state, to)
  state.cut += loss
}

/** False if v is fixed or one that is to be apart from it is in part `to`. */
export function mayEnter({ problem, part }: SearchState, v: number, to: number): boolean {
  if (problem.fixed && problem.fixed[v] !== -1) return false
  return !problem.apartPairs?.isBarred(part, v, to)
}

/** What a division is judged by: bounds of hard weights first, then the cut with the price of the soft ones. */
export interface Score {
  /** scaled overflow of the hard weights, those of the highest importance */
  hard: number
  /** cut + price · importance · scaled overflow of the others */
  soft: number
}

/** True for the weights of the highest importance, and those not far below. */
export function isHard(importance: Float64Array, c: number): boolean {
  return importance[c]! * STIFFEST > Math.max(...importance)
}

export function scoreOf({ problem, partWeights, importance, cut }: SearchState, price: number): Score {
  let hard = 0
  let soft = 0
  for (let at = 0; at < partWeights.length; at++) {
    const c = at % problem.weightCount
    const over = overflowOf(problem, at, c, partWeights[at]!)
    if (isHard(importance, c)) hard += over
    else soft += importance[c]! * over
  }
  return { hard, soft: cut + price * soft }
}

const EPSILON = 1e-9

export function isBetter(a: Score, b: Score): boolean {
  return a.hard < b.hard - EPSILON || (a.hard <= b.hard + EPSILON && a.soft < b.soft - EPSILON)
}
