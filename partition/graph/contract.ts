import type { Graph } from './graph.ts'

/**
 * Merges the vertices of each group into one: weights add up, parallel edges add up, inner edges vanish.
 * `coarseOf[v]` is the group of v, 0..coarseCount-1, every group used. O(vertices + edges · log degree).
 */
export function contract(graph: Graph, coarseOf: Uint32Array, coarseCount: number): Graph {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const memberStart = new Uint32Array(coarseCount + 1)
  for (let v = 0; v < vertexCount; v++) memberStart[coarseOf[v]! + 1]!++
  for (let group = 0; group < coarseCount; group++) {
    if (memberStart[group + 1] === 0) throw new RangeError(`group ${group} of ${coarseCount} has no vertex`)
    memberStart[group + 1]! += memberStart[group]!
  }
  const cursor = memberStart.slice(0, coarseCount)
  const members = new Uint32Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) members[cursor[coarseOf[v]!]!++] = v

  const coarseOffsets = new Uint32Array(coarseCount + 1)
  const rows = new Uint32Array(neighbors.length)
  const sums = new Float64Array(neighbors.length)
  const weightTo = new Float64Array(coarseCount)
  const seenBy = new Int32Array(coarseCount).fill(-1)
  let end = 0
  for (let group = 0; group < coarseCount; group++) {
    const start = end
    for (let m = memberStart[group]!; m < memberStart[group + 1]!; m++) {
      const v = members[m]!
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const other = coarseOf[neighbors[e]!]!
        if (other === group) continue
        if (seenBy[other] !== group) {
          seenBy[other] = group
          weightTo[other] = 0
          rows[end++] = other
        }
        weightTo[other]! += edgeWeights[e]!
      }
    }
    rows.subarray(start, end).sort()
    for (let e = start; e < end; e++) sums[e] = weightTo[rows[e]!]!
    coarseOffsets[group + 1] = end
  }
  const vertexWeights = graph.vertexWeights.map((weights) => {
    const coarse = new Float64Array(coarseCount)
    for (let v = 0; v < vertexCount; v++) coarse[coarseOf[v]!]! += weights[v]!
    return coarse
  })
  return {
    vertexCount: coarseCount,
    offsets: coarseOffsets,
    neighbors: rows.slice(0, end),
    edgeWeights: sums.slice(0, end),
    vertexWeights,
  }
}
