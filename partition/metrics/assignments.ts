/** Measures of an assignment as a whole, and of one against another. */
import { PlanError } from '../plan/error.ts'
import { type Adjacency, unassigned } from '../plan/plan.ts'

/**
 * Edge cut: pairs of touching cells (links included) that lie in two different grids; the total length of borders in cell
 * edges. A border with unassigned cells counts for nothing. O(cells).
 */
export function countCut({ offsets, neighbors }: Adjacency, assignment: Uint16Array): number {
  let cut = 0
  for (let c = 0; c < assignment.length; c++) {
    if (assignment[c] === unassigned) continue
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const neighbor = neighbors[e]!
      if (neighbor > c && assignment[neighbor] !== unassigned && assignment[neighbor] !== assignment[c]) cut++
    }
  }
  return cut
}

/**
 * Similarity: the share of `weights` (customers; or 1 a cell when left out) whose grid number is the same in both
 * assignments, 0..1. Cells without a grid in both are left out; null where nothing is left. Numbers are compared as they
 * are, so it is meant for two states of one plan. O(cells).
 */
export function similarity(before: Uint16Array, after: Uint16Array, weights?: Float64Array): number | null {
  if (before.length !== after.length || (weights && weights.length !== after.length))
    throw new PlanError('length-mismatch', `cannot compare ${before.length} cells with ${after.length}`)
  let same = 0
  let total = 0
  for (let c = 0; c < before.length; c++) {
    if (before[c] === unassigned && after[c] === unassigned) continue
    const weight = weights ? weights[c]! : 1
    total += weight
    if (before[c] === after[c]) same += weight
  }
  return total > 0 ? same / total : null
}
