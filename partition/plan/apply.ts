/**
 * The one function that every edit goes through: browser, server, importer and solver run it alike.
 * First the command becomes a patch, then the patch is judged; nothing is changed.
 *
 * Rules a patch must keep: every grid it names exists; no locked grid loses or gains a cell; no grid that loses cells
 * ends empty; every grid it touches stays in one piece. Rules about a grid's pieces are judged against the plan as it
 * is, so a plan that came in broken can be repaired (see connectivity.ts).
 */
import type { ApplyResult, Command, Refusal } from './command.ts'
import { checkGridChange, type GridCheck } from './connectivity.ts'
import { PlanError } from './error.ts'
import { appendRun, checkPatch, diffAssignments, invertPatch, type Patch, type PatchRun } from './patch.ts'
import { type Plan, unassigned } from './plan.ts'

/**
 * Answers with the patch a command makes, or with a refusal that names the grid and the offending cells.
 * The first broken rule is told: cells, then grids, then locks, then the lowest touched grid that would break.
 * Cost: the changed cells and a few rings round them, one copy of the assignment; a refused cut searches the grid.
 * Throws PlanError for data that belongs to another city (a wrong length) or a patch with broken runs.
 */
export function apply(plan: Plan, command: Command): ApplyResult {
  const { assignment, adjacency } = plan
  if (adjacency.offsets.length !== assignment.length + 1)
    throw new PlanError('length-mismatch', `${assignment.length} cells, adjacency of ${adjacency.offsets.length - 1}`)
  const proposed = proposePatch(plan, command)
  if (!proposed.ok) return proposed
  return judgePatch(plan, proposed.patch) ?? proposed
}

function proposePatch(plan: Plan, command: Command): ApplyResult {
  if (command.kind === 'paint') return paint(plan, command.grid, command.cells)
  if (command.kind === 'revert') return revert(plan.assignment, command.patch)
  return { ok: true, patch: diffAssignments(plan.assignment, command.assignment) }
}

function paint({ assignment, grids }: Plan, grid: number, cells: readonly number[]): ApplyResult {
  if (!grids.has(grid)) return refuse('unknown-grid', `grid ${grid} does not exist in this plan`, grid)
  const unknown = cells.filter((c) => !Number.isInteger(c) || c < 0 || c >= assignment.length)
  if (unknown.length > 0)
    return refuse(
      'unknown-cell',
      `${list(unknown)} not in the city: cells are 0..${assignment.length - 1}`,
      grid,
      unknown,
    )
  const changed = Uint32Array.from(cells.filter((c) => assignment[c] !== grid)).sort()
  const runs: PatchRun[] = []
  let previous = -1
  for (const c of changed) {
    if (c !== previous) appendRun(runs, c, 1, assignment[c]!, grid)
    previous = c
  }
  return { ok: true, patch: { runs } }
}

function revert(assignment: Uint16Array, patch: Patch): ApplyResult {
  checkPatch(patch, assignment.length)
  const stale: number[] = []
  for (const { start, length, to } of patch.runs)
    for (let c = start; c < start + length; c++) if (assignment[c] !== to) stale.push(c)
  if (stale.length > 0)
    return refuse('stale', `${list(stale)} changed again since; revert the later change first`, undefined, stale)
  return { ok: true, patch: invertPatch(patch) }
}

function judgePatch(plan: Plan, patch: Patch): Refusal | undefined {
  if (patch.runs.length === 0) return refuse('nothing-changes', 'every cell is already where the command puts it')
  const { assignment, grids, adjacency } = plan
  const changes = new Map<number, { grid: number; lost: PatchRun[]; gained: PatchRun[] }>()
  const changeOf = (grid: number) => {
    const change = changes.get(grid) ?? { grid, lost: [], gained: [] }
    changes.set(grid, change)
    return change
  }
  for (const run of patch.runs) {
    if (run.to !== unassigned && !grids.has(run.to))
      return refuse('unknown-grid', `grid ${run.to} does not exist in this plan`, run.to)
    changeOf(run.from).lost.push(run)
    changeOf(run.to).gained.push(run)
  }
  const touched = [...changes.values()].filter(({ grid }) => grids.has(grid)).sort((a, b) => a.grid - b.grid)

  for (const { grid, lost, gained } of touched) {
    if (!grids.get(grid)!.locked) continue
    const cells = [...lost, ...gained].flatMap(cellsOf).sort((a, b) => a - b)
    return refuse('locked-grid', `grid ${grid} is locked: ${list(cells)} may not leave or join it`, grid, cells)
  }

  const after = assignment.slice()
  for (const { start, length, to } of patch.runs) after.fill(to, start, start + length)
  const scratch = new Int32Array(assignment.length)
  for (const change of touched) {
    const check = checkGridChange(adjacency, assignment, after, change, scratch)
    if (check.kind !== 'connected') return refuseBroken(change.grid, change.lost, check, assignment)
  }
  return undefined
}

function refuseBroken(
  grid: number,
  lost: readonly PatchRun[],
  check: Exclude<GridCheck, { kind: 'connected' }>,
  before: Uint16Array,
): Refusal {
  if (check.kind === 'empty')
    return refuse('would-empty', `grid ${grid} would have no cell left`, grid, lost.flatMap(cellsOf))
  const areGained = check.cells.every((c) => before[c] !== grid)
  const message = areGained
    ? `${list(check.cells)} would not touch the rest of grid ${grid}`
    : `grid ${grid} would fall into ${check.pieces} pieces: ${list(check.cells)} would be cut off`
  return refuse('would-disconnect', message, grid, check.cells)
}

function refuse(reason: Refusal['reason'], message: string, grid?: number, cells?: number[]): Refusal {
  return { ok: false, reason, ...(grid === undefined ? {} : { grid }), ...(cells ? { cells } : {}), message }
}

function cellsOf({ start, length }: PatchRun): number[] {
  return Array.from({ length }, (_, i) => start + i)
}

/** "cell 7" or "cells 7, 8, 9 and 40 more" */
function list(cells: readonly number[]): string {
  const shown = cells.slice(0, 3).join(', ')
  const more = cells.length > 3 ? ` and ${cells.length - 3} more` : ''
  return `${cells.length === 1 ? 'cell' : 'cells'} ${shown}${more}`
}
