import type { Division } from '../base/division.ts'
import { createProblem } from '../base/problem.ts'
import { createState, cutOf, moveVertex, overflowOf, penaltyOf, type State } from '../base/state.ts'

/**
 * A division on its way from `home` to balance. `moved` counts the difference from the start alone: a vertex that comes home is
 * free again.
 */
export interface MovingState extends State {
  /** the start: where nothing has moved */
  readonly home: Uint16Array
  readonly moveCosts: Float64Array
  /** Σ moveCosts of the vertices that are not at home, and how many they are */
  moved: number
  movedCount: number
  cut: number
}

/** The least part of the penalty says that "barely out" is no bargain. */
const PENALTY = { least: 0.01, steepness: 5 }

/** Adopts `part`, which moves change in place, and sums it up. O(edges). */
export function createMovingState(
  division: Division,
  home: Uint16Array,
  part: Uint16Array,
  moveCosts: Float64Array,
): MovingState {
  const sums = createState(createProblem(division, PENALTY), part)
  const state = { ...sums, home, moveCosts, moved: 0, movedCount: 0, cut: cutOf(sums) }
  for (let v = 0; v < part.length; v++) {
    if (home[v] === part[v]) continue
    state.moved += moveCosts[v]!
    state.movedCount++
  }
  return state
}

/** 1 if v would leave its home, -1 if it would come home, 0 if it is away before and after. */
export function leavesHome({ home, part }: MovingState, v: number, to: number): number {
  return (home[v] === part[v] ? 1 : 0) - (home[v] === to ? 1 : 0)
}

/** Moves v to `to`; `cutLoss` is what cutLossOf said. */
export function moveAway(state: MovingState, v: number, to: number, cutLoss: number): void {
  const leaves = leavesHome(state, v, to)
  state.moved += leaves * state.moveCosts[v]!
  state.movedCount += leaves
  state.cut += cutLoss
  moveVertex(state, v, to)
}

/** What weight c is out of its bounds for, over all parts. */
export function violationOf({ problem, partWeights }: State, c: number): number {
  let sum = 0
  for (let p = 0; p < problem.partCount; p++) {
    const at = p * problem.weightCount + c
    sum += penaltyOf(problem.penalty, overflowOf(problem, at, c, partWeights[at]!))
  }
  return sum
}

/** The farthest any part is out of its bounds of the weights named, in average parts. */
export function worstOverflow({ problem, partWeights }: State, weights: readonly boolean[]): number {
  let worst = 0
  for (let at = 0; at < partWeights.length; at++) {
    const c = at % weights.length
    if (weights[c]) worst = Math.max(worst, overflowOf(problem, at, c, partWeights[at]!))
  }
  return worst
}
