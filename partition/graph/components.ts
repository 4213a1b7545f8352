import { flood } from './flood.ts'
import type { Graph } from './graph.ts'

type Rows = Pick<Graph, 'vertexCount' | 'offsets' | 'neighbors'>

export interface Components {
  count: number
  /** component of each vertex, -1 where it is in none; components are numbered in the order of their smallest vertex */
  labels: Int32Array
}

/** Finds the connected components of vertices of one kind; those of kind -1 are in none. One kind unless told. O(vertices + edges). */
export function components(graph: Rows, kindOf: (v: number) => number = () => 0): Components {
  const labels = new Int32Array(graph.vertexCount).fill(-1)
  let count = 0
  for (let start = 0; start < graph.vertexCount; start++) {
    const kind = kindOf(start)
    if (labels[start] !== -1 || kind === -1) continue
    labels[start] = count
    flood(graph, [start], (u) => {
      if (labels[u] !== -1 || kindOf(u) !== kind) return false
      labels[u] = count
      return true
    })
    count++
  }
  return { count, labels }
}

/** The same components as ascending lists of their vertices. */
export function listComponents(graph: Rows, kindOf?: (v: number) => number): Uint32Array[] {
  const { count, labels } = components(graph, kindOf)
  const sizes = new Uint32Array(count)
  for (const label of labels) if (label !== -1) sizes[label]!++
  const lists = Array.from(sizes, (size) => new Uint32Array(size))
  const filled = new Uint32Array(count)
  for (let v = 0; v < labels.length; v++) {
    const label = labels[v]!
    if (label !== -1) lists[label]![filled[label]!++] = v
  }
  return lists
}
