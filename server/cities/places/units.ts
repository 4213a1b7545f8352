import { ShapanError } from '../../base/errors.ts'
import { type UnitKind, unitKind } from '../../contract/placeKinds.ts'
import type { Database } from '../../db/database.ts'
import { findCity } from '../store.ts'
import { countPlaces, deletePlaces } from './store.ts'

export interface ListedUnits {
  readonly kind: UnitKind
  readonly count: number
  /** the newest of them */
  readonly importedAt: string
  readonly sourceName: string
}

/** How many units a city has of each kind. Throws `city-not-found`. */
export async function listUnits(database: Database, cityCode: string): Promise<ListedUnits[]> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const counted = await countPlaces(database.kysely, cityId)
  return counted.flatMap(({ kind, count, importedAt, sourceName }) => {
    const known = unitKind.safeParse(kind)
    return known.success ? [{ kind: known.data, count, importedAt: importedAt.toISOString(), sourceName }] : []
  })
}

/** Removes a kind's units, or some of them. Throws `city-not-found`, or `invalid-places` naming what is not there. */
export async function removeUnits(
  database: Database,
  cityCode: string,
  kind: UnitKind,
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
