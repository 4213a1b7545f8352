import type { Graph } from './graph.ts'

type Rows = Pick<Graph, 'offsets' | 'neighbors'>

/**
 * Goes on breadth first from what is in `queue`: each neighbour u of a v in it that `enter(u, v)` lets in is appended. `enter` must
 * remember what it has let in, and let it in once. Answers the queue. O(edges of what is met).
 */
export function flood(
  { offsets, neighbors }: Rows,
  queue: number[],
  enter: (u: number, v: number) => boolean,
): number[] {
  for (let head = 0; head < queue.length; head++) {
    const v = queue[head]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (enter(neighbors[e]!, v)) queue.push(neighbors[e]!)
  }
  return queue
}

/** What can be reached from `start` through vertices that are in, breadth first, `start` itself first. */
export function reach({ offsets, neighbors }: Rows, start: number, isIn: (v: number) => boolean): Set<number> {
  const reached = new Set([start])
  for (const v of reached) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (isIn(neighbors[e]!)) reached.add(neighbors[e]!)
  }
  return reached
}

/** Breadth-first distances from one vertex, -1 where there is no way, and the vertex met last: an end of the graph. */
export function distancesFrom(
  { vertexCount, offsets, neighbors }: Graph,
  start: number,
): { distances: Int32Array; last: number } {
  const distances = new Int32Array(vertexCount).fill(-1)
  const queue = new Uint32Array(vertexCount)
  distances[start] = 0
  queue[0] = start
  let tail = 1
  for (let head = 0; head < tail; head++) {
    const v = queue[head]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (distances[u] !== -1) continue
      distances[u] = distances[v]! + 1
      queue[tail++] = u
    }
  }
  return { distances, last: queue[tail - 1]! }
}
