import type { Adjacency } from '../../../partition/index.ts'

/** Whom a file names, with what it says of him. */
export interface Voter {
  /** numbers of the grids that its rows name, from 1, each once */
  readonly grids: readonly number[]
  /** cells in which he has customers, and how many: cell, weight, … */
  readonly votes: readonly number[]
  /** he has customers in no cell */
  readonly isPartlyOutside: boolean
}

/** What becomes of a voter: the plan has him where the file does, an owner row must, or somebody must rule. */
export type Verdict = 'plan' | 'owner' | 'dispute'

export interface Majority {
  /** the grid of each cell; 0 where nobody named can be reached */
  readonly assignment: Uint16Array
  readonly verdicts: readonly Verdict[]
  /** the grids that claim each disputed voter, ascending; empty of others */
  readonly claims: readonly (readonly number[])[]
  readonly cells: {
    /** in which somebody who is named has customers */
    readonly named: number
    /** of these: in which two grids have as many */
    readonly tied: number
    /** of these: apart from the rest of the grid that has most, given to what surrounds them */
    readonly apart: number
    /** in which nobody is named: given to what is nearest */
    readonly filled: number
  }
}

/**
 * Each cell to the grid in which most of its customers are today, as far as that grid hangs together. Of equal ones the grid with more customers in
 * all has the cell, then the lower number, and whoever loses by that alone is disputed, as is one who is named in several grids; those have
 * no vote. All others that the plan has elsewhere than the file need an owner row. Whatever the order of the voters: the same. O(cells + votes).
 */
export function majority(adjacency: Adjacency, cellCount: number, voters: readonly Voter[]): Majority {
  const counted = countVotes(voters)
  const wanted = new Uint16Array(cellCount)
  const tied = new Map<number, readonly number[]>()
  for (const [cell, sums] of counted.byCell) {
    const [first, ...others] = [...sums].sort(
      ([p, m], [q, n]) => n - m || (counted.ofGrid.get(q) ?? 0) - (counted.ofGrid.get(p) ?? 0) || p - q,
    )
    wanted[cell] = first![0]
    const equal = others.filter(([, weight]) => weight === first![1]).map(([grid]) => grid)
    if (equal.length > 0) tied.set(cell, equal)
  }
  const weightOf = (cell: number) => counted.byCell.get(cell)?.get(wanted[cell]!) ?? 0
  const spread = fill(adjacency, wanted)
  const connected = keepMainParts(adjacency, spread, weightOf)
  const assignment = fill(adjacency, connected)
  const named = [...counted.byCell.keys()]
  return {
    assignment,
    ...judge(voters, assignment, tied),
    cells: {
      named: named.length,
      tied: tied.size,
      apart: named.filter((cell) => assignment[cell] !== wanted[cell]).length,
      filled: assignment.reduce((sum, grid, cell) => sum + (grid !== 0 && !counted.byCell.has(cell) ? 1 : 0), 0),
    },
  }
}

function countVotes(voters: readonly Voter[]) {
  const byCell = new Map<number, Map<number, number>>()
  const ofGrid = new Map<number, number>()
  for (const { grids, votes } of voters) {
    const [grid, other] = grids
    if (grid === undefined || other !== undefined) continue
    for (let at = 0; at < votes.length; at += 2) {
      const [cell, weight] = [votes[at]!, votes[at + 1]!]
      const sums = byCell.get(cell) ?? new Map<number, number>()
      sums.set(grid, (sums.get(grid) ?? 0) + weight)
      byCell.set(cell, sums)
      ofGrid.set(grid, (ofGrid.get(grid) ?? 0) + weight)
    }
  }
  return { byCell, ofGrid }
}

/** Cells without a grid get that of the nearest cell with one; of equally near ones by the order of cells. */
function fill({ offsets, neighbors }: Adjacency, from: Uint16Array): Uint16Array {
  const assignment = from.slice()
  const queue = [...assignment.keys()].filter((cell) => assignment[cell] !== 0)
  for (let at = 0; at < queue.length; at++) {
    const cell = queue[at]!
    for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++) {
      const next = neighbors[edge]!
      if (assignment[next] !== 0) continue
      assignment[next] = assignment[cell]!
      queue.push(next)
    }
  }
  return assignment
}

/** Of each grid the connected part with most customers, then most cells, then the lowest cell; the cells of its others have none. */
function keepMainParts(
  { offsets, neighbors }: Adjacency,
  assignment: Uint16Array,
  weightOf: (cell: number) => number,
): Uint16Array {
  const seen = new Uint8Array(assignment.length)
  const best = new Map<number, { weight: number; cells: number[] }>()
  for (let start = 0; start < assignment.length; start++) {
    const grid = assignment[start]!
    if (grid === 0 || seen[start]) continue
    const cells = [start]
    seen[start] = 1
    let weight = 0
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at]!
      weight += weightOf(cell)
      for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++) {
        const next = neighbors[edge]!
        if (seen[next] || assignment[next] !== grid) continue
        seen[next] = 1
        cells.push(next)
      }
    }
    const known = best.get(grid)
    if (!known || weight > known.weight || (weight === known.weight && cells.length > known.cells.length))
      best.set(grid, { weight, cells })
  }
  const kept = new Uint16Array(assignment.length)
  for (const [grid, { cells }] of best) for (const cell of cells) kept[cell] = grid
  return kept
}

function judge(
  voters: readonly Voter[],
  assignment: Uint16Array,
  tied: ReadonlyMap<number, readonly number[]>,
): Pick<Majority, 'verdicts' | 'claims'> {
  const verdicts: Verdict[] = []
  const claims: (readonly number[])[] = []
  for (const { grids, votes, isPartlyOutside } of voters) {
    const [grid, other] = grids
    const lost = votes.filter((cell, at) => at % 2 === 0 && assignment[cell] !== grid)
    const isByTie = lost.length > 0 && lost.every((cell) => tied.get(cell)?.includes(grid!))
    const isDisputed = other !== undefined || (isByTie && !isPartlyOutside)
    const isOwner = isPartlyOutside || votes.length === 0 || lost.length > 0
    verdicts.push(isDisputed ? 'dispute' : isOwner ? 'owner' : 'plan')
    const rivals = other === undefined ? [grid!, ...lost.map((cell) => assignment[cell]!)] : grids
    claims.push(isDisputed ? [...new Set(rivals)].sort((a, b) => a - b) : [])
  }
  return { verdicts, claims }
}
