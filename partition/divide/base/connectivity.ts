import type { Graph } from '../../graph/graph.ts'
import { createRings, hangsTogether, type Rings } from './rings.ts'

/**
 * Tells whether a part stays connected when one vertex leaves it.
 *
 * Correctness. Let p be a connected part and v in it. p \ v is connected exactly if all neighbours of v in p reach one
 * another within p \ v: any vertex of p \ v has a path to v in p, and the vertex before v on it is such a neighbour.
 * So it is enough to join those neighbours:
 *  1. by edges among themselves, from precomputed masks: on a hexagonal lattice this answers nearly always, O(degree);
 *  2. else by breadth-first searches inside p \ v, one from each group still apart, in turns of one vertex. Groups whose
 *     searches meet become one. All in one: connected. A group with nothing left to visit while another is apart: it has
 *     seen its whole component, so p \ v is disconnected. Taking turns makes the cost follow the smallest piece.
 */
export interface Connectivity {
  /** True if the part of v without v is connected and not empty. The part itself must be connected. */
  canLeave(part: Uint16Array, v: number): boolean
  readonly rings: Rings
}

export function createConnectivity(graph: Graph): Connectivity {
  const { offsets, neighbors, vertexCount } = graph
  const rings = createRings(graph)
  const { masks, isWide } = rings
  const seenAt = new Uint32Array(vertexCount)
  const groupOf = new Int32Array(vertexCount)
  const nextInQueue = new Int32Array(vertexCount)
  const heads: number[] = []
  const tails: number[] = []
  const leaders: number[] = []
  const pending: number[] = []
  let stamp = 0

  const leaderOf = (group: number): number => {
    let leader = group
    while (leaders[leader] !== leader) leader = leaders[leader]!
    leaders[group] = leader
    return leader
  }
  const enqueue = (group: number, u: number) => {
    nextInQueue[u] = -1
    if (heads[group] === -1) heads[group] = u
    else nextInQueue[tails[group]!] = u
    tails[group] = u
    pending[leaderOf(group)]!++
  }

  /** Makes one group of each set of ring vertices joined by edges among themselves; the queues hold the members. */
  const groupRing = (part: Uint16Array, v: number): number => {
    const p = part[v]!
    const ring = stamp - 1
    let members = 0
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (part[u] !== p) continue
      seenAt[u] = ring
      members++
    }
    if (members <= 1) return members
    let groups = 0
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const start = neighbors[e]!
      if (part[start] !== p || seenAt[start] !== ring) continue
      heads[groups] = -1
      tails[groups] = -1
      leaders[groups] = groups
      pending[groups] = 0
      seenAt[start] = stamp
      groupOf[start] = groups
      enqueue(groups, start)
      for (let u = start; u !== -1; u = nextInQueue[u]!) {
        for (let f = offsets[u]!; f < offsets[u + 1]!; f++) {
          const w = neighbors[f]!
          if (seenAt[w] !== ring) continue
          seenAt[w] = stamp
          groupOf[w] = groups
          enqueue(groups, w)
        }
      }
      groups++
    }
    return groups
  }

  const canLeave = (part: Uint16Array, v: number): boolean => {
    if (isWide[v] === 0) {
      const start = offsets[v]!
      const own = part[v]!
      let members = 0
      for (let e = start; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] === own) members |= 1 << (e - start)
      if (members === 0) return false
      if (hangsTogether(masks, start, members)) return true
    }
    return searchAround(part, v)
  }

  const searchAround = (part: Uint16Array, v: number): boolean => {
    if (stamp > 4_000_000_000) {
      seenAt.fill(0)
      stamp = 0
    }
    stamp += 2
    const p = part[v]!
    const groups = groupRing(part, v)
    if (groups <= 1) return groups === 1
    seenAt[v] = stamp
    groupOf[v] = -1
    let apart = groups
    for (;;) {
      for (let group = 0; group < groups; group++) {
        const u = heads[group]!
        if (u === -1) continue
        heads[group] = nextInQueue[u]!
        let leader = leaderOf(group)
        pending[leader]!--
        for (let e = offsets[u]!; e < offsets[u + 1]!; e++) {
          const w = neighbors[e]!
          if (part[w] !== p || w === v) continue
          if (seenAt[w] !== stamp) {
            seenAt[w] = stamp
            groupOf[w] = group
            enqueue(group, w)
            continue
          }
          const other = leaderOf(groupOf[w]!)
          if (other === leader) continue
          leaders[other] = leader
          pending[leader]! += pending[other]!
          if (--apart === 1) return true
          leader = leaderOf(group)
        }
        if (pending[leader] === 0) return false
      }
    }
  }

  return { canLeave, rings }
}
