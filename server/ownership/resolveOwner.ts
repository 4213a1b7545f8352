import { latLngToCell } from 'h3-js'
import { formatCellId, locatePoint, unassigned } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import type { Place, PlaceGrid } from '../contract/ownership.ts'
import type { PlanState } from '../plans/states.ts'

type Records = readonly Pick<PlanState['grids'][number], 'number' | 'gridId' | 'code' | 'name' | 'parentId'>[]

/** Each grid of a plan as others may know it, with its main grid, by number. */
export function placeGrids(grids: Records): ReadonlyMap<number, PlaceGrid> {
  const byId = new Map(grids.map(({ gridId, code, name }) => [gridId, { gridId, code, name }]))
  return new Map(
    grids.map(({ number, gridId, code, name, parentId }) => [
      number,
      { gridId, code, name, main: (parentId !== null && byId.get(parentId)) || null },
    ]),
  )
}

const gridsByNumber = derived((state: PlanState) => placeGrids(state.grids))

/**
 * Which grid a WGS 84 point belongs to in a plan, and which rule decided. A point belongs to the grid of the cell that holds it; one
 * outside the city, or in an unassigned cell, is in the unresolved pool, with the reason. About 1 µs.
 */
export function resolveOwner(state: PlanState, lng: number, lat: number): Place {
  const { lattice } = state.city
  const cell = locatePoint(lattice, lng, lat)
  if (cell !== -1) return placeOfCell(state, cell)
  const cellId = latLngToCell(lat, lng, lattice.resolution)
  return { basis: 'unresolved', rule: 'cell', reason: 'outside-city', cellId, grid: null }
}

/** The same of what lies in a cell, which is known by its place in the city's order. */
export function placeOfCell(state: PlanState, cell: number): Place {
  const cellId = formatCellId(state.city.lattice.cellIds[cell]!)
  const number = state.assignment[cell]!
  const grid = number === unassigned ? undefined : gridsByNumber(state).get(number)
  return grid
    ? { basis: 'cell', rule: 'cell', reason: null, cellId, grid }
    : { basis: 'unresolved', rule: 'cell', reason: 'unassigned-cell', cellId, grid: null }
}
