import type { Graph } from '../../graph/graph.ts'

/** Where each vertex stands in an order: the inverse permutation. */
export function invert(order: Uint32Array): Uint32Array {
  const place = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) place[order[i]!] = i
  return place
}

/**
 * The same graph with its vertices renumbered: vertex i of the result is order[i], and place is the inverse of order.
 * Walking the sources in the new order fills every row in ascending order. O(vertices + edges).
 */
export function relabel(graph: Graph, order: Uint32Array, place: Uint32Array): Graph {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const newOffsets = new Uint32Array(vertexCount + 1)
  for (let i = 0; i < vertexCount; i++) {
    const v = order[i]!
    newOffsets[i + 1] = newOffsets[i]! + offsets[v + 1]! - offsets[v]!
  }
  const cursor = newOffsets.slice(0, vertexCount)
  const rows = new Uint32Array(neighbors.length)
  const rowWeights = new Float64Array(neighbors.length)
  for (let i = 0; i < vertexCount; i++) {
    const v = order[i]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const at = cursor[place[neighbors[e]!]!]!++
      rows[at] = i
      rowWeights[at] = edgeWeights[e]!
    }
  }
  return {
    vertexCount,
    offsets: newOffsets,
    neighbors: rows,
    edgeWeights: rowWeights,
    vertexWeights: graph.vertexWeights.map((weights) => reorder(weights, order)),
  }
}

/** Entry i of the result is values[order[i]]. */
export function reorder(values: ArrayLike<number>, order: Uint32Array): Float64Array {
  const result = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) result[i] = values[order[i]!]!
  return result
}
