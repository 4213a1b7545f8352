import type { Division } from '../base/division.ts'

/**
 * A division on its way from `division.start` to balance, and the sums that follow from it. `moved` counts the difference
 * from the start alone: a vertex that comes home is free again.
 */
export interface MovingState {
  readonly division: Division
  /** the start: where nothing has moved */
  readonly home: Uint16Array
  readonly part: Uint16Array
  readonly moveCosts: Float64Array
  /** vertices a part */
  readonly sizes: Int32Array
  /** entry part · weightCount + c */
  readonly loads: Float64Array
  /** Σ moveCosts of the vertices that are not at home, and how many they are */
  moved: number
  movedCount: number
  cut: number
}

// Sums of fractional weights drift by this much of an average part at most; whole numbers do not.
const ROUNDING = 1e-11
const FIXED_PENALTY = 0.01
const QUADRATIC_PENALTY = 5

/** Adopts `part`, which moves change in place, and sums it up. O(edges). */
export function createMovingState(
  division: Division,
  home: Uint16Array,
  part: Uint16Array,
  moveCosts: Float64Array,
): MovingState {
  const { graph, partCount } = division
  const { vertexCount, offsets, neighbors, edgeWeights, vertexWeights } = graph
  const weightCount = vertexWeights.length
  const sizes = new Int32Array(partCount)
  const loads = new Float64Array(partCount * weightCount)
  const state = { division, home, part, moveCosts, sizes, loads, moved: 0, movedCount: 0, cut: 0 }
  for (let v = 0; v < vertexCount; v++) {
    const p = part[v]!
    sizes[p]!++
    for (let c = 0; c < weightCount; c++) loads[p * weightCount + c]! += vertexWeights[c]![v]!
    if (home[v] !== p) {
      state.moved += moveCosts[v]!
      state.movedCount++
    }
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u > v && part[u] !== p) state.cut += edgeWeights[e]!
    }
  }
  return state
}

/** 1 if v would leave its home, -1 if it would come home, 0 if it is away before and after. */
export function leavesHome({ home, part }: MovingState, v: number, to: number): number {
  return (home[v] === part[v] ? 1 : 0) - (home[v] === to ? 1 : 0)
}

/** Moves v to `to`; `cutLoss` is what cutLossOf said. */
export function moveAway(state: MovingState, v: number, to: number, cutLoss: number): void {
  const { part, sizes, loads, moveCosts } = state
  const columns = state.division.graph.vertexWeights
  const from = part[v]!
  const leaves = leavesHome(state, v, to)
  for (let c = 0; c < columns.length; c++) {
    const weight = columns[c]![v]!
    loads[from * columns.length + c]! -= weight
    loads[to * columns.length + c]! += weight
  }
  sizes[from]!--
  sizes[to]!++
  state.moved += leaves * moveCosts[v]!
  state.movedCount += leaves
  state.cut += cutLoss
  part[v] = to
}

/** How far, in average parts, `load` is beyond the bounds of part · weightCount + c = `at`, widened by `slack`. */
export function overflowOf(division: Division, at: number, c: number, load: number, slack: number): number {
  const over = Math.max(load - division.upper[at]!, division.lower[at]! - load) * division.scale[c]! - slack
  return over > ROUNDING ? over : 0
}

/**
 * What weight c is out of its bounds for, over all parts: linear, with a quadratic part so that the worst parts count
 * most and a fixed one so that "barely out" is no bargain.
 */
export function violationOf({ division, loads }: MovingState, c: number): number {
  let sum = 0
  for (let at = c; at < loads.length; at += division.scale.length) {
    const over = overflowOf(division, at, c, loads[at]!, 0)
    if (over > 0) sum += FIXED_PENALTY + over * (1 + QUADRATIC_PENALTY * over)
  }
  return sum
}

/** The farthest any part is out of its bounds of the weights named, in average parts. */
export function worstOverflow({ division, loads }: MovingState, weights: readonly boolean[]): number {
  let worst = 0
  for (let at = 0; at < loads.length; at++) {
    const c = at % weights.length
    if (weights[c]) worst = Math.max(worst, overflowOf(division, at, c, loads[at]!, 0))
  }
  return worst
}
