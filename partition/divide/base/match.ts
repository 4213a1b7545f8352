import type { Graph } from '../../graph/graph.ts'
import { type Random, shuffle } from './random.ts'

/** Groups of one or two vertices: coarseOf[v] is the group of v, 0..coarseCount-1. */
export interface Matching {
  coarseOf: Uint32Array
  coarseCount: number
}

const UNMATCHED = 0xffffffff

/**
 * Pairs each vertex, in random order, with the free neighbour of the highest rating above 0 that `fits`, until `least` groups are
 * left. `rate(v, u, e)` rates the edge e from v to u. O(edges).
 */
export function matchVertices(
  { vertexCount, offsets, neighbors }: Graph,
  least: number,
  rate: (v: number, u: number, e: number) => number,
  fits: (v: number, u: number) => boolean,
  random: Random,
): Matching {
  const coarseOf = new Uint32Array(vertexCount).fill(UNMATCHED)
  const order = Uint32Array.from({ length: vertexCount }, (_, v) => v)
  shuffle(order, random)
  let coarseCount = 0
  let remaining = vertexCount
  for (const v of order) {
    if (coarseOf[v] !== UNMATCHED) continue
    let partner = v
    let bestRating = 0
    for (let e = offsets[v]!; e < offsets[v + 1]! && remaining > least; e++) {
      const u = neighbors[e]!
      if (coarseOf[u] !== UNMATCHED) continue
      const rating = rate(v, u, e)
      if (rating <= bestRating || !fits(v, u)) continue
      bestRating = rating
      partner = u
    }
    if (partner !== v) remaining--
    coarseOf[v] = coarseCount
    coarseOf[partner] = coarseCount
    coarseCount++
  }
  return { coarseOf, coarseCount }
}
