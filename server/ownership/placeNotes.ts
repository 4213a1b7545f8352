import type { Crs } from '../contract/common.ts'
import { dataNoteText, plainFormat } from '../contract/noteText.ts'
import type { PlaceNote } from '../contract/ownership.ts'
import { noteNeedlessShift } from '../coordinates/unshiftedPlaces.ts'

/** What to say of places that were read as GCJ-02 or BD-09 where no map is. O(points), nothing for WGS 84. */
export function notesOfPlaces(
  points: readonly { readonly lon: number; readonly lat: number }[],
  crs: Crs,
): PlaceNote[] {
  return noteNeedlessShift(points, crs, 'places').map((note) => ({
    code: note.code,
    place: note.place,
    metres: note.metres,
    message: dataNoteText(note, 'en', plainFormat),
  }))
}
