import { type ApartPairs, createApartPairs } from '../../divide/base/apartPairs.ts'
import { reach } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'

/**
 * Takes vertices that must not share a part out of one another's, in place, as far as it finds a way: one of the two
 * goes to a part near by, and with it a shortest path there; what the path cuts off goes along. Parts stay connected,
 * not empty, and keep what is fixed. Answers the number of pairs still together. O(part) a pair.
 */
export function separatePairs(
  graph: Graph,
  parts: Uint16Array,
  partCount: number,
  pairs: Uint32Array,
  fixed: Int32Array | undefined,
): number {
  const apartPairs = createApartPairs(pairs, graph.vertexCount)
  let together = 0
  for (let i = 0; i < pairs.length; i += 2) {
    const [a, b] = [pairs[i]!, pairs[i + 1]!]
    if (parts[a] !== parts[b]) continue
    const isApart = leave(graph, parts, b, a, apartPairs, fixed) || leave(graph, parts, a, b, apartPairs, fixed)
    if (!isApart) together++
  }
  return partCount > 1 ? together : pairs.length / 2
}

// Ways out that are tried: the nearest border may be that of a part where another such vertex is.
const MOST_WAYS = 12

/** Moves v out of the part it shares with `other`; false, and nothing changed, where no way was found. */
function leave(
  graph: Graph,
  parts: Uint16Array,
  v: number,
  other: number,
  apartPairs: ApartPairs | undefined,
  fixed: Int32Array | undefined,
): boolean {
  const { offsets, neighbors } = graph
  const home = parts[v]!
  if (fixed && fixed[v] !== -1) return false
  const before = new Map([[v, -1]])
  const queue = [v]
  let ways = 0
  for (let head = 0; head < queue.length && ways < MOST_WAYS; head++) {
    const w = queue[head]!
    const tried = new Set<number>()
    for (let e = offsets[w]!; e < offsets[w + 1]!; e++) {
      const u = neighbors[e]!
      if (parts[u] !== home) {
        if (tried.has(parts[u]!) || ways >= MOST_WAYS) continue
        tried.add(parts[u]!)
        ways++
        const path: number[] = []
        for (let at = w; at !== -1; at = before.get(at)!) path.push(at)
        if (takeAlong(graph, parts, path, other, parts[u]!, apartPairs, fixed)) return true
      } else if (u !== other && !before.has(u) && !(fixed && fixed[u] !== -1)) {
        before.set(u, w)
        queue.push(u)
      }
    }
  }
  return false
}

/** Gives the path to another part, with all that no longer hangs together with `other`; false where a rule forbids it. */
function takeAlong(
  graph: Graph,
  parts: Uint16Array,
  path: readonly number[],
  other: number,
  target: number,
  apartPairs: ApartPairs | undefined,
  fixed: Int32Array | undefined,
): boolean {
  const { offsets, neighbors } = graph
  const home = parts[other]!
  for (const v of path) parts[v] = target
  const stays = reach(graph, other, (v) => parts[v] === home)
  // What is cut off touches the path, for the part was connected.
  const moved = new Set(path)
  for (const v of moved) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (parts[neighbors[e]!] === home && !stays.has(neighbors[e]!)) moved.add(neighbors[e]!)
    }
  }
  for (const v of moved) parts[v] = target
  for (const v of moved) {
    if ((fixed && fixed[v] !== -1) || apartPairs?.isBarred(parts, v, target)) {
      for (const u of moved) parts[u] = home
      return false
    }
  }
  return true
}
