import { ShapanError } from '../../base/errors.ts'
import type { PlaceKind } from '../../contract/placeKinds.ts'
import type { Database } from '../../db/database.ts'
import { findCity } from '../store.ts'
import { countPlaces, deletePlaces } from './store.ts'

export interface ListedPlaces {
  readonly kind: PlaceKind
  readonly count: number
  /** the newest of them */
  readonly importedAt: string
  readonly sourceName: string
}

/** How many places a city has of each of some kinds, of those it has any of. Throws `city-not-found`. */
export async function listPlaces(
  database: Database,
  cityCode: string,
  kinds: readonly PlaceKind[],
): Promise<ListedPlaces[]> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const counted = await countPlaces(database.kysely, cityId)
  return counted
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ importedAt, ...place }) => ({ ...place, importedAt: importedAt.toISOString() }))
}

/** Removes a kind's places, or some of them. Throws `city-not-found`, or `invalid-places` naming what is not there. */
export async function removePlaces(
  database: Database,
  cityCode: string,
  kind: PlaceKind,
  codes?: readonly string[],
): Promise<number> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  return await database.kysely.transaction().execute(async (transaction) => {
    const removed = await deletePlaces(transaction, cityId, kind, codes)
    if (removed > 0 && (codes === undefined || removed === new Set(codes).size)) return removed
    const which = codes === undefined ? 'none' : `not all of ${codes.join(', ')}`
    throw new ShapanError('invalid-places', `"${cityCode}" has ${which} of the kind ${kind}: nothing was removed`)
  })
}
