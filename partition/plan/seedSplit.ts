import type { Adjacency, Plan } from './plan.ts'

/**
 * Shares a grid's cells out among seeds: each cell goes to the seed it is the fewest steps from inside the grid, of two equally near to
 * the one that stands first. Each share is in one piece. Cells that no seed reaches, and seeds that are not the grid's, have none.
 * The lists follow the seeds' order, each ascending. O(cells of the grid).
 */
export function splitBySeeds(
  { assignment, adjacency: { offsets, neighbors } }: Pick<Plan, 'assignment'> & { readonly adjacency: Adjacency },
  grid: number,
  seeds: readonly number[],
): number[][] {
  const shareOf = new Map<number, number>()
  const queue: number[] = []
  const shares = seeds.map((): number[] => [])
  const take = (cell: number, share: number) => {
    if (assignment[cell] !== grid || shareOf.has(cell)) return
    shareOf.set(cell, share)
    shares[share]!.push(cell)
    queue.push(cell)
  }
  for (const [share, cell] of seeds.entries()) take(cell, share)
  for (let head = 0; head < queue.length; head++) {
    const cell = queue[head]!
    for (let e = offsets[cell]!; e < offsets[cell + 1]!; e++) take(neighbors[e]!, shareOf.get(cell)!)
  }
  for (const share of shares) share.sort((a, b) => a - b)
  return shares
}
