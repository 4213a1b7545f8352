import { type Plan, unassigned } from '../../partition/index.ts'

/** The numbers of the grids that touch a grid, by links too; the one with the longest common border first. O(cells). */
export function gridNeighbours({ assignment, adjacency }: Plan, grid: number): number[] {
  const { offsets, neighbors } = adjacency
  const shared = new Map<number, number>()
  for (let cell = 0; cell < assignment.length; cell++) {
    if (assignment[cell] !== grid) continue
    for (let at = offsets[cell]!; at < offsets[cell + 1]!; at++) {
      const other = assignment[neighbors[at]!]!
      if (other !== grid && other !== unassigned) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
  }
  return [...shared].sort(([a, long], [b, other]) => other - long || a - b).map(([number]) => number)
}
