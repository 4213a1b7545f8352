import { latLngToCell } from 'h3-js'
import { formatCellId, type Grid, locatePoint, unassigned } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import type { Owner } from '../contract/ownership.ts'
import type { PlanState } from '../plans/states.ts'

type Owned = Pick<Owner, 'grid' | 'mainGrid'>

/** By number: what is said of a point in each grid. */
export function ownersOf(
  grids: readonly Pick<Grid, 'number' | 'gridId' | 'code' | 'name' | 'parentId'>[],
): Map<number, Owned> {
  const mains = new Map(grids.map(({ gridId, code, name }) => [gridId, { gridId, code, name }]))
  return new Map(
    grids.map(({ number, code, name, parentId }) => [
      number,
      { grid: { number, code, name }, mainGrid: (parentId !== null && mains.get(parentId)) || null },
    ]),
  )
}
const ownersIn = derived((state: PlanState) => ownersOf(state.grids))

/**
 * Which grid a WGS 84 point belongs to in a plan, and which rule decided. A point belongs to the grid of the cell that holds it; one
 * outside the city, or in an unassigned cell, is in the unresolved pool, with the reason. About 1 µs.
 */
export function resolveOwner(state: PlanState, lng: number, lat: number): Owner {
  const { lattice } = state.city
  const cell = locatePoint(lattice, lng, lat)
  if (cell === -1) {
    const cellId = latLngToCell(lat, lng, lattice.resolution)
    return { basis: 'unresolved', reason: 'outside-city', cellId, grid: null, mainGrid: null }
  }
  const cellId = formatCellId(lattice.cellIds[cell]!)
  const number = state.assignment[cell]!
  const owned = number === unassigned ? undefined : ownersIn(state).get(number)
  return owned
    ? { basis: 'cell', reason: null, cellId, ...owned }
    : { basis: 'unresolved', reason: 'unassigned-cell', cellId, grid: null, mainGrid: null }
}
