import { cellsOfRuns } from '../../../partition/index.ts'
import type { KeptUnit } from '../../contract/places.ts'

/** The cells of a unit as it is kept with a plan. */
export function cellsOfUnit(cells: KeptUnit['cells']): number[] {
  return cellsOfRuns(cells.map(([start, length]) => ({ start, length })))
}
