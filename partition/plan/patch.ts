/**
 * A patch is the difference between two states of one plan: runs of consecutive cells that went from one grid to another, and the
 * grids' records that came, went or changed. Canonical form, which every function here returns: runs ascend without overlap, `from`
 * differs from `to`, and touching runs of the same two grids are one run; records ascend by number, each number once. So equal
 * differences are equal data.
 */
import { PlanError } from './error.ts'
import { type GridChange, sameGrid } from './grid.ts'
import { type MutablePlan, unassigned } from './plan.ts'

/** Cells [start, start + length) went from grid `from` to grid `to`; 0 is unassigned. */
export type PatchRun = { start: number; length: number; from: number; to: number }
export interface Patch {
  runs: PatchRun[]
  grids: GridChange[]
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
  return { runs, grids: [] }
}

/** The patch that undoes `patch`; inverting twice gives the same patch. */
export function invertPatch(patch: Patch): Patch {
  return {
    runs: patch.runs.map(({ start, length, from, to }) => ({ start, length, from: to, to: from })),
    grids: patch.grids.map(({ number, from, to }) => ({ number, from: to, to: from })),
  }
}

/**
 * Writes the cells of a patch into an assignment, in place. O(changed cells).
 * Throws, with the assignment untouched, where a cell does not hold the patch's `from`: the patch belongs to another state.
 */
export function applyPatch(assignment: Uint16Array, patch: Pick<Patch, 'runs'>): void {
  checkPatch(patch, assignment.length)
  for (const { start, length, from } of patch.runs)
    for (let c = start; c < start + length; c++)
      if (assignment[c] !== from)
        throw new PlanError('bad-patch', `cell ${c} is in grid ${assignment[c]}, the patch expects grid ${from}`)
  for (const { start, length, to } of patch.runs) assignment.fill(to, start, start + length)
}

/**
 * Writes a patch into a plan, in place: cells, records, and which grids are gone and to whom. O(changed cells).
 * Throws, with the plan untouched, where a cell or a record is not as the patch expects it.
 */
export function writePatch(plan: MutablePlan, patch: Patch): void {
  const { grids, gone } = plan
  for (const { number, from } of patch.grids)
    if (!sameGrid(grids.get(number) ?? null, from))
      throw new PlanError('bad-patch', `grid ${number} is not as the patch expects it`)
  applyPatch(plan.assignment, patch)
  for (const { number, from, to } of patch.grids) {
    if (to) {
      grids.set(number, to)
      gone.delete(number)
      plan.lastNumber = Math.max(plan.lastNumber, number)
    } else if (from) {
      grids.delete(number)
      gone.set(number, { gridId: from.gridId, heir: heirIn(patch, number) })
    }
  }
}

/** Who got the cells of a grid that a patch ends: the most of them; null where it had none. */
export function heirIn({ runs }: Pick<Patch, 'runs'>, number: number): number | null {
  const gained = new Map<number, number>()
  for (const { from, to, length } of runs)
    if (from === number && to !== unassigned) gained.set(to, (gained.get(to) ?? 0) + length)
  const [first] = [...gained].sort(([a, most], [b, other]) => other - most || a - b)
  return first?.[0] ?? null
}

/** How many cells a patch changes. */
export function countPatchCells(patch: Pick<Patch, 'runs'>): number {
  return patch.runs.reduce((sum, run) => sum + run.length, 0)
}

/** Throws unless the runs are whole numbers in range, ascending and apart, and lie within `cellCount` cells. */
export function checkPatch(patch: Pick<Patch, 'runs'>, cellCount: number): void {
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
