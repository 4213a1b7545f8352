import type { Graph } from '../../graph/graph.ts'

/**
 * Which neighbours of a vertex touch one another, as bit masks: bit j of masks[e], where e is the i-th edge of v, says
 * that the i-th and the j-th neighbour of v are joined by an edge. The neighbours that share v's part, as a mask, then tell in a few
 * integer operations whether they hang together without v, which settles nearly every question of contiguity on a
 * lattice. Vertices of more than 32 neighbours have no masks (`isWide`).
 */
export interface Rings {
  /** one an edge end */
  masks: Uint32Array
  /** 1 for vertices of more than 32 neighbours, whose masks mean nothing */
  isWide: Uint8Array
  /**
   * True where nearly all neighbourhoods hang together, as in a triangulation: there a vertex whose ring is split
   * hardly ever leaves its part in one piece, so that a search may take the ring's word for it.
   */
  isTriangulated: boolean
}

const WIDEST = 32
// Below this share of whole neighbourhoods the ring says too little: lattices have 0.98 and more, road-like meshes 0.
const TRIANGULATED = 0.85

/** O(edges · 32), times the logarithm of the degree round vertices of more neighbours: hubs are searched, not read. */
export function createRings(graph: Graph): Rings {
  const { vertexCount, offsets, neighbors } = graph
  const masks = new Uint32Array(neighbors.length)
  const isWide = new Uint8Array(vertexCount)
  const slotOf = new Int32Array(vertexCount).fill(-1)
  let whole = 0
  for (let v = 0; v < vertexCount; v++) {
    const start = offsets[v]!
    const end = offsets[v + 1]!
    if (end - start > WIDEST) {
      isWide[v] = 1
      continue
    }
    for (let e = start; e < end; e++) slotOf[neighbors[e]!] = e - start
    for (let e = start; e < end; e++) {
      const u = neighbors[e]!
      let mask = 0
      if (offsets[u + 1]! - offsets[u]! > WIDEST) {
        for (let f = start; f < end; f++) if (isInRow(graph, u, neighbors[f]!)) mask |= 1 << (f - start)
      } else {
        for (let f = offsets[u]!; f < offsets[u + 1]!; f++) {
          const slot = slotOf[neighbors[f]!]!
          if (slot !== -1) mask |= 1 << slot
        }
      }
      masks[e] = mask
    }
    for (let e = start; e < end; e++) slotOf[neighbors[e]!] = -1
    if (hangsTogether(masks, start, end - start === WIDEST ? -1 : (1 << (end - start)) - 1)) whole++
  }
  return { masks, isWide, isTriangulated: whole >= TRIANGULATED * vertexCount }
}

function isInRow({ offsets, neighbors }: Graph, u: number, w: number): boolean {
  let low = offsets[u]!
  let high = offsets[u + 1]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (neighbors[middle]! < w) low = middle + 1
    else high = middle
  }
  return low < offsets[u + 1]! && neighbors[low] === w
}

/**
 * True if the neighbours in `members` (bits by their place in the row that starts at `start`) are one group, joined by
 * edges among themselves; false for none.
 */
export function hangsTogether(masks: Uint32Array, start: number, members: number): boolean {
  let seen = members & -members
  let waiting = seen
  while (waiting !== 0) {
    const bit = waiting & -waiting
    waiting ^= bit
    const reached = masks[start + 31 - Math.clz32(bit)]! & members & ~seen
    seen |= reached
    waiting |= reached
  }
  return seen === members && members !== 0
}
