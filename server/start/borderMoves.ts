import { type Adjacency, apply, newPlan, runsOf, unassigned, writePatch } from '../../partition/index.ts'
import { cellsOfUnit } from '../cities/places/cellsOfUnit.ts'
import type { KeptUnit } from '../contract/places.ts'
import type { PlanState } from '../plans/states.ts'

/** Cells at a border, as a planner's brush may move them: from one grid to the one beside it. */
export interface BorderMove {
  readonly from: string
  readonly to: string
  readonly cells: readonly { readonly start: number; readonly length: number }[]
}

/** Of the customers of an average grid: fewer are nothing to look at, more tip the balance. */
const leastShare = 0.005
const mostShare = 0.03

/**
 * Finds so many legal moves of a cell and those round it, that cut no unit apart. Each grid takes part in one at most, so that any of them can be
 * made, or taken back, without the others. `customers` by cell. O(cells), and a stroke's judgement for each that fits.
 */
export function findBorderMoves(
  { assignment, grids }: Pick<PlanState, 'assignment' | 'grids'>,
  adjacency: Adjacency,
  customers: Float64Array,
  units: readonly KeptUnit[],
  count: number,
): BorderMove[] {
  const plan = newPlan(assignment.slice(), grids, adjacency)
  const taken = new Uint8Array(assignment.length)
  for (const { cells } of units) for (const cell of cellsOfUnit(cells)) taken[cell] = 1
  const average = customers.reduce((sum, here) => sum + here, 0) / grids.length
  const busy = new Set<number>([unassigned])
  const moves: BorderMove[] = []
  for (let cell = 0; cell < assignment.length && moves.length < count; cell++) {
    const from = plan.assignment[cell]!
    if (taken[cell] || busy.has(from)) continue
    const round = neighboursOf(adjacency, cell)
    const to = round.map((near) => plan.assignment[near]!).find((grid) => grid !== from && !busy.has(grid))
    if (to === undefined) continue
    const cells = [cell, ...round.filter((near) => plan.assignment[near] === from && !taken[near])]
    const share = cells.reduce((sum, one) => sum + customers[one]!, 0) / average
    if (share < leastShare || share > mostShare) continue
    const move = { from: plan.grids.get(from)!.gridId, to: plan.grids.get(to)!.gridId, cells: runsOf(cells) }
    const judged = apply(plan, { kind: 'paint', gridId: move.to, cells: move.cells })
    if (!judged.ok) continue
    writePatch(plan, judged.patch)
    busy.add(from).add(to)
    moves.push(move)
  }
  return moves
}

/** The two neighbouring grids with the longest common border, of those that are in none of the moves. */
export function findNeighbours(
  { assignment, grids }: Pick<PlanState, 'assignment' | 'grids'>,
  adjacency: Adjacency,
  moves: readonly BorderMove[],
): [PlanState['grids'][number], PlanState['grids'][number]] {
  const busy = new Set(moves.flatMap(({ from, to }) => [from, to]))
  const free = new Map(grids.filter(({ gridId }) => !busy.has(gridId)).map((grid) => [grid.number, grid]))
  const borders = new Map<string, { readonly pair: [number, number]; length: number }>()
  for (const [cell, a] of assignment.entries())
    for (const near of neighboursOf(adjacency, cell)) {
      const b = assignment[near]!
      if (a >= b || !free.has(a) || !free.has(b)) continue
      const key = `${a} ${b}`
      const known = borders.get(key) ?? { pair: [a, b], length: 0 }
      known.length++
      borders.set(key, known)
    }
  const [longest] = [...borders.values()].sort((a, b) => b.length - a.length)
  if (!longest) throw new Error('no two grids are left that touch')
  return [free.get(longest.pair[0])!, free.get(longest.pair[1])!]
}

function neighboursOf({ offsets, neighbors }: Adjacency, cell: number): number[] {
  return Array.from(neighbors.subarray(offsets[cell]!, offsets[cell + 1]!))
}
