import type { Division } from './division.ts'

/** The parts as a graph of those that touch: the row of part p is offsets[p] .. offsets[p + 1], ascending in `neighbors`. */
export interface Quotient {
  readonly offsets: Uint32Array
  readonly neighbors: Uint32Array
}

/** Which parts touch. O(edges + pairs · log degree). */
export function quotientOf({ graph, partCount }: Division, part: Uint16Array): Quotient {
  const rows = Array.from({ length: partCount }, () => new Set<number>())
  for (let v = 0; v < graph.vertexCount; v++) {
    const row = rows[part[v]!]!
    for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) row.add(part[graph.neighbors[e]!]!)
  }
  const offsets = new Uint32Array(partCount + 1)
  const neighbors: number[] = []
  for (const [p, row] of rows.entries()) {
    row.delete(p)
    for (const q of Array.from(row).sort((a, b) => a - b)) neighbors.push(q)
    offsets[p + 1] = neighbors.length
  }
  return { offsets, neighbors: Uint32Array.from(neighbors) }
}
