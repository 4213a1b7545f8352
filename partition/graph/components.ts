import type { Graph } from './graph.ts'

export interface Components {
  count: number
  /** component of each vertex; components are numbered in the order of their smallest vertex */
  labels: Int32Array
}

/** Finds the connected components. O(vertices + edges). */
export function components(graph: Pick<Graph, 'vertexCount' | 'offsets' | 'neighbors'>): Components {
  const { vertexCount, offsets, neighbors } = graph
  const labels = new Int32Array(vertexCount).fill(-1)
  const stack = new Uint32Array(vertexCount)
  let count = 0
  for (let start = 0; start < vertexCount; start++) {
    if (labels[start] !== -1) continue
    let top = 0
    stack[top++] = start
    labels[start] = count
    while (top > 0) {
      const v = stack[--top]!
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (labels[u] !== -1) continue
        labels[u] = count
        stack[top++] = u
      }
    }
    count++
  }
  return { count, labels }
}
