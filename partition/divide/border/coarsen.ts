import { contract, sumByGroup } from '../../graph/contract.ts'
import type { Graph } from '../../graph/graph.ts'
import { type Level, pushUp } from '../base/coarseDivision.ts'
import { type Matching, matchVertices } from '../base/match.ts'
import type { Random } from '../base/random.ts'

export interface CoarsenOptions {
  targetCount: number
  /** no merged vertex weighs more, one a weight */
  maxWeights: Float64Array
  /** no merged vertex holds more original vertices */
  maxSize: number
  /** only vertices of one label merge; -1 merges with none */
  labels?: Int32Array | undefined
}

// A round that shrinks the graph by less than this has met stars or size bounds; another one would not help.
const LEAST_SHRINKAGE = 0.95
// A level that would be this close to the target already is not worth its passes.
const CLOSE_TO_TARGET = 1.2

/**
 * Coarsens by matching each vertex with the neighbour of the highest rating (edge weight² / product of the sizes, as in
 * KaHIP), until `targetCount` vertices are left or nothing shrinks any more. Coarse vertices stay small against a part,
 * or no balanced division would exist on the coarse graph. Zero-weight vertices are bounded by `maxSize` alone.
 */
export function coarsen(graph: Graph, options: CoarsenOptions, random: Random): Level[] {
  const levels: Level[] = []
  let current = graph
  let sizes: Float64Array = new Float64Array(graph.vertexCount).fill(1)
  let labels = options.labels
  while (current.vertexCount > options.targetCount * CLOSE_TO_TARGET) {
    const { coarseOf, coarseCount } = match(current, sizes, { ...options, labels }, random)
    if (coarseCount > current.vertexCount * LEAST_SHRINKAGE) break
    current = contract(current, coarseOf, coarseCount)
    sizes = sumByGroup(sizes, coarseOf, coarseCount)
    if (labels !== undefined) labels = pushUp(labels, coarseOf, coarseCount)
    levels.push({ graph: current, coarseOf })
  }
  return levels
}

function match(
  graph: Graph,
  sizes: Float64Array,
  { targetCount, maxWeights, maxSize, labels }: CoarsenOptions,
  random: Random,
): Matching {
  const { edgeWeights, vertexWeights } = graph
  const rate = (v: number, u: number, e: number) => (edgeWeights[e]! * edgeWeights[e]!) / (sizes[v]! * sizes[u]!)
  const fits = (v: number, u: number): boolean => {
    if (sizes[v]! + sizes[u]! > maxSize) return false
    if (labels !== undefined && (labels[v] !== labels[u] || labels[v] === -1)) return false
    for (let c = 0; c < vertexWeights.length; c++) {
      const weights = vertexWeights[c]!
      if (weights[v]! !== 0 && weights[u]! !== 0 && weights[v]! + weights[u]! > maxWeights[c]!) return false
    }
    return true
  }
  return matchVertices(graph, targetCount, rate, fits, random)
}
