/**
 * The one function that every edit goes through: browser, server, importer and solver run it alike.
 * First the command becomes a patch of the cells and records that are still as its maker saw them, then the patch is judged by the
 * law (judge.ts). The plan is as before when it returns; meanwhile the patch stands in its assignment.
 */
import type { ApplyResult, Command, NumberedCommand, PatchOf, Refusal } from './command.ts'
import { PlanError } from './error.ts'
import { createGrid, deleteGrid, editGrid, mergeGrids, splitGrid } from './gridEdits.ts'
import { judgePatch } from './judge.ts'
import { appendRun, checkPatch, diffAssignments, invertPatch, type Patch, type PatchRun } from './patch.ts'
import type { Plan } from './plan.ts'
import type { Proposal } from './proposal.ts'
import { listCells, refuse } from './refuse.ts'
import { proposeRevert } from './revert.ts'
import { paintCells, pinCells } from './seenCells.ts'

/**
 * Answers with the patch a command makes and the cells it left to others, or with a refusal that names the grid and the offending
 * cells. `patchOf` finds the command a revert names; it is needed for reverts alone.
 * Cost: the changed cells and a few rings round them; a merge and a new grid read the whole assignment once.
 * Throws PlanError for data that belongs to another city (a wrong length) or a patch with broken runs.
 */
export function apply(plan: Plan, command: Command | NumberedCommand, patchOf: PatchOf = () => undefined): ApplyResult {
  const { assignment, adjacency } = plan
  if (adjacency.offsets.length !== assignment.length + 1)
    throw new PlanError('length-mismatch', `${assignment.length} cells, adjacency of ${adjacency.offsets.length - 1}`)
  const proposed = isNumbered(command) ? proposeNumbered(plan, command) : propose(plan, command, patchOf)
  if ('ok' in proposed) return proposed
  const { patch, contested } = proposed
  if (contested.length > 0 && 'whole' in command && command.whole) return refuseContested(contested)
  const isEmpty = patch.runs.length === 0 && patch.grids.length === 0
  if (isEmpty && contested.length > 0) return refuseContested(contested)
  const isRevert = command.kind === 'revert' && 'commandId' in command
  return judgePatch(plan, patch, { mayEmpty: isRevert }) ?? { ok: true, patch, contested }
}

function refuseContested(cells: number[]): Refusal {
  return refuse('contested', `${listCells(cells)} went to another grid meanwhile`, { cells })
}

function propose(plan: Plan, command: Command, patchOf: PatchOf): Proposal | Refusal {
  switch (command.kind) {
    case 'paint':
      return paintCells(plan, command)
    case 'pin':
      return pinCells(plan, command)
    case 'create':
      return createGrid(plan, command)
    case 'delete':
      return deleteGrid(plan, command)
    case 'merge':
      return mergeGrids(plan, command)
    case 'split':
      return splitGrid(plan, command)
    case 'revert':
      return proposeRevert(plan, command, patchOf)
    case 'lock':
      return editGrid(plan, command.gridId, { locked: command.locked })
    case 'rename':
      return editGrid(plan, command.gridId, { name: command.name })
    case 'recode':
      return editGrid(plan, command.gridId, { code: command.code })
    case 'recolour':
      return editGrid(plan, command.gridId, { colour: command.colour })
    case 'set-class':
      return editGrid(plan, command.gridId, { areaClass: command.areaClass })
    case 'assign-parent':
      return editGrid(plan, command.gridId, { parentId: command.parentId })
  }
}

function isNumbered(command: Command | NumberedCommand): command is NumberedCommand {
  return 'grid' in command || 'patch' in command || 'assignment' in command
}

function proposeNumbered(plan: Plan, command: NumberedCommand): Proposal | Refusal {
  const { assignment } = plan
  if (command.kind === 'paint') return paintNumbered(plan, command.grid, command.cells)
  if (command.kind === 'revert') return revertWhole(assignment, command.patch)
  return { patch: diffAssignments(assignment, command.assignment), contested: [] }
}

function paintNumbered({ assignment, grids }: Plan, grid: number, cells: readonly number[]): Proposal | Refusal {
  if (!grids.has(grid)) return refuse('unknown-grid', `grid ${grid} does not exist in this plan`, { grid })
  const unknown = cells.filter((c) => !Number.isInteger(c) || c < 0 || c >= assignment.length)
  if (unknown.length > 0) {
    const message = `${listCells(unknown)} not in the city: cells are 0..${assignment.length - 1}`
    return refuse('unknown-cell', message, { grid, cells: unknown })
  }
  const changed = Uint32Array.from(cells.filter((c) => assignment[c] !== grid)).sort()
  const runs: PatchRun[] = []
  let previous = -1
  for (const c of changed) {
    if (c !== previous) appendRun(runs, c, 1, assignment[c]!, grid)
    previous = c
  }
  return { patch: { runs, grids: [] }, contested: [] }
}

function revertWhole(assignment: Uint16Array, patch: Patch): Proposal | Refusal {
  checkPatch(patch, assignment.length)
  const stale: number[] = []
  for (const { start, length, to } of patch.runs)
    for (let c = start; c < start + length; c++) if (assignment[c] !== to) stale.push(c)
  if (stale.length > 0)
    return refuse('stale', `${listCells(stale)} changed again since; revert the later change first`, { cells: stale })
  return { patch: invertPatch(patch), contested: [] }
}
