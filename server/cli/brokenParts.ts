import type { Graph, Rules, VertexPair } from '../../partition/index.ts'

/**
 * How many parts are in pieces or empty: counted anew, by a walk inside each part, and not taken from the solver's word. Links count
 * as edges and barriers as none; where a pair is both, it counts as an edge.
 */
export function countBrokenParts(
  graph: Graph,
  parts: Uint16Array,
  partCount: number,
  { links = [], barriers = [] }: Pick<Rules, 'links' | 'barriers'> = {},
): { nonContiguousParts: number; emptyParts: number } {
  const linked = groupPairs(links)
  const blocked = groupPairs(barriers)
  const pieces = new Uint32Array(partCount)
  const isSeen = new Uint8Array(graph.vertexCount)
  const stack: number[] = []
  for (let start = 0; start < graph.vertexCount; start++) {
    if (isSeen[start]) continue
    const part = parts[start]!
    pieces[part]!++
    isSeen[start] = 1
    stack.push(start)
    const reach = (u: number) => {
      if (isSeen[u] || parts[u] !== part) return
      isSeen[u] = 1
      stack.push(u)
    }
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      const walls = blocked.get(v)
      for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
        if (!walls?.has(graph.neighbors[e]!)) reach(graph.neighbors[e]!)
      }
      linked.get(v)?.forEach(reach)
    }
  }
  return {
    nonContiguousParts: pieces.filter((count) => count > 1).length,
    emptyParts: pieces.filter((count) => count === 0).length,
  }
}

function groupPairs(pairs: readonly VertexPair[]): Map<number, Set<number>> {
  const groups = new Map<number, Set<number>>()
  for (const [a, b] of pairs) {
    groups.set(a, (groups.get(a) ?? new Set()).add(b))
    groups.set(b, (groups.get(b) ?? new Set()).add(a))
  }
  return groups
}
