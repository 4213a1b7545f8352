import type { State } from './state.ts'

/** The parts as a graph: rows ascend; `borders` is the edge weight between the two parts. */
export interface Quotient {
  offsets: Uint32Array
  neighbors: Uint32Array
  borders: Float64Array
}

/** Which parts touch, and along how much edge weight. O(edges + pairs · log degree). */
export function quotientOf(state: State): Quotient {
  const { graph, partCount } = state.problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const rows = Array.from({ length: partCount }, () => new Map<number, number>())
  for (let v = 0; v < vertexCount; v++) {
    const p = state.part[v]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const q = state.part[neighbors[e]!]!
      if (q !== p) rows[p]!.set(q, (rows[p]!.get(q) ?? 0) + edgeWeights[e]!)
    }
  }
  const quotientOffsets = new Uint32Array(partCount + 1)
  for (let p = 0; p < partCount; p++) quotientOffsets[p + 1] = quotientOffsets[p]! + rows[p]!.size
  const quotientNeighbors = new Uint32Array(quotientOffsets[partCount]!)
  const borders = new Float64Array(quotientOffsets[partCount]!)
  let at = 0
  for (const row of rows) {
    for (const q of Array.from(row.keys()).sort((a, b) => a - b)) {
      quotientNeighbors[at] = q
      borders[at++] = row.get(q)!
    }
  }
  return { offsets: quotientOffsets, neighbors: quotientNeighbors, borders }
}
