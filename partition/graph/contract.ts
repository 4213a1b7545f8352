import type { Graph } from './graph.ts'

/**
 * Merges the vertices of each group into one: weights add up, parallel edges add up, inner edges vanish.
 * `coarseOf[v]` is the group of v, 0..coarseCount-1, every group used. O(vertices + edges).
 *
 * Rows must ascend, and sorting them one by one cost more than all the rest. Instead the merged rows are collected in
 * any order and then transposed: group after group hands itself to its neighbours' rows, which so fill up in order.
 */
export function contract(graph: Graph, coarseOf: Uint32Array, coarseCount: number): Graph {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const memberStart = groupStarts(coarseOf, coarseCount)
  const members = new Uint32Array(vertexCount)
  const filled = memberStart.slice(0, coarseCount)
  for (let v = 0; v < vertexCount; v++) members[filled[coarseOf[v]!]!++] = v

  const loose = new Uint32Array(neighbors.length)
  const looseWeights = new Float64Array(neighbors.length)
  const coarseOffsets = new Uint32Array(coarseCount + 1)
  const placeOf = new Uint32Array(coarseCount)
  const seenBy = new Int32Array(coarseCount).fill(-1)
  let end = 0
  for (let group = 0; group < coarseCount; group++) {
    for (let m = memberStart[group]!; m < memberStart[group + 1]!; m++) {
      const v = members[m]!
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const other = coarseOf[neighbors[e]!]!
        if (other === group) continue
        if (seenBy[other] !== group) {
          seenBy[other] = group
          placeOf[other] = end
          loose[end] = other
          looseWeights[end++] = edgeWeights[e]!
        } else looseWeights[placeOf[other]!]! += edgeWeights[e]!
      }
    }
    coarseOffsets[group + 1] = end
  }

  const rows = new Uint32Array(end)
  const rowWeights = new Float64Array(end)
  const cursor = placeOf
  cursor.set(coarseOffsets.subarray(0, coarseCount))
  for (let group = 0; group < coarseCount; group++) {
    for (let e = coarseOffsets[group]!; e < coarseOffsets[group + 1]!; e++) {
      const at = cursor[loose[e]!]!++
      rows[at] = group
      rowWeights[at] = looseWeights[e]!
    }
  }
  return {
    vertexCount: coarseCount,
    offsets: coarseOffsets,
    neighbors: rows,
    edgeWeights: rowWeights,
    vertexWeights: graph.vertexWeights.map((weights) => sumByGroup(weights, coarseOf, coarseCount)),
  }
}

/** The sum of `values` over the vertices of each group. */
export function sumByGroup(values: Float64Array, coarseOf: Uint32Array, coarseCount: number): Float64Array {
  const sums = new Float64Array(coarseCount)
  for (let v = 0; v < values.length; v++) sums[coarseOf[v]!]! += values[v]!
  return sums
}

function groupStarts(coarseOf: Uint32Array, coarseCount: number): Uint32Array {
  const starts = new Uint32Array(coarseCount + 1)
  for (const group of coarseOf) starts[group + 1]!++
  for (let group = 0; group < coarseCount; group++) {
    if (starts[group + 1] === 0) throw new RangeError(`group ${group} of ${coarseCount} has no vertex`)
    starts[group + 1]! += starts[group]!
  }
  return starts
}
