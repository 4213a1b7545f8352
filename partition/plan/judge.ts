/**
 * The law: what a patch must keep. Every grid it names exists; no locked grid loses or gains a cell, no pinned cell leaves its grid;
 * no grid that loses cells ends empty; every grid it touches stays in one piece; a grid that ends has no cell and no sub-grid left;
 * names, codes and ids are one grid's each, and a parent is a main grid. Rules about a grid's pieces are judged against the plan
 * as it is, so a plan that came in broken can be repaired (see connectivity.ts).
 */
import { type CellRun, cellsOfRuns, runsHold } from './cellRuns.ts'
import type { Refusal } from './command.ts'
import { checkGridCells, type GridCells, type GridCheck } from './connectivity.ts'
import type { Patch, PatchRun } from './patch.ts'
import { type Plan, unassigned } from './plan.ts'
import { judgeRecords, recordsAfter } from './records.ts'
import { listCells, refuse } from './refuse.ts'

export interface Leave {
  /** a revert may leave a grid without a cell, for it had none before */
  readonly mayEmpty?: boolean
}

/**
 * Answers with the first broken rule: grids, locks, pins, records, then the lowest touched grid that would break; undefined where the
 * patch is lawful. The patch must fit the plan. Writes the cells into the assignment and puts them back: nobody else may read it
 * meanwhile. O(changed cells) and a few rings round them; a cut walks the smaller pieces.
 */
export function judgePatch(plan: Plan, patch: Patch, { mayEmpty = false }: Leave = {}): Refusal | undefined {
  if (patch.runs.length === 0 && patch.grids.length === 0)
    return refuse('nothing-changes', 'every cell is already where the command puts it')
  const { assignment, grids } = plan
  const after = recordsAfter(plan, patch)
  const touched = new Map<number, { grid: number; lost: PatchRun[]; gained: PatchRun[] }>()
  const changeOf = (grid: number) => {
    let change = touched.get(grid)
    if (!change) {
      change = { grid, lost: [], gained: [] }
      touched.set(grid, change)
    }
    return change
  }
  for (const run of patch.runs) {
    if (run.to !== unassigned && !after(run.to))
      return refuse('unknown-grid', `grid ${run.to} does not exist in this plan`, { grid: run.to })
    changeOf(run.from).lost.push(run)
    changeOf(run.to).gained.push(run)
  }
  const changes = [...touched.values()].filter(({ grid }) => grids.has(grid) || after(grid))
  changes.sort((a, b) => a.grid - b.grid)

  const refused = judgeLocks(plan, changes) ?? judgePins(plan, changes) ?? judgeRecords(plan, patch)
  if (refused) return refused
  for (const { start, length, to } of patch.runs) assignment.fill(to, start, start + length)
  try {
    for (const { number, to } of patch.grids) {
      const isEmptied = to !== null || !grids.has(number) || isWithoutCells(plan, number, touched.get(number))
      if (!isEmptied) return refuse('not-empty', `grid ${number} still has cells`, { grid: number })
    }
    for (const change of changes) {
      if (!after(change.grid)) continue
      const check = checkGridCells(plan.adjacency, assignment, change)
      if (check.kind === 'connected' || (check.kind === 'empty' && mayEmpty)) continue
      return refuseBroken(change, check)
    }
    return undefined
  } finally {
    for (const { start, length, from } of patch.runs) assignment.fill(from, start, start + length)
  }
}

function isWithoutCells({ assignment }: Plan, number: number, change: GridCells | undefined): boolean {
  return (change?.gained.length ?? 0) === 0 && !assignment.includes(number)
}

function judgeLocks({ grids }: Plan, changes: readonly GridCells[]): Refusal | undefined {
  for (const { grid, lost, gained } of changes) {
    if (!grids.get(grid)?.locked) continue
    const cells = cellsOfRuns([...lost, ...gained]).sort((a, b) => a - b)
    const message = `grid ${grid} is locked: ${listCells(cells)} may not leave or join it`
    return refuse('locked-grid', message, { grid, cells })
  }
  return undefined
}

function judgePins({ grids }: Plan, changes: readonly GridCells[]): Refusal | undefined {
  for (const { grid, lost } of changes) {
    const pins: readonly CellRun[] = grids.get(grid)?.pins ?? []
    if (pins.length === 0) continue
    const cells = cellsOfRuns(lost).filter((cell) => runsHold(pins, cell))
    if (cells.length > 0)
      return refuse('pinned-cell', `${listCells(cells)} pinned to grid ${grid} may not leave it`, { grid, cells })
  }
  return undefined
}

function refuseBroken({ grid, lost, gained }: GridCells, check: Exclude<GridCheck, { kind: 'connected' }>): Refusal {
  if (check.kind === 'empty')
    return refuse('would-empty', `grid ${grid} would have no cell left`, { grid, cells: cellsOfRuns(lost) })
  const areGained = check.cells.every((cell) => runsHold(gained, cell))
  const message = areGained
    ? `${listCells(check.cells)} would not touch the rest of grid ${grid}`
    : `grid ${grid} would fall into ${check.pieces} pieces: ${listCells(check.cells)} would be cut off`
  return refuse('would-disconnect', message, { grid, cells: check.cells })
}
