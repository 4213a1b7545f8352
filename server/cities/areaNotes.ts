import type { Crs } from '../contract/common.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import { noteNeedlessShift } from '../coordinates/unshiftedPlaces.ts'
import type { PreparedArea } from './prepareAreas.ts'

const shownNames = 10

/** A note on the areas that own no cell, or none. `districts` has an area's index for each cell. */
export function noteCellless(areas: readonly PreparedArea[], districts: Int32Array, resolution: number): AreaNote[] {
  const owners = new Set(districts)
  const without = areas.filter((_, area) => !owners.has(area)).map(named)
  if (without.length === 0) return []
  const shown = firstOf(without, shownNames)
  return [{ code: 'areas-without-cell', areas: shown, more: without.length - shown.length, resolution }]
}

/** A note where a boundary, or areas to be imported, said to be GCJ-02 or BD-09 lies where maps are not shifted. */
export function noteShiftedBoundary(
  areas: readonly PreparedArea[],
  crs: Crs,
  read: 'boundary' | 'units' = 'boundary',
): AreaNote[] {
  return noteNeedlessShift(areas.map(middleOf), crs, read)
}

/** About where an area lies: the mean of its first outline's corners. */
function middleOf({ polygons: [polygon] }: PreparedArea): { lon: number; lat: number } {
  const corners = polygon?.[0] ?? []
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return { lon: mean(0), lat: mean(1) }
}

export function named({ name, code }: PreparedArea): { name: string; code: string } {
  return { name, code }
}

/** All of some things, or so many of the first that with "and n more" as many are said as `shown`. */
export function firstOf<T>(all: readonly T[], shown: number): readonly T[] {
  return all.length <= shown ? all : all.slice(0, shown - 1)
}
