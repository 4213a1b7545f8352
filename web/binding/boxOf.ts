import { cellBoundary } from '../../partition/index.ts'
import type { CityModel } from '../model/cityModel.ts'

/** West, south, east and north of some cells, corners and all; null for none. */
export function boxOf({ lattice }: CityModel, cells: Iterable<number>): [number, number, number, number] | null {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const cell of cells) {
    for (const [lng, lat] of cellBoundary(lattice, cell)) {
      box[0] = Math.min(box[0], lng)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lng)
      box[3] = Math.max(box[3], lat)
    }
  }
  return box[0] <= box[2] ? box : null
}

/** The cells that a grid holds. */
export function* cellsOf(assignment: Uint16Array | undefined, grid: number): Generator<number> {
  for (let cell = 0; cell < (assignment?.length ?? 0); cell++) if (assignment![cell] === grid) yield cell
}
