/**
 * Takes back a command: the cells and fields that are still as it left them. A cell is that while it is in the grid it was given to,
 * or in that grid's heir; it goes back to the grid it came from, or to that grid's heir. A grid the command ended comes back with its
 * number, id and record; one it made goes, if it is empty by then.
 */
import { subtractRuns, uniteRuns } from './cellRuns.ts'
import type { PatchOf, Refusal } from './command.ts'
import { type Grid, type GridChange, type GridField, gridFields, sameField, sameGrid } from './grid.ts'
import type { Patch } from './patch.ts'
import { heirOf, type Plan, unassigned } from './plan.ts'
import { type Proposal, patchOfCells } from './proposal.ts'
import { listCells, refuse } from './refuse.ts'
import { cellsIn } from './seenCells.ts'

export function proposeRevert(plan: Plan, { commandId }: { commandId: string }, patchOf: PatchOf): Proposal | Refusal {
  const patch = patchOf(commandId)
  if (!patch) return refuse('unknown-command', `the plan's log has no command ${commandId}`, { details: { commandId } })
  const { targets, contested } = revertCells(plan, patch)
  const grids = [...revertRecords(plan, patch, targets), ...endMade(plan, patch, targets)]
  const back = patchOfCells(plan.assignment, targets, grids)
  if (back.runs.length > 0 || back.grids.length > 0) return { patch: back, contested }
  const cells = contested.length > 0 ? contested : undefined
  const what = cells ? listCells(cells) : 'everything it changed'
  return refuse('nothing-left', `${what} changed again since: nothing is left to take back`, { cells })
}

function revertCells(
  { assignment, ...plan }: Plan,
  patch: Patch,
): { targets: Map<number, number>; contested: number[] } {
  const ids = new Set([...plan.grids.values()].map(({ gridId }) => gridId))
  const restorable = new Set(
    patch.grids
      .filter(({ number, from, to }) => from && !to && !plan.grids.has(number) && !ids.has(from.gridId))
      .map(({ number }) => number),
  )
  const targets = new Map<number, number>()
  const contested: number[] = []
  for (const { start, length, from, to } of patch.runs) {
    const left = to === unassigned ? unassigned : heirOf(plan, to)
    const back = from === unassigned || restorable.has(from) ? from : heirOf(plan, from)
    for (let cell = start; cell < start + length; cell++) {
      if (assignment[cell] === back) continue
      if (back !== undefined && assignment[cell] === left) targets.set(cell, back)
      else contested.push(cell)
    }
  }
  return { targets, contested }
}

/** Records back to what they were: fields that are as the command left them, and grids it ended, if a cell comes back or there was none. */
function revertRecords(plan: Plan, patch: Patch, targets: ReadonlyMap<number, number>): GridChange[] {
  const used = new Set(targets.values())
  return patch.grids.flatMap(({ number, from, to }): GridChange[] => {
    const now = plan.grids.get(number) ?? null
    if (!from) return []
    if (!to) {
      const hadCells = patch.runs.some((run) => run.from === number)
      return now === null && (used.has(number) || !hadCells)
        ? [{ number, from: null, to: withParent(plan, patch, from) }]
        : []
    }
    if (!now) return []
    const back = gridFields.reduce((grid, field) => revertField(plan, patch, grid, field, from, to), now)
    return sameGrid(now, back) ? [] : [{ number, from: now, to: back }]
  })
}

function revertField(plan: Plan, patch: Patch, now: Grid, field: GridField, from: Grid, to: Grid): Grid {
  if (sameField(from, to, field)) return now
  if (field === 'pins') {
    const added = subtractRuns(to.pins, from.pins)
    const removed = subtractRuns(from.pins, to.pins).flatMap((run) =>
      cellsIn(plan, [run], now.number).map((start) => ({ start, length: 1 })),
    )
    return { ...now, pins: uniteRuns(subtractRuns(now.pins, added), removed) }
  }
  if (!sameField(now, to, field)) return now
  return withParent(plan, patch, { ...now, [field]: from[field] })
}

/** A main grid that is gone, and does not come back in the same step, is none any more. */
function withParent({ grids }: Plan, patch: Patch, grid: Grid): Grid {
  const { parentId } = grid
  const isThere =
    parentId === null ||
    [...grids.values()].some((one) => one.gridId === parentId) ||
    patch.grids.some(({ from, to }) => from?.gridId === parentId && !to)
  return isThere ? grid : { ...grid, parentId: null }
}

/** Grids the command made and that are empty once the cells are back. */
function endMade({ assignment, grids }: Plan, patch: Patch, targets: ReadonlyMap<number, number>): GridChange[] {
  const made = patch.grids.flatMap(({ number, from }) => {
    const now = grids.get(number)
    return !from && now ? [now] : []
  })
  if (made.length === 0) return []
  const used = new Set(targets.values())
  const keepsCell = (number: number) => {
    let cell = assignment.indexOf(number)
    while (cell >= 0 && targets.has(cell)) cell = assignment.indexOf(number, cell + 1)
    return cell >= 0
  }
  return made
    .filter(({ number }) => !used.has(number) && !keepsCell(number))
    .map((from) => ({ number: from.number, from, to: null }))
}
