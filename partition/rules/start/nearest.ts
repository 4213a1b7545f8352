import type { Graph } from '../../graph/graph.ts'

/** The first vertex met by a breadth-first search from `start`, itself included, that is wanted; -1 where none is. */
export function nearest({ offsets, neighbors }: Graph, start: number, isWanted: (v: number) => boolean): number {
  const met = new Set([start])
  for (const v of met) {
    if (isWanted(v)) return v
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) met.add(neighbors[e]!)
  }
  return -1
}
