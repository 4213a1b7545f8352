import type { Connectivity } from './connectivity.ts'
import type { Control } from './control.ts'
import { createHeap } from './heap.ts'
import type { Random } from './random.ts'
import { shuffle } from './random.ts'
import { moveVertex, type State, totalViolation, violationChange } from './state.ts'

export interface RefineOptions {
  /** at most this many rounds over the border; fewer when a round gains next to nothing */
  rounds: number
  /** a local search gives up after this many moves without a new best */
  patience: number
  /** what a unit of violation costs, in edge weight */
  price: number
  /** how much violation a local search may pass through on its way */
  detour: number
}

const LEAST_GAIN_OF_A_ROUND = 0.0005
const EPSILON = 1e-9

/**
 * Lowers the cut by localised k-way Fiduccia–Mattheyses searches (as in KaHIP's multi-try FM): from each border vertex
 * in random order a small search spreads, always making the best allowed move even when it costs, and in the end goes
 * back to its best point by cut + price · violation. Every part stays connected and above its minimum size after
 * every single move. Returns the cut gained.
 */
export function refine(
  state: State,
  connectivity: Connectivity,
  options: RefineOptions,
  random: Random,
  control: Control,
): number {
  const { problem, part } = state
  const { graph, partCount, minimumSizes } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const heap = createHeap(vertexCount)
  const touchedIn = new Int32Array(vertexCount).fill(-1)
  const weightTo = new Float64Array(partCount)
  const adjacent: number[] = []
  const moved: number[] = []
  const origins: number[] = []

  /** Fills `adjacent` with the other parts next to v and `weightTo` with the edge weight to each and to v's own part. */
  const gather = (v: number) => {
    for (const q of adjacent) weightTo[q] = 0
    adjacent.length = 0
    const own = part[v]!
    weightTo[own] = 0
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const q = part[neighbors[e]!]!
      if (q !== own && weightTo[q] === 0) adjacent.push(q)
      weightTo[q]! += edgeWeights[e]!
    }
    const inner = weightTo[own]!
    weightTo[own] = 0
    return inner
  }
  const keyOf = (v: number): number => {
    const inner = gather(v)
    let best = -Infinity
    for (const q of adjacent) best = Math.max(best, weightTo[q]! - inner)
    return best
  }

  const search = (seed: number, round: number): number => {
    heap.clear()
    moved.length = 0
    origins.length = 0
    let gained = 0
    let bestGain = 0
    let violation = 0
    let bestWorth = 0
    let bestLength = 0
    heap.set(seed, keyOf(seed))
    while (heap.size() > 0 && moved.length - bestLength < options.patience) {
      const v = heap.pop()
      const from = part[v]!
      if (state.partSizes[from]! <= minimumSizes[from]!) continue
      const inner = gather(v)
      let target = -1
      let targetGain = 0
      let targetChange = 0
      for (const q of adjacent) {
        const gain = weightTo[q]! - inner
        if (target !== -1 && gain < targetGain) continue
        const change = violationChange(state, v, q)
        if (violation + change > options.detour + EPSILON) continue
        if (target === -1 || gain > targetGain || change < targetChange) {
          target = q
          targetGain = gain
          targetChange = change
        }
      }
      if (target === -1) continue
      if (!connectivity.canLeave(part, v)) continue
      moveVertex(state, v, target)
      touchedIn[v] = round
      moved.push(v)
      origins.push(from)
      gained += targetGain
      violation += targetChange
      const worth = gained - options.price * violation
      if (worth > bestWorth + EPSILON) {
        bestWorth = worth
        bestGain = gained
        bestLength = moved.length
      }
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (touchedIn[u] === round) continue
        const key = keyOf(u)
        if (key === -Infinity) heap.remove(u)
        else heap.set(u, key)
      }
    }
    for (let i = moved.length - 1; i >= bestLength; i--) moveVertex(state, moved[i]!, origins[i]!)
    return bestGain
  }

  let total = 0
  for (let round = 0; round < options.rounds; round++) {
    control.poll()
    const { border, cut } = findBorder(state)
    shuffle(border, random)
    const before = totalViolation(state)
    let gained = 0
    for (let i = 0; i < border.length; i++) {
      if ((i & 255) === 0) control.poll()
      const seed = border[i]!
      if (touchedIn[seed] === round || !isBorder(state, seed)) continue
      gained += search(seed, round)
    }
    total += gained
    if (gained <= cut * LEAST_GAIN_OF_A_ROUND && totalViolation(state) >= before - EPSILON) break
  }
  return total
}

export function isBorder(state: State, v: number): boolean {
  const { offsets, neighbors } = state.problem.graph
  const own = state.part[v]!
  for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (state.part[neighbors[e]!] !== own) return true
  return false
}

/** The vertices next to another part, ascending, and the cut. */
function findBorder(state: State): { border: Uint32Array; cut: number } {
  const { vertexCount, offsets, neighbors, edgeWeights } = state.problem.graph
  const border = new Uint32Array(vertexCount)
  let size = 0
  let cut = 0
  for (let v = 0; v < vertexCount; v++) {
    let outer = 0
    let isOnBorder = false
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (state.part[neighbors[e]!] === state.part[v]) continue
      outer += edgeWeights[e]!
      isOnBorder = true
    }
    if (isOnBorder) border[size++] = v
    cut += outer
  }
  return { border: border.slice(0, size), cut: cut / 2 }
}
