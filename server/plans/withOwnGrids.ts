import type { SolveResult } from '../../partition/index.ts'
import { putBack } from './lists/takeOut.ts'
import type { SolveSetup } from './solveSetup.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** What was divided, with the grids that key accounts have of their own behind it. */
export function withOwnGrids(divided: Solved, { graph, rest, lists, rows, ownRows }: SolveSetup): Solved {
  if (!rest) return divided
  let next = rows.length
  const groups = lists.ownGrids?.map(({ cells }) => cells) ?? []
  return putBack(divided, rest, { graph, groups, origins: groups.map((_, own) => (ownRows[own] ? next++ : -1)) })
}
