import type { Graph } from '../../graph/graph.ts'

/** The first vertex met by a breadth-first search from `start`, itself included, that is wanted; -1 where none is. */
export function nearest({ offsets, neighbors }: Graph, start: number, isWanted: (v: number) => boolean): number {
  const queue = [start]
  const seen = new Set(queue)
  for (let head = 0; head < queue.length; head++) {
    const v = queue[head]!
    if (isWanted(v)) return v
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (seen.has(u)) continue
      seen.add(u)
      queue.push(u)
    }
  }
  return -1
}
