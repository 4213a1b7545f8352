import type { Control } from '../base/control.ts'
import { quotientOf } from '../base/quotient.ts'
import type { Random } from '../base/random.ts'
import {
  cutOf,
  moveVertex,
  pairViolationOf,
  partViolation,
  restore,
  type State,
  totalViolation,
} from '../base/state.ts'

const EPSILON = 1e-9

export interface RecombineOptions {
  /** pairs of parts merged and split anew */
  pairs: number
  /** spanning trees tried for each pair */
  trees: number
}

/**
 * The rescue for bounds that single moves cannot meet because vertices are heavy: merges a part out of its bounds with a
 * touching one, draws random spanning trees of the two and splits at the tree edge that violates least (ReCom: DeFord,
 * Duchin, Solomon). Fixed vertices stay and foes apart. Both sides of a tree edge are connected, so parts stay connected
 * by construction. A split that violates as much as before is taken too: it hands the trouble on to other neighbours.
 * Leaves the best state met, by violation, then cut. O(trees · edges of the two parts) a pair. search/resplit.ts is the
 * same idea as a step of an annealing: there the cut of a split counts too, and is looked up at every tree edge.
 */
export function recombine(state: State, options: RecombineOptions, random: Random, control: Control): void {
  const { partCount } = state.problem
  let best = totalViolation(state)
  let bestCut = cutOf(state)
  const bestPart = state.part.slice()
  const trees = createTreeSplitter(state, random)
  let quotient = quotientOf(state.problem, state.part)
  for (let round = 0; round < options.pairs && best > 0; round++) {
    control.poll()
    const violated: number[] = []
    for (let p = 0; p < partCount; p++) if (partViolation(state, p) > 0) violated.push(p)
    if (violated.length === 0) break
    const p = violated[random.below(violated.length)]!
    const degree = quotient.offsets[p + 1]! - quotient.offsets[p]!
    if (degree === 0) continue
    const q = quotient.neighbors[quotient.offsets[p]! + random.below(degree)]!
    if (!trees.split(p, q, options.trees)) continue
    quotient = quotientOf(state.problem, state.part)
    const violation = totalViolation(state)
    if (violation > best + EPSILON) continue
    const cut = cutOf(state)
    if (violation < best - EPSILON || cut < bestCut) {
      best = violation
      bestCut = cut
      bestPart.set(state.part)
    }
  }
  restore(state, bestPart)
}

interface TreeSplitter {
  /** Splits p ∪ q anew if some tree edge violates no more than now; false leaves the state as it was. */
  split(p: number, q: number, trees: number): boolean
}

// More than any number of vertices fixed to p, so that one fixed to q spoils the sum.
const SPOILT = 1e6

function placementOf(fixedTo: number, p: number, q: number): number {
  return fixedTo === p ? 1 : fixedTo === q ? SPOILT : 0
}

function createTreeSplitter(state: State, random: Random): TreeSplitter {
  const { part, problem } = state
  const { graph, weightCount, weights, minimumSizes, fixed, foes } = problem
  const { vertexCount, offsets, neighbors } = graph
  const parent = new Int32Array(vertexCount)
  const seenIn = new Int32Array(vertexCount).fill(-1)
  const joinedIn = new Int32Array(vertexCount).fill(-1)
  const sums = new Float64Array(vertexCount * weightCount)
  const sizes = new Int32Array(vertexCount)
  const pairTotals = new Float64Array(weightCount)
  // Of a subtree, how many vertices are fixed to p: all of them, and none fixed to q, where it may become p.
  const misplaced = fixed && new Int32Array(vertexCount)
  let tree = 0

  /** A random spanning tree of p ∪ q from `root`: at each step a random vertex of the fringe is joined. */
  const grow = (p: number, q: number, root: number): number[] => {
    tree++
    const order: number[] = []
    const fringe = [root]
    parent[root] = -1
    seenIn[root] = tree
    while (fringe.length > 0) {
      const at = random.below(fringe.length)
      const v = fringe[at]!
      fringe[at] = fringe[fringe.length - 1]!
      fringe.pop()
      order.push(v)
      joinedIn[v] = tree
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (part[u] !== p && part[u] !== q) continue
        if (seenIn[u] === tree) {
          // Waiting in the fringe: half of the time it hangs on its new neighbour instead.
          if (joinedIn[u] !== tree && (random.next() & 1) === 0) parent[u] = v
          continue
        }
        seenIn[u] = tree
        parent[u] = v
        fringe.push(u)
      }
    }
    return order
  }

  const split = (p: number, q: number, trees: number): boolean => {
    const before = partViolation(state, p) + partViolation(state, q)
    const members: number[] = []
    for (let v = 0; v < vertexCount; v++) if (part[v] === p || part[v] === q) members.push(v)
    for (let c = 0; c < weightCount; c++) {
      pairTotals[c] = state.partWeights[p * weightCount + c]! + state.partWeights[q * weightCount + c]!
    }
    let fixedToP = 0
    if (fixed) for (const v of members) if (fixed[v] === p) fixedToP++
    let best = before
    let bestSide: number[] | undefined
    for (let attempt = 0; attempt < trees; attempt++) {
      const order = grow(p, q, members[random.below(members.length)]!)
      for (const v of order) {
        sizes[v] = 1
        if (misplaced) misplaced[v] = placementOf(fixed![v]!, p, q)
        for (let c = 0; c < weightCount; c++) sums[v * weightCount + c] = weights[v * weightCount + c]!
      }
      let bestRoot = -1
      for (let i = order.length - 1; i > 0; i--) {
        const v = order[i]!
        const up = parent[v]!
        sizes[up]! += sizes[v]!
        if (misplaced) misplaced[up]! += misplaced[v]!
        for (let c = 0; c < weightCount; c++) sums[up * weightCount + c]! += sums[v * weightCount + c]!
        if (sizes[v]! < minimumSizes[p]! || order.length - sizes[v]! < minimumSizes[q]!) continue
        if (misplaced && misplaced[v] !== fixedToP) continue
        const violation = pairViolationOf(problem, p, q, sums, v * weightCount, pairTotals)
        if (violation < best - EPSILON || (violation <= best + EPSILON && bestSide === undefined)) {
          best = violation
          bestRoot = v
          if (bestSide === undefined) bestSide = []
        }
      }
      if (bestRoot !== -1) bestSide = descendants(order, bestRoot)
      if (best === 0) break
    }
    if (bestSide === undefined || bestSide.length === 0) return false
    const inSide = new Set(bestSide)
    if (foes && meetsFoe(foes.pairs, p, q, inSide)) return false
    for (const v of members) {
      const to = inSide.has(v) ? p : q
      if (part[v] !== to) moveVertex(state, v, to)
    }
    return true
  }

  /** True if the split brings two together who must not share a part. */
  const meetsFoe = (pairs: Uint32Array, p: number, q: number, inSide: ReadonlySet<number>): boolean => {
    for (let i = 0; i < pairs.length; i += 2) {
      const [a, b] = [pairs[i]!, pairs[i + 1]!]
      if (part[a] === part[b] || (part[a] !== p && part[a] !== q) || (part[b] !== p && part[b] !== q)) continue
      if (inSide.has(a) === inSide.has(b)) return true
    }
    return false
  }

  const descendants = (order: readonly number[], root: number): number[] => {
    const inside = new Set([root])
    for (const v of order) if (v !== root && inside.has(parent[v]!)) inside.add(v)
    return Array.from(inside)
  }

  return { split }
}
