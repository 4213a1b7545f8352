import type { Crs } from '../contract/common.ts'
import type { PlaceNote } from '../contract/ownership.ts'
import { describeNeedlessShift } from '../coordinates/unshiftedPlaces.ts'

/** What to say of places that were read as GCJ-02 or BD-09 where no map is. O(points), nothing for WGS 84. */
export function notesOfPlaces(
  points: readonly { readonly lon: number; readonly lat: number }[],
  crs: Crs,
): PlaceNote[] {
  const needless = describeNeedlessShift(points, crs, `crs ${crs}`)
  return needless === undefined ? [] : [{ code: 'crs-needless', message: `${needless}, ask again with crs wgs84` }]
}
