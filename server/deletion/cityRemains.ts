import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/**
 * Tables of a city that nothing in the database refers to, and that say nothing once the city is gone: their rows follow it in a
 * transaction of their own, so that deleting a city locks few tables at once. A table whose rows need no foreign key belongs here.
 */
const remains = [
  'outbox',
  'audit',
  'snapshot_start',
  'impact',
  'movement',
  'lineage',
  'claim',
  'dispute',
  'owner_row',
  'owner_change',
  'owner_package',
  'party',
  'cluster_grid',
  'grid_member',
  'city_rules',
  'area_cells',
  'former_district',
] as const satisfies readonly (keyof Schema)[]

/**
 * Removes what deleted cities have left, of a deletion just done or one that was cut short; answers with how many cities that was. Each
 * city by itself, all of it or nothing: its row of `city_life`, which tells that there is something left, goes last.
 */
export async function removeCityRemains(database: Database): Promise<number> {
  const cityIds = await listGoneCities(database.kysely)
  for (const cityId of cityIds)
    await database.kysely.transaction().execute(async (transaction) => {
      for (const table of [...remains, 'city_life' as const])
        await transaction.deleteFrom(table).where('city_id', '=', cityId).execute()
    })
  return cityIds.length
}

async function listGoneCities(db: Kysely<Schema>): Promise<number[]> {
  const { rows } = await sql<{ cityId: number }>`
    select city_id as "cityId" from city_life where city_id not in (select city_id from city) order by 1`.execute(db)
  return rows.map(({ cityId }) => cityId)
}
