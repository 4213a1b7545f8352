import type { Division } from '../base/division.ts'
import { hasSoft } from '../base/problem.ts'
import { createState, moveVertex, overflowOf, penaltyOf, refreshSums, type State } from '../base/state.ts'
import { conflictsOf, dispersionProblem, placesOf } from './dispersionProblem.ts'
import { squareOf } from './squareOf.ts'

/**
 * A division in progress under the dispersion objective: a part's dispersion is the least sum of distances from one of its
 * own vertices, its center, to all of them; a vertex counts as often as it stands for places (`division.areas`).
 *
 * Invariants after every call: `members[p]` holds exactly the vertices of part p, and `places[v]` is where v stands in
 * it; `hard[p]` and `soft[p]` are the penalties of the part's sums, and `conflicts` the pairs to be kept apart that are not. Centers are kept in one of two ways:
 * - tracked, while parts are small on average: `sums[v]` is the sum of distances from v to its part, and `centers[p]` the
 *   exact center. A move costs O(both parts).
 * - guided, else: `centers[p]` is some vertex of p near the center, brought downhill by `recenter` when the search asks.
 *   It starts from the vertex nearest to the mean position, the center by squared distances. A move costs O(1).
 */
export interface DispersionState extends State {
  /** x0, y0, x1, y1, … */
  readonly positions: Float64Array
  /** one a vertex: how many places it stands for */
  readonly counts: Float64Array
  readonly members: number[][]
  readonly places: Int32Array
  readonly centers: Int32Array
  readonly isTracked: boolean
  readonly sums: Float64Array
  readonly hard: Float64Array
  readonly soft: Float64Array
  conflicts: number
}

// At 330 vertices a part exact sums cost 2 µs an accepted move, which is as much as all the rest.
const LARGEST_TRACKED_PART = 400

/** Adopts `part`, which moves change in place. O(vertices · part size) where centers are tracked, else O(vertices). */
export function createDispersionState(division: Division, positions: Float64Array, part: Uint16Array): DispersionState {
  const { partCount } = division
  const { vertexCount } = division.graph
  const isTracked = vertexCount <= LARGEST_TRACKED_PART * partCount
  const state: DispersionState = {
    ...createState(dispersionProblem(division), part),
    positions,
    counts: placesOf(division),
    members: Array.from({ length: partCount }, () => []),
    places: new Int32Array(vertexCount),
    centers: new Int32Array(partCount),
    isTracked,
    sums: new Float64Array(isTracked ? vertexCount : 0),
    hard: new Float64Array(partCount),
    soft: new Float64Array(partCount),
    conflicts: 0,
  }
  load(state)
  return state
}

/** Works everything out anew from `state.part`, for instance after a better division was written into it. */
export function load(state: DispersionState): void {
  const { problem, part, members, places, sums, centers } = state
  refreshSums(state)
  for (const list of members) list.length = 0
  state.conflicts = 0
  for (let v = 0; v < part.length; v++) {
    const p = part[v]!
    places[v] = members[p]!.length
    members[p]!.push(v)
    state.conflicts += conflictsOf(problem, part, v, p) / 2
  }
  for (let p = 0; p < problem.partCount; p++) {
    if (state.isTracked) {
      for (const v of members[p]!) sums[v] = distanceSum(state, v, members[p]!)
      chooseCenter(state, p)
    } else {
      centers[p] = nearestToMiddle(state, members[p]!)
      recenter(state, p)
    }
    assess(state, p)
  }
}

/** Moves v, which may leave its part (see Connectivity). O(both parts) where centers are tracked, else O(1). */
export function moveMember(state: DispersionState, v: number, to: number): void {
  const { problem, part, members, places } = state
  const from = part[v]!
  const source = members[from]!
  const last = source.pop()!
  if (last !== v) {
    source[places[v]!] = last
    places[last] = places[v]!
  }
  if (state.isTracked) shiftSums(state, v, source, members[to]!)
  places[v] = members[to]!.length
  members[to]!.push(v)
  state.conflicts += conflictsOf(problem, part, v, to) - conflictsOf(problem, part, v, from)
  moveVertex(state, v, to)
  if (state.isTracked) {
    chooseCenter(state, from)
    chooseCenter(state, to)
  }
  assess(state, from)
  assess(state, to)
}

function shiftSums(state: DispersionState, v: number, source: readonly number[], target: readonly number[]): void {
  const { sums, counts } = state
  for (let i = 0; i < source.length; i++) sums[source[i]!]! -= counts[v]! * distance(state, v, source[i]!)
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    const d = distance(state, v, target[i]!)
    sums[target[i]!]! += counts[v]! * d
    sum += counts[target[i]!]! * d
  }
  sums[v] = sum
}

function assess(state: DispersionState, p: number): void {
  state.hard[p] = penaltyWith(state, p, 1, -1, 0, -1, 0)
  if (hasSoft(state.problem)) state.soft[p] = penaltyWith(state, p, 0, -1, 0, -1, 0)
}

/** The penalty of part p by its hard (1) or soft (0) bounds with u added (sign 1) or taken away (-1), and w too; -1: none. */
export function penaltyWith(
  { problem, partWeights }: DispersionState,
  p: number,
  kind: number,
  u: number,
  signOfU: number,
  w: number,
  signOfW: number,
): number {
  const { weightCount, weights, isHard, importance, penalty } = problem
  let sum = 0
  for (let c = 0; c < weightCount; c++) {
    if (isHard[c] !== kind) continue
    const at = p * weightCount + c
    let weight = partWeights[at]!
    if (u !== -1) weight += signOfU * weights[u * weightCount + c]!
    if (w !== -1) weight += signOfW * weights[w * weightCount + c]!
    sum += importance[c]! * penaltyOf(penalty, overflowOf(problem, at, c, weight))
  }
  return sum
}

/** The sum of all parts' dispersions, by the centers as they stand. O(parts) where these are tracked, else O(vertices). */
export function dispersionOf(state: DispersionState): number {
  const { centers, sums, isTracked, members } = state
  let total = 0
  for (let p = 0; p < centers.length; p++) {
    total += isTracked ? sums[centers[p]!]! : distanceSum(state, centers[p]!, members[p]!)
  }
  return total
}

/** How much the dispersion of its part falls if v leaves: exact for a tracked center, else as if the center stayed. */
export function reliefOf(state: DispersionState, v: number): number {
  const { part, members, centers, sums, counts } = state
  const p = part[v]!
  if (centers[p] !== v || !state.isTracked) return counts[v]! * distance(state, v, centers[p]!)
  let least = Infinity
  for (const u of members[p]!) {
    if (u !== v) least = Math.min(least, sums[u]! - counts[v]! * distance(state, u, v))
  }
  return sums[v]! - least
}

/**
 * Walks the center of p to a neighbour within p while that has a lesser sum of distances. The sum is convex in the plane,
 * so on a lattice the walk ends at the center or beside it. O(part · degree · steps walked).
 */
export function recenter(state: DispersionState, p: number): void {
  const { members, centers, part } = state
  const { offsets, neighbors } = state.problem.graph
  let center = centers[p]!
  let least = distanceSum(state, center, members[p]!)
  for (let from = -1; from !== center; ) {
    from = center
    for (let e = offsets[from]!; e < offsets[from + 1]!; e++) {
      const u = neighbors[e]!
      if (part[u] !== p) continue
      const sum = distanceSum(state, u, members[p]!)
      if (sum >= least) continue
      least = sum
      center = u
    }
  }
  centers[p] = center
}

function chooseCenter({ members, sums, centers }: DispersionState, p: number): void {
  const list = members[p]!
  let least = Infinity
  for (let i = 0; i < list.length; i++) {
    const sum = sums[list[i]!]!
    if (sum >= least) continue
    least = sum
    centers[p] = list[i]!
  }
}

function nearestToMiddle({ positions, counts }: DispersionState, list: readonly number[]): number {
  let x = 0
  let y = 0
  let count = 0
  for (const v of list) {
    x += counts[v]! * positions[2 * v]!
    y += counts[v]! * positions[2 * v + 1]!
    count += counts[v]!
  }
  let nearest = list[0]!
  let least = Infinity
  for (const v of list) {
    const dx = positions[2 * v]! - x / count
    const dy = positions[2 * v + 1]! - y / count
    const square = dx * dx + dy * dy
    if (square >= least) continue
    least = square
    nearest = v
  }
  return nearest
}

function distanceSum({ positions, counts }: DispersionState, v: number, list: readonly number[]): number {
  const x = positions[2 * v]!
  const y = positions[2 * v + 1]!
  let sum = 0
  for (let i = 0; i < list.length; i++) {
    const dx = positions[2 * list[i]!]! - x
    const dy = positions[2 * list[i]! + 1]! - y
    sum += counts[list[i]!]! * Math.sqrt(dx * dx + dy * dy)
  }
  return sum
}

export function distance({ positions }: DispersionState, u: number, v: number): number {
  return Math.sqrt(squareOf(positions, u, v))
}
