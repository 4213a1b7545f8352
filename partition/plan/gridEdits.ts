/** Commands about grids as such. */
import type { Command, NewGrid, Refusal } from './command.ts'
import { type Grid, type GridChange, type GridField, sameGrid } from './grid.ts'
import { recordOf } from './newGrid.ts'
import { heirOf, numberOf, type Plan } from './plan.ts'
import { type Proposal, patchOfCells } from './proposal.ts'
import { refuse } from './refuse.ts'
import { ascending, refuseGrid, refuseUnknownCells, sortSeen } from './seenCells.ts'

export function editGrid(plan: Plan, gridId: string, fields: Partial<Pick<Grid, GridField>>): Proposal | Refusal {
  const from = plan.grids.get(numberOf(plan, gridId) ?? 0)
  if (!from) return refuseGrid(plan, gridId)
  const to = { ...from, ...fields, ...(fields.name !== undefined && { name: fields.name.trim() }) }
  if (sameGrid(from, to))
    return refuse('nothing-changes', `grid ${from.number} is like that already`, { grid: from.number })
  return { patch: { runs: [], grids: [{ number: from.number, from, to }] }, contested: [] }
}

export function createGrid(plan: Plan, wanted: NewGrid): Proposal | Refusal {
  const taken = refuseTakenId(plan, [wanted])
  if (taken) return taken
  const to = recordOf(plan, trimmed(wanted), { like: undefined, others: [], cells: [] })
  return { patch: { runs: [], grids: [{ number: to.number, from: null, to }] }, contested: [] }
}

export function deleteGrid(plan: Plan, { gridId }: { gridId: string }): Proposal | Refusal {
  const from = plan.grids.get(numberOf(plan, gridId) ?? 0)
  if (!from) return refuseGrid(plan, gridId)
  return { patch: { runs: [], grids: [{ number: from.number, from, to: null }] }, contested: [] }
}

export function mergeGrids(plan: Plan, { gridId, gone }: Extract<Command, { kind: 'merge' }>): Proposal | Refusal {
  const { assignment, grids } = plan
  const target = numberOf(plan, gridId)
  if (target === undefined) return refuseGrid(plan, gridId)
  const ending = new Map<number, Grid>()
  for (const id of gone) {
    if (id === gridId) return refuse('same-grid', `grid ${target} cannot be merged into itself`, { grid: target })
    const number = numberOf(plan, id)
    if (number !== undefined) ending.set(number, grids.get(number)!)
    else {
      const past = [...plan.gone].find(([, one]) => one.gridId === id)
      // Somebody else has merged it into the same grid: agreed.
      if (!past || heirOf(plan, past[0]) !== target) return refuseGrid(plan, id)
    }
  }
  const targets = new Map<number, number>()
  const isEnding = new Uint8Array(65536)
  for (const number of ending.keys()) isEnding[number] = 1
  if (ending.size > 0)
    for (let cell = 0; cell < assignment.length; cell++) if (isEnding[assignment[cell]!]) targets.set(cell, target)
  const ids = new Set([...ending.values()].map((grid) => grid.gridId))
  const changes: GridChange[] = [...ending].map(([number, from]) => ({ number, from, to: null }))
  // Sub-grids of a grid that ends are its heir's; the heir itself, where it was one of them, becomes a main grid.
  for (const from of grids.values()) {
    if (from.parentId === null || !ids.has(from.parentId) || ending.has(from.number)) continue
    const parentId = from.number === target ? null : gridId
    changes.push({ number: from.number, from, to: { ...from, parentId } })
  }
  return { patch: patchOfCells(assignment, targets, changes), contested: [] }
}

export function splitGrid(plan: Plan, { gridId, parts }: Extract<Command, { kind: 'split' }>): Proposal | Refusal {
  const { assignment, grids } = plan
  const source = numberOf(plan, gridId)
  if (source === undefined) return refuseGrid(plan, gridId)
  const taken = refuseTakenId(plan, parts)
  if (taken) return taken
  const targets = new Map<number, number>()
  const others: Grid[] = []
  const contested: number[] = []
  for (const part of parts) {
    const unknown = refuseUnknownCells(plan, part.cells)
    if (unknown) return unknown
    const seen = sortSeen(plan, part.cells)
    const isFree = (cell: number) => assignment[cell] === source && !targets.has(cell)
    const cells = seen.as.filter(isFree)
    contested.push(...seen.contested, ...seen.as.filter((cell) => !isFree(cell)))
    if (cells.length === 0) {
      const message = `none of the cells of a new grid is in grid ${source} any more`
      return refuse('contested', message, { grid: source, cells: ascending(contested) })
    }
    const grid = recordOf(plan, trimmed(part), { like: grids.get(source), others, cells })
    others.push(grid)
    for (const cell of cells) targets.set(cell, grid.number)
  }
  const changes = others.map((to) => ({ number: to.number, from: null, to }))
  return { patch: patchOfCells(assignment, targets, changes), contested: ascending(contested) }
}

function trimmed<Wanted extends NewGrid>(wanted: Wanted): Wanted {
  return wanted.name === undefined ? wanted : { ...wanted, name: wanted.name.trim() }
}

/** A new grid's id is nobody's, nor was it. */
function refuseTakenId({ grids, gone }: Plan, wanted: readonly NewGrid[]): Refusal | undefined {
  const ids = new Set([...grids.values(), ...gone.values()].map((grid) => grid.gridId))
  for (const { gridId } of wanted) {
    if (ids.has(gridId))
      return refuse('grid-id-taken', `the id ${gridId} was given to a grid of this plan before`, {
        details: { gridId },
      })
    ids.add(gridId)
  }
  return undefined
}
