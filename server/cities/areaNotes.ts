import type { Crs } from '../contract/common.ts'
import { describeNeedlessShift } from '../coordinates/unshiftedPlaces.ts'
import type { PreparedArea } from './prepareAreas.ts'

const shownNames = 10

/** What the maker of a city must read: the areas that own no cell, in one sentence, or none. `districts` has an area's index for each cell. */
export function noteCellless(areas: readonly PreparedArea[], districts: Int32Array, resolution: number): string[] {
  const owners = new Set(districts)
  const without = areas.filter((_, area) => !owners.has(area))
  if (without.length === 0) return []
  return [
    `${listNames(without.map(named), shownNames)} ${without.length === 1 ? 'owns' : 'own'} no cell, being narrower than the cells of resolution ${resolution} or covered by smaller areas: customers there count for the neighbours. A finer resolution may help`,
  ]
}

/** A note where a boundary said to be GCJ-02 or BD-09 lies where maps are not shifted. */
export function noteNeedlessShift(areas: readonly PreparedArea[], crs: Crs): string[] {
  const found = describeNeedlessShift(areas.map(middleOf), crs)
  return found === undefined ? [] : [`${found}, delete the city and make it again with --crs wgs84`]
}

/** About where an area lies: the mean of its first outline's corners. */
function middleOf({ polygons: [polygon] }: PreparedArea): { lon: number; lat: number } {
  const corners = polygon?.[0] ?? []
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return { lon: mean(0), lat: mean(1) }
}

export function named({ name, code }: PreparedArea): string {
  return `"${name}" (${code})`
}

/** All of some names, or the first ones and how many more there are. */
export function listNames(names: readonly string[], shown: number): string {
  return names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown - 1).join(', ')} and ${names.length - shown + 1} more`
}
