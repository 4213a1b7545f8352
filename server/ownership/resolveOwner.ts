import { latLngToCell } from 'h3-js'
import { formatCellId, locatePoint, unassigned } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import type { Owner } from '../contract/ownership.ts'
import type { PlanState } from '../plans/states.ts'

const gridsByNumber = derived(
  (state: PlanState) => new Map(state.grids.map(({ number, code, name }) => [number, { number, code, name }] as const)),
)

/**
 * Which grid a WGS 84 point belongs to in a plan, and which rule decided. A point belongs to the grid of the cell that holds it; one
 * outside the city, or in an unassigned cell, is in the unresolved pool, with the reason. About 1 µs.
 */
export function resolveOwner(state: PlanState, lng: number, lat: number): Owner {
  const { lattice } = state.city
  const cell = locatePoint(lattice, lng, lat)
  if (cell === -1) {
    const cellId = latLngToCell(lat, lng, lattice.resolution)
    return { basis: 'unresolved', reason: 'outside-city', cellId, grid: null }
  }
  const cellId = formatCellId(lattice.cellIds[cell]!)
  const number = state.assignment[cell]!
  const grid = number === unassigned ? undefined : gridsByNumber(state).get(number)
  return grid
    ? { basis: 'cell', reason: null, cellId, grid }
    : { basis: 'unresolved', reason: 'unassigned-cell', cellId, grid: null }
}
