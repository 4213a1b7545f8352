import type { Graph } from '../../partition/index.ts'

/** What a division comes to, counted from nothing: no code of the solver is used. */
export interface Recount {
  cut: number
  /** connected pieces of each part; all 1 in a sound division */
  pieces: number[]
  /** sums[c][part] of weight c */
  sums: number[][]
  /** vertices whose part is not 0..partCount-1 */
  unassigned: number
}

/** Walks every vertex and edge anew. O(vertices + edges). */
export function recount(graph: Graph, parts: ArrayLike<number>, partCount: number): Recount {
  const { vertexCount, offsets, neighbors, edgeWeights, vertexWeights } = graph
  if (parts.length !== vertexCount) throw new RangeError(`${parts.length} parts for ${vertexCount} vertices`)
  const sums = vertexWeights.map(() => new Array<number>(partCount).fill(0))
  const pieces = new Array<number>(partCount).fill(0)
  const seen = new Uint8Array(vertexCount)
  let ends = 0
  let unassigned = 0
  for (let start = 0; start < vertexCount; start++) {
    const own = parts[start]!
    for (let e = offsets[start]!; e < offsets[start + 1]!; e++) {
      if (parts[neighbors[e]!] !== own) ends += edgeWeights[e]!
    }
    if (!(own >= 0 && own < partCount)) {
      unassigned++
      continue
    }
    for (const [c, weights] of vertexWeights.entries()) sums[c]![own]! += weights[start]!
    if (seen[start]) continue
    pieces[own]!++
    seen[start] = 1
    const open = [start]
    for (let v = open.pop(); v !== undefined; v = open.pop()) {
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (seen[u] || parts[u] !== own) continue
        seen[u] = 1
        open.push(u)
      }
    }
  }
  return { cut: ends / 2, pieces, sums, unassigned }
}

/** True if every part is one piece, no vertex is left out, and all sums of weight c lie in lower..upper. */
export function isSound(counted: Recount, c: number, lower: number, upper: number): boolean {
  return isWhole(counted) && counted.sums[c]!.every((sum) => sum >= lower && sum <= upper)
}

/** True if every part is one piece and no vertex is left out. */
export function isWhole({ pieces, unassigned }: Recount): boolean {
  return unassigned === 0 && pieces.every((count) => count === 1)
}
