import { components } from '../../graph/components.ts'
import type { Graph } from '../../graph/graph.ts'
import { createHeap } from '../base/heap.ts'

/**
 * Grows one connected region of a connected graph from `seed` until it holds `fraction` of the combined weight, always
 * taking the vertex that lengthens the border least, then hands every piece of the rest but the heaviest to the region.
 * Both sides are connected and non-empty. Returns 0 for vertices of the region, 1 for the rest. O(edges · log vertices).
 * `combined[v]` is the weight that counts; its sum is `total`.
 */
export function grow(graph: Graph, combined: Float64Array, total: number, seed: number, fraction: number): Uint16Array {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const side = new Uint16Array(vertexCount).fill(1)
  const heap = createHeap(vertexCount)
  const inside = new Float64Array(vertexCount)
  const degree = new Float64Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) degree[v]! += edgeWeights[e]!
  }
  const target = total * fraction
  let sum = 0
  let size = 0
  heap.set(seed, 0)
  while (heap.size() > 0 && size < vertexCount - 1) {
    const v = heap.pop()
    // Stop on whichever side of the target is nearer; a zero-weight vertex beyond it belongs to the rest.
    if (size > 0 && sum + combined[v]! / 2 >= target) break
    side[v] = 0
    sum += combined[v]!
    size++
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (side[u] === 0) continue
      inside[u]! += edgeWeights[e]!
      heap.set(u, 2 * inside[u]! - degree[u]!)
    }
  }
  keepHeaviestPiece(graph, combined, side)
  return side
}

/** Leaves the heaviest piece of side 1 (the larger of equals) and gives the others, which all touch side 0, to side 0. */
function keepHeaviestPiece(graph: Graph, combined: Float64Array, side: Uint16Array): void {
  const { count, labels } = components(graph, (v) => (side[v] === 0 ? -1 : 1))
  if (count < 2) return
  const weights = new Float64Array(count)
  const sizes = new Uint32Array(count)
  for (let v = 0; v < labels.length; v++) {
    if (labels[v] === -1) continue
    weights[labels[v]!]! += combined[v]!
    sizes[labels[v]!]!++
  }
  let kept = 0
  for (let piece = 1; piece < count; piece++) {
    const difference = weights[piece]! - weights[kept]!
    if (difference > 0 || (difference === 0 && sizes[piece]! > sizes[kept]!)) kept = piece
  }
  for (let v = 0; v < labels.length; v++) if (labels[v] !== kept) side[v] = 0
}
