import type { Graph } from '../../graph/graph.ts'

// A hexagon with sides of 1.
const SIDES = 6
const CELL_AREA = (3 * Math.sqrt(3)) / 2

/**
 * The mean over the parts of 4π · area / perimeter². A vertex is a hexagonal cell with sides of 1 unless `areas` says how
 * many of them; edge weights are lengths of common borders, and a cell's other sides, or `outlines`, border on nothing.
 * O(edges).
 */
export function meanPolsbyPopper(
  graph: Graph,
  parts: ArrayLike<number>,
  partCount: number,
  areas?: Float64Array,
  outlines?: Float64Array,
): number {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const area = new Float64Array(partCount)
  const perimeter = new Float64Array(partCount)
  for (let v = 0; v < vertexCount; v++) {
    const part = parts[v]!
    area[part]! += CELL_AREA * (areas?.[v] ?? 1)
    let length = outlines?.[v] ?? Math.max(0, SIDES - (offsets[v + 1]! - offsets[v]!))
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (parts[neighbors[e]!] !== part) length += edgeWeights[e]!
    }
    perimeter[part]! += length
  }
  let sum = 0
  for (let part = 0; part < partCount; part++) {
    if (perimeter[part]! > 0) sum += (4 * Math.PI * area[part]!) / (perimeter[part]! * perimeter[part]!)
  }
  return sum / partCount
}
