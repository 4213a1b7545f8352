import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../db/schema.ts'

/**
 * Locks a city's state until the transaction ends, so that those who give out its numbers, or change what is the city's own, take turns; readers
 * do not wait. Answers with the last numbers given out; undefined where the city is not there, or was deleted meanwhile.
 */
export async function lockCity(
  transaction: Kysely<Schema>,
  cityId: number,
): Promise<
  Pick<Selectable<Schema['city_state']>, 'last_snapshot_id' | 'last_plan_number' | 'district_changes'> | undefined
> {
  return await transaction
    .selectFrom('city_state')
    .where('city_id', '=', cityId)
    .select(['last_snapshot_id', 'last_plan_number', 'district_changes'])
    .forNoKeyUpdate()
    .executeTakeFirst()
}
