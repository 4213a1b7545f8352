import type { Random } from '../base/random.ts'
import { moveVertex, pairViolationOf, partViolation, type State } from '../base/state.ts'

/**
 * Merges two touching parts and splits them anew along a random spanning tree (ReCom: DeFord, Duchin, Solomon,
 * "Recombination: a family of Markov chains for redistricting"). Both sides of a tree edge are connected, so parts stay
 * connected by construction.
 *
 * A step of an annealing (small/annealWithSwaps.ts), and at a high price the rescue of bounds that heavy vertices miss (repair.ts).
 */
export interface Resplitter {
  /**
   * Draws `trees` random spanning trees of p ∪ q and takes the best split met at any of their edges, by
   * cut + price · violation, if that is at most `slack` worse than the present one. Keeps the sums; false leaves all as it was.
   * O(trees · edges of the two parts · log).
   */
  resplit(p: number, q: number, trees: number, price: number, slack: number): boolean
}

export function createResplitter(state: State, random: Random): Resplitter {
  const { part, problem } = state
  const { graph, weightCount, weights, fixed, apartPairs } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const local = new Int32Array(vertexCount).fill(-1)
  const members = new Uint32Array(vertexCount)
  const heads = new Uint32Array(neighbors.length / 2)
  const tails = new Uint32Array(neighbors.length / 2)
  const leader = new Uint32Array(vertexCount)
  // The tree as rows of at most `degree` entries, in the places of the graph's own rows.
  const treeEnds = new Uint32Array(vertexCount)
  const treeRows = new Uint32Array(neighbors.length)
  const order = new Uint32Array(vertexCount)
  const positionOf = new Uint32Array(vertexCount)
  const parent = new Int32Array(vertexCount)
  const sizes = new Int32Array(vertexCount)
  const sums = new Float64Array(vertexCount * weightCount)
  const fixedToP = new Int32Array(vertexCount)
  const fixedToQ = new Int32Array(vertexCount)
  const totals = new Float64Array(weightCount)
  const bestSide = new Uint8Array(vertexCount)

  const find = (v: number): number => {
    let root = v
    while (leader[root] !== root) {
      leader[root] = leader[leader[root]!]!
      root = leader[root]!
    }
    return root
  }

  /**
   * A spanning tree of the members, as rows: Kruskal's on the edges in random order, which is the minimum spanning tree
   * of random edge weights. The order is drawn only as far as it is needed.
   */
  const drawTree = (count: number, edgeCount: number) => {
    for (let i = 0; i < count; i++) {
      const v = members[i]!
      leader[v] = v
      treeEnds[v] = offsets[v]!
    }
    let joined = 1
    for (let left = edgeCount; left > 0 && joined < count; left--) {
      const drawn = random.below(left)
      const v = tails[drawn]!
      const u = heads[drawn]!
      tails[drawn] = tails[left - 1]!
      heads[drawn] = heads[left - 1]!
      tails[left - 1] = v
      heads[left - 1] = u
      const a = find(v)
      const b = find(u)
      if (a === b) continue
      leader[a] = b
      treeRows[treeEnds[v]!++] = u
      treeRows[treeEnds[u]!++] = v
      joined++
    }
    return joined === count
  }

  /** Depth-first order from `root`, so that a subtree is a run of `order`; then the sums of all subtrees. */
  const sumSubtrees = (root: number, p: number, q: number) => {
    let length = 0
    const stack = [root]
    parent[root] = -1
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      positionOf[v] = length
      order[length++] = v
      sizes[v] = 1
      for (let c = 0; c < weightCount; c++) sums[v * weightCount + c] = weights[v * weightCount + c]!
      if (fixed) {
        fixedToP[v] = fixed[v] === p ? 1 : 0
        fixedToQ[v] = fixed[v] === q ? 1 : 0
      }
      for (let i = offsets[v]!; i < treeEnds[v]!; i++) {
        const u = treeRows[i]!
        if (u === parent[v]) continue
        parent[u] = v
        stack.push(u)
      }
    }
    for (let i = length - 1; i > 0; i--) {
      const v = order[i]!
      const up = parent[v]!
      sizes[up]! += sizes[v]!
      for (let c = 0; c < weightCount; c++) sums[up * weightCount + c]! += sums[v * weightCount + c]!
      if (fixed) {
        fixedToP[up]! += fixedToP[v]!
        fixedToQ[up]! += fixedToQ[v]!
      }
    }
  }

  /** The edge weight between the subtree of v and the other members, or anything above `limit` if it is above. */
  const splitCut = (v: number, limit: number) => {
    const from = positionOf[v]!
    const end = from + sizes[v]!
    let cut = 0
    for (let i = from; i < end && cut <= limit; i++) {
      const w = order[i]!
      for (let e = offsets[w]!; e < offsets[w + 1]!; e++) {
        const u = neighbors[e]!
        if (local[u] === -1) continue
        const at = positionOf[u]!
        if (at < from || at >= end) cut += edgeWeights[e]!
      }
    }
    return cut
  }

  const hasPairTogether = (v: number) => {
    if (!apartPairs) return false
    const from = positionOf[v]!
    const end = from + sizes[v]!
    const isInner = (w: number) => positionOf[w]! >= from && positionOf[w]! < end
    for (let i = 0; i < apartPairs.pairs.length; i += 2) {
      const a = apartPairs.pairs[i]!
      const b = apartPairs.pairs[i + 1]!
      if (local[a] !== -1 && local[b] !== -1 && isInner(a) === isInner(b)) return true
    }
    return false
  }

  const resplit = (p: number, q: number, trees: number, price: number, slack: number): boolean => {
    let count = 0
    for (let v = 0; v < vertexCount; v++) {
      if (part[v] !== p && part[v] !== q) continue
      local[v] = 1
      members[count++] = v
    }
    let edgeCount = 0
    let cutNow = 0
    for (let i = 0; i < count; i++) {
      const v = members[i]!
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (u < v || local[u] === -1) continue
        tails[edgeCount] = v
        heads[edgeCount++] = u
        if (part[u] !== part[v]) cutNow += edgeWeights[e]!
      }
    }
    for (let c = 0; c < weightCount; c++) {
      totals[c] = state.partWeights[p * weightCount + c]! + state.partWeights[q * weightCount + c]!
    }
    const energyNow = cutNow + price * (partViolation(state, p) + partViolation(state, q))
    let best = energyNow + slack
    let found = false
    for (let tree = 0; tree < trees; tree++) {
      if (!drawTree(count, edgeCount)) break
      sumSubtrees(members[random.below(count)]!, p, q)
      let bestRoot = -1
      let isSwapped = false
      for (let i = 1; i < count; i++) {
        const v = order[i]!
        for (let swap = 0; swap < 2; swap++) {
          if (fixed) {
            const misplaced = swap ? fixedToP[v]! : fixedToQ[v]!
            const missing = swap ? fixedToQ[order[0]!]! - fixedToQ[v]! : fixedToP[order[0]!]! - fixedToP[v]!
            if (misplaced + missing > 0) continue
          }
          const [inner, outer] = swap ? [q, p] : [p, q]
          const violation = pairViolationOf(problem, inner, outer, sums, v * weightCount, totals)
          if (price * violation >= best) continue
          const energy = splitCut(v, best - price * violation) + price * violation
          if (energy >= best || hasPairTogether(v)) continue
          best = energy
          bestRoot = v
          isSwapped = swap === 1
        }
      }
      if (bestRoot === -1) continue
      found = true
      const from = positionOf[bestRoot]!
      for (let i = 0; i < count; i++) {
        const isInner = i >= from && i < from + sizes[bestRoot]!
        bestSide[order[i]!] = isInner === isSwapped ? 1 : 0
      }
    }
    for (let i = 0; i < count; i++) {
      const v = members[i]!
      local[v] = -1
      const to = bestSide[v] ? q : p
      if (found && part[v] !== to) moveVertex(state, v, to)
    }
    return found
  }
  return { resplit }
}
