/** What is wrong with a whole plan as it stands, for a planner to see and mend; `apply` keeps a good plan good. */
import { type Plan, unassigned } from './plan.ts'

export type PlanProblem =
  | { code: 'unassigned'; cells: number[]; message: string }
  | { code: 'unknown-grid'; grid: number; cells: number[]; message: string }
  | { code: 'empty'; grid: number; cells: number[]; message: string }
  | { code: 'disconnected'; grid: number; pieces: number; cells: number[]; message: string }

/**
 * Lists the problems: unassigned cells first, then by grid number. `cells` are ascending: those unassigned, those of a
 * grid that does not exist, or those of every piece of a grid but its largest. O(cells).
 */
export function findProblems({ assignment, grids, adjacency }: Plan): PlanProblem[] {
  const piecesOf = new Map<number, number[][]>()
  for (const number of grids.keys()) piecesOf.set(number, [])
  const isSeen = new Uint8Array(assignment.length)
  for (let start = 0; start < assignment.length; start++) {
    if (isSeen[start]) continue
    const number = assignment[start]!
    const piece = [start]
    isSeen[start] = 1
    for (let head = 0; head < piece.length; head++) {
      const v = piece[head]!
      for (let e = adjacency.offsets[v]!; e < adjacency.offsets[v + 1]!; e++) {
        const neighbor = adjacency.neighbors[e]!
        if (isSeen[neighbor] || assignment[neighbor] !== number) continue
        isSeen[neighbor] = 1
        piece.push(neighbor)
      }
    }
    const pieces = piecesOf.get(number)
    if (pieces) pieces.push(piece)
    else piecesOf.set(number, [piece])
  }

  const problems: PlanProblem[] = []
  for (const [number, pieces] of [...piecesOf].sort(([a], [b]) => a - b)) {
    const all = () => inOrder(pieces.flat())
    if (number === unassigned) {
      const cells = all()
      problems.push({ code: 'unassigned', cells, message: `${count(cells)} in no grid` })
    } else if (!grids.has(number)) {
      const cells = all()
      problems.push({
        code: 'unknown-grid',
        grid: number,
        cells,
        message: `${count(cells)} in grid ${number}, which does not exist`,
      })
    } else if (pieces.length === 0) {
      problems.push({ code: 'empty', grid: number, cells: [], message: `grid ${number} has no cell` })
    } else if (pieces.length > 1) {
      pieces.sort((a, b) => b.length - a.length)
      const cells = inOrder(pieces.slice(1).flat())
      const message = `grid ${number} is in ${pieces.length} pieces: ${count(cells)} apart from the largest`
      problems.push({ code: 'disconnected', grid: number, pieces: pieces.length, cells, message })
    }
  }
  return problems
}

function inOrder(cells: number[]): number[] {
  return cells.sort((a, b) => a - b)
}

function count(cells: readonly number[]): string {
  return cells.length === 1 ? '1 cell' : `${cells.length} cells`
}
