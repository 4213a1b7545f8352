import type { Graph } from '../../graph/graph.ts'
import type { Districts, VertexPair } from './options.ts'

/**
 * The graph without the barriers and with the links; itself where there are neither. A link costs what the cheapest
 * edge with a price does: borders run across it as across any other. Barriers without an edge and links along one change nothing.
 * O(vertices + edges · log degree).
 */
export function withLinksAndBarriers(
  graph: Graph,
  links: readonly VertexPair[] = [],
  barriers: readonly VertexPair[] = [],
): Graph {
  if (links.length === 0 && barriers.length === 0) return graph
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const price = edgeWeights.reduce((least, weight) => (weight > 0 && weight < least ? weight : least), Infinity)
  const linkWeight = price === Infinity ? 1 : price
  const blocked = groupPairs(barriers)
  const linked = groupPairs(links)
  const newOffsets = new Uint32Array(vertexCount + 1)
  const rows = new Uint32Array(neighbors.length + 2 * links.length)
  const rowWeights = new Float64Array(rows.length)
  let end = 0
  for (let v = 0; v < vertexCount; v++) {
    const walls = blocked.get(v)
    const added = linked.get(v)
    const row: [number, number][] = []
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      added?.delete(u)
      if (walls?.has(u)) continue
      if (added) row.push([u, edgeWeights[e]!])
      else {
        rows[end] = u
        rowWeights[end++] = edgeWeights[e]!
      }
    }
    if (added) {
      // A link that is a barrier too: the crossing counts.
      for (const u of added) row.push([u, linkWeight])
      row.sort((a, b) => a[0] - b[0])
      for (const [u, weight] of row) {
        rows[end] = u
        rowWeights[end++] = weight
      }
    }
    newOffsets[v + 1] = end
  }
  return {
    ...graph,
    offsets: newOffsets,
    neighbors: rows.slice(0, end),
    edgeWeights: rowWeights.slice(0, end),
  }
}

function groupPairs(pairs: readonly VertexPair[]): Map<number, Set<number>> {
  const groups = new Map<number, Set<number>>()
  const add = (from: number, to: number) => {
    const group = groups.get(from)
    if (group) group.add(to)
    else groups.set(from, new Set([to]))
  }
  for (const [a, b] of pairs) {
    add(a, b)
    add(b, a)
  }
  return groups
}

// What an edge from one district to another costs of its price, so that borders follow those of districts: a detour of
// five edges along one is worth an edge elsewhere.
const AVOIDED_PRICE = 0.2

/** The graph without the edges between districts ('never'), or with these at a fraction of their price ('avoid'). */
export function withDistricts(graph: Graph, districts: Districts | undefined): Graph {
  if (districts === undefined) return graph
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const { of } = districts
  if (districts.rule === 'avoid') {
    const prices = edgeWeights.slice()
    for (let v = 0; v < vertexCount; v++) {
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        if (of[neighbors[e]!] !== of[v]) prices[e]! *= AVOIDED_PRICE
      }
    }
    return { ...graph, edgeWeights: prices }
  }
  const newOffsets = new Uint32Array(vertexCount + 1)
  const rows = new Uint32Array(neighbors.length)
  const rowWeights = new Float64Array(neighbors.length)
  let end = 0
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (of[neighbors[e]!] !== of[v]) continue
      rows[end] = neighbors[e]!
      rowWeights[end++] = edgeWeights[e]!
    }
    newOffsets[v + 1] = end
  }
  return { ...graph, offsets: newOffsets, neighbors: rows.slice(0, end), edgeWeights: rowWeights.slice(0, end) }
}
