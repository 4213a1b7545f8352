import { contract } from '../graph/contract.ts'
import type { Graph } from '../graph/graph.ts'
import type { Random } from './random.ts'
import { shuffle } from './random.ts'

/** One step of coarsening: `coarseOf` maps the vertices of the finer graph to those of `graph`. */
export interface Level {
  graph: Graph
  coarseOf: Uint32Array
}

// A round that shrinks the graph by less than this has met stars or size bounds; another one would not help.
const LEAST_SHRINKAGE = 0.95

/**
 * Coarsens by matching each vertex with the neighbour of the highest rating (edge weight² / product of the sizes, as in
 * KaHIP), until `targetCount` vertices are left or nothing shrinks any more. No merged vertex weighs more than
 * `maxWeights[c]` or holds more than `maxSize` original vertices: a coarse vertex must stay small against a part, or no
 * balanced division exists on the coarse graph. Zero-weight vertices are bounded by `maxSize` alone.
 */
export function coarsen(
  graph: Graph,
  targetCount: number,
  maxWeights: Float64Array,
  maxSize: number,
  random: Random,
): Level[] {
  const levels: Level[] = []
  let current = graph
  let sizes = new Float64Array(graph.vertexCount).fill(1)
  while (current.vertexCount > targetCount) {
    const { coarseOf, coarseCount } = match(current, sizes, targetCount, maxWeights, maxSize, random)
    if (coarseCount > current.vertexCount * LEAST_SHRINKAGE) break
    const coarseSizes = new Float64Array(coarseCount)
    for (let v = 0; v < current.vertexCount; v++) coarseSizes[coarseOf[v]!]! += sizes[v]!
    current = contract(current, coarseOf, coarseCount)
    sizes = coarseSizes
    levels.push({ graph: current, coarseOf })
  }
  return levels
}

function match(
  graph: Graph,
  sizes: Float64Array,
  targetCount: number,
  maxWeights: Float64Array,
  maxSize: number,
  random: Random,
): { coarseOf: Uint32Array; coarseCount: number } {
  const { vertexCount, offsets, neighbors, edgeWeights, vertexWeights } = graph
  const unmatched = 0xffffffff
  const coarseOf = new Uint32Array(vertexCount).fill(unmatched)
  const order = new Uint32Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) order[v] = v
  shuffle(order, random)
  const fits = (v: number, u: number): boolean => {
    if (sizes[v]! + sizes[u]! > maxSize) return false
    for (let c = 0; c < vertexWeights.length; c++) {
      const weights = vertexWeights[c]!
      if (weights[v]! !== 0 && weights[u]! !== 0 && weights[v]! + weights[u]! > maxWeights[c]!) return false
    }
    return true
  }
  let coarseCount = 0
  let remaining = vertexCount
  for (const v of order) {
    if (coarseOf[v] !== unmatched) continue
    let partner = v
    let bestRating = 0
    if (remaining > targetCount) {
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (coarseOf[u] !== unmatched) continue
        const rating = (edgeWeights[e]! * edgeWeights[e]!) / (sizes[v]! * sizes[u]!)
        if (rating > bestRating && fits(v, u)) {
          bestRating = rating
          partner = u
        }
      }
    }
    if (partner !== v) remaining--
    coarseOf[v] = coarseCount
    coarseOf[partner] = coarseCount
    coarseCount++
  }
  return { coarseOf, coarseCount }
}
