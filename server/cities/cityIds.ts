import type { Kysely } from 'kysely'
import type { Schema } from '../db/schema.ts'

/**
 * code → city_id, from memory: on a cluster, a query that names its city by a constant id goes to the one node where that city is, one
 * that joins `city` by its code to all of them.
 *
 * Ids are never used twice, so a kept one that is out of date (the city was deleted, and perhaps made anew, by whatever process) finds
 * nothing. Whoever finds nothing looks again; nobody is told of anything.
 */
const idsOf = new WeakMap<Kysely<Schema>, Map<string, number>>()

function knownIds(db: Kysely<Schema>): Map<string, number> {
  let ids = idsOf.get(db)
  if (!ids) {
    ids = new Map()
    idsOf.set(db, ids)
  }
  return ids
}

/** What `find` finds in the city of this code; undefined where it finds nothing, or there is no such city. */
export async function findInCity<T>(
  db: Kysely<Schema>,
  code: string,
  find: (cityId: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const ids = knownIds(db)
  const known = ids.get(code)
  if (known !== undefined) {
    const found = await find(known)
    if (found !== undefined) return found
  }
  const row = await db.selectFrom('city').where('code', '=', code).select('city_id').executeTakeFirst()
  if (!row) {
    ids.delete(code)
    return undefined
  }
  if (row.city_id === known) return undefined
  ids.set(code, row.city_id)
  return await find(row.city_id)
}
