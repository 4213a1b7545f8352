import type { Graph } from './graph.ts'

/**
 * The graph induced by some vertices. `vertices` ascends without repeats; vertex i of the result is vertices[i].
 * `scratch` has an entry for each vertex of `graph` and may hold anything. O(sum of degrees).
 */
export function subgraph(graph: Graph, vertices: Uint32Array, scratch: Int32Array): Graph {
  const { offsets, neighbors, edgeWeights } = graph
  let ends = 0
  for (const v of vertices) {
    ends += offsets[v + 1]! - offsets[v]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) scratch[neighbors[e]!] = -1
  }
  for (let i = 0; i < vertices.length; i++) scratch[vertices[i]!] = i
  const subOffsets = new Uint32Array(vertices.length + 1)
  const rows = new Uint32Array(ends)
  const rowWeights = new Float64Array(ends)
  let end = 0
  for (let i = 0; i < vertices.length; i++) {
    const v = vertices[i]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = scratch[neighbors[e]!]!
      if (u === -1) continue
      rows[end] = u
      rowWeights[end++] = edgeWeights[e]!
    }
    subOffsets[i + 1] = end
  }
  return {
    vertexCount: vertices.length,
    offsets: subOffsets,
    neighbors: rows.slice(0, end),
    edgeWeights: rowWeights.slice(0, end),
    vertexWeights: graph.vertexWeights.map((weights) => {
      const sub = new Float64Array(vertices.length)
      for (let i = 0; i < vertices.length; i++) sub[i] = weights[vertices[i]!]!
      return sub
    }),
  }
}
