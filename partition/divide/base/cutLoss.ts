import type { State } from './state.ts'

/** How much the cut rises if v goes to part `to`. O(degree). */
export function cutLossOf({ problem, part }: State, v: number, to: number): number {
  const { offsets, neighbors, edgeWeights } = problem.graph
  const from = part[v]!
  let loss = 0
  for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
    const q = part[neighbors[e]!]!
    if (q === from) loss += edgeWeights[e]!
    else if (q === to) loss -= edgeWeights[e]!
  }
  return loss
}
