import { ShapanError } from '../../base/errors.ts'
import { type ImportKind, mostPlaces } from '../../contract/placeKinds.ts'

/** Throws `invalid-places` where a file holds more than a city may have. */
export function refuseTooMany(count: number, sourceName: string, kind: ImportKind): void {
  if (count > mostPlaces)
    throw new ShapanError(
      'invalid-places',
      `${sourceName} has ${count} of the kind ${kind}, more than ${mostPlaces}: leave some out`,
    )
}
