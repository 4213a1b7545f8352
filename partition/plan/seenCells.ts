/** Commands about cells, each with the grid its maker saw it in. */
import { type CellRun, cellsOfRuns, runsOf, subtractRuns, uniteRuns } from './cellRuns.ts'
import type { Command, Refusal, SeenRun } from './command.ts'
import type { GridChange } from './grid.ts'
import { appendRun, type PatchRun } from './patch.ts'
import { numberNow, numberOf, type Plan, unassigned } from './plan.ts'
import type { Proposal } from './proposal.ts'
import { listCells, refuse } from './refuse.ts'

/** A refusal that names cells outside the city, undefined where there are none. */
export function refuseUnknownCells({ assignment }: Plan, runs: readonly CellRun[]): Refusal | undefined {
  const cellCount = assignment.length
  const isKnown = ({ start, length }: CellRun) =>
    Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length > 0 && start + length <= cellCount
  if (runs.every(isKnown)) return undefined
  const unknown = runs.filter((run) => !isKnown(run))
  const cells = unknown
    .slice(0, 100)
    .map(({ start, length }) => (start < 0 || start >= assignment.length ? start : start + length - 1))
  const message = `${listCells(cells)} not in the city: cells are 0..${assignment.length - 1}`
  return refuse('unknown-cell', message, { cells })
}

/** No grid has this id: it never had, or it is gone, and then the one it was merged into is named. */
export function refuseGrid(plan: Plan, gridId: string): Refusal {
  const isGone = [...plan.gone.values()].some((grid) => grid.gridId === gridId)
  if (!isGone) return refuse('unknown-grid', `there is no grid ${gridId} in this plan`, { details: { gridId } })
  const heir = plan.grids.get(numberNow(plan, gridId) ?? unassigned)
  const message = heir ? `it is part of grid ${heir.number}, "${heir.name}", now` : 'it was deleted'
  return refuse('grid-gone', `the grid ${gridId} does not exist any more: ${message}`, {
    details: { gridId, ...(heir && { heirId: heir.gridId, heirName: heir.name }) },
  })
}

/** Says of a run's `seen` whether a cell that is in grid `now` is still where it was seen. */
export function seenIn(plan: Plan): (seen: string | null | undefined, now: number) => boolean {
  const numbers = new Map<string, number | undefined>()
  let last: string | undefined
  let lastNumber: number | undefined
  return (seen, now) => {
    if (seen === undefined) return true
    if (seen === null) return now === unassigned
    // Runs beside one another were mostly seen in one grid.
    if (seen !== last) {
      last = seen
      if (!numbers.has(seen)) numbers.set(seen, numberNow(plan, seen))
      lastNumber = numbers.get(seen)
    }
    return lastNumber === now
  }
}

/** Cells as they were seen, and the others; a cell named twice counts once, as it is named first. Neither is sorted. */
export function sortSeen(plan: Plan, runs: readonly SeenRun[]): { as: number[]; contested: number[] } {
  const { assignment } = plan
  const isAsSeen = seenIn(plan)
  const as: number[] = []
  const contested: number[] = []
  for (const { start, length, seen } of runs)
    for (let cell = start; cell < start + length; cell++)
      (isAsSeen(seen, assignment[cell]!) ? as : contested).push(cell)
  return { as, contested }
}

/** A stroke's runs come in order, as a rule. */
function inOrder(cells: number[]): number[] {
  for (let i = 1; i < cells.length; i++) if (cells[i - 1]! > cells[i]!) return Array.from(new Uint32Array(cells).sort())
  return cells
}

export function ascending(cells: readonly number[]): number[] {
  return [...new Set(cells)].sort((a, b) => a - b)
}

export function paintCells(plan: Plan, { gridId, cells }: Extract<Command, { kind: 'paint' }>): Proposal | Refusal {
  const grid = numberOf(plan, gridId)
  if (grid === undefined) return refuseGrid(plan, gridId)
  const unknown = refuseUnknownCells(plan, cells)
  if (unknown) return unknown
  const { assignment } = plan
  const { as, contested } = sortSeen(plan, cells)
  const runs: PatchRun[] = []
  const ordered = inOrder(as)
  for (let i = 0; i < ordered.length; i++) {
    const cell = ordered[i]!
    const from = assignment[cell]!
    if (from !== grid && (i === 0 || cell !== ordered[i - 1])) appendRun(runs, cell, 1, from, grid)
  }
  return {
    patch: { runs, grids: [] },
    contested: ascending(contested.filter((cell) => assignment[cell] !== grid)),
  }
}

export function pinCells(plan: Plan, { cells, pinned }: Extract<Command, { kind: 'pin' }>): Proposal | Refusal {
  const unknown = refuseUnknownCells(plan, cells)
  if (unknown) return unknown
  const { as, contested } = sortSeen(plan, cells)
  const isOwned = (cell: number) => plan.grids.has(plan.assignment[cell]!)
  const cellsOf = Map.groupBy(as.filter(isOwned), (cell) => plan.assignment[cell]!)
  const grids: GridChange[] = []
  for (const [number, own] of [...cellsOf].sort(([a], [b]) => a - b)) {
    const from = plan.grids.get(number)!
    const runs = runsOf(own)
    const pins = pinned ? uniteRuns(from.pins, runs) : subtractRuns(from.pins, runs)
    const changed = pinned ? subtractRuns(pins, from.pins) : subtractRuns(from.pins, pins)
    if (changed.length > 0) grids.push({ number, from, to: { ...from, pins } })
  }
  const loose = as.filter((cell) => !isOwned(cell))
  return { patch: { runs: [], grids }, contested: ascending([...contested, ...loose]) }
}

/** The cells of a set that are in a grid. */
export function cellsIn({ assignment }: Plan, runs: readonly CellRun[], number: number): number[] {
  return cellsOfRuns(runs).filter((cell) => assignment[cell] === number)
}
