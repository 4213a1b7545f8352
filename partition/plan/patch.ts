/**
 * A patch is the difference between two assignments of one city: runs of consecutive cells that went from one grid to
 * another. Canonical form, which every function here returns: ascending, no overlap, `from` differs from `to`, and
 * touching runs of the same two grids are one run. So equal differences are equal data.
 */
import { PlanError } from './error.ts'

/** Cells [start, start + length) went from grid `from` to grid `to`; 0 is unassigned. */
export type PatchRun = { start: number; length: number; from: number; to: number }
export interface Patch {
  runs: PatchRun[]
}

/** Appends a run to canonical runs, growing the last one where it continues it. The run must begin at or after its end. */
export function appendRun(runs: PatchRun[], start: number, length: number, from: number, to: number): void {
  const last = runs[runs.length - 1]
  if (last && last.start + last.length === start && last.from === from && last.to === to) last.length += length
  else runs.push({ start, length, from, to })
}

/** The patch that turns `before` into `after`. O(cells). */
export function diffAssignments(before: Uint16Array, after: Uint16Array): Patch {
  if (before.length !== after.length)
    throw new PlanError('length-mismatch', `cannot compare ${before.length} cells with ${after.length}`)
  const runs: PatchRun[] = []
  for (let c = 0; c < before.length; c++) {
    const from = before[c]!
    const to = after[c]!
    if (from !== to) appendRun(runs, c, 1, from, to)
  }
  return { runs }
}

/** The patch that undoes `patch`; inverting twice gives the same patch. */
export function invertPatch(patch: Patch): Patch {
  return { runs: patch.runs.map(({ start, length, from, to }) => ({ start, length, from: to, to: from })) }
}

/**
 * Writes a patch into an assignment, in place. O(changed cells).
 * Throws, with the assignment untouched, where a cell does not hold the patch's `from`: the patch belongs to another state.
 */
export function applyPatch(assignment: Uint16Array, patch: Patch): void {
  checkPatch(patch, assignment.length)
  for (const { start, length, from } of patch.runs)
    for (let c = start; c < start + length; c++)
      if (assignment[c] !== from)
        throw new PlanError('bad-patch', `cell ${c} is in grid ${assignment[c]}, the patch expects grid ${from}`)
  for (const { start, length, to } of patch.runs) assignment.fill(to, start, start + length)
}

/** How many cells a patch changes. */
export function countPatchCells(patch: Patch): number {
  return patch.runs.reduce((sum, run) => sum + run.length, 0)
}

/** Throws unless the runs are whole numbers in range, ascending and apart, and lie within `cellCount` cells. */
export function checkPatch(patch: Patch, cellCount: number): void {
  let end = 0
  for (const run of patch.runs) {
    const { start, length, from, to } = run
    if (
      !Number.isInteger(start) ||
      !Number.isInteger(length) ||
      start < end ||
      length < 1 ||
      start + length > cellCount
    )
      throw new PlanError('bad-patch', `run [${start}, +${length}) must follow cell ${end - 1} and end by ${cellCount}`)
    if (!isGridOrUnassigned(from) || !isGridOrUnassigned(to) || from === to)
      throw new PlanError(
        'bad-patch',
        `run at cell ${start} goes from ${from} to ${to}: two different 0..65535 expected`,
      )
    end = start + length
  }
}

function isGridOrUnassigned(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65535
}
