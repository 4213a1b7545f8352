import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { CityRules, CityRulesInput } from '../../contract/cityRules.ts'
import type { Schema } from '../../db/schema.ts'
import { lockCity } from '../lockCity.ts'

/** A city's rules, empty ones of revision 0 before they are first set. */
export async function readCityRules(db: Kysely<Schema>, cityId: number): Promise<CityRules> {
  const row = await db
    .selectFrom('city_rules')
    .where('city_id', '=', cityId)
    .select(['rules', 'revision', 'changed_at'])
    .executeTakeFirst()
  if (!row) return { rules: {}, revision: 0, changedAt: null }
  // as they were written: what reads them for a run holds them against the schema
  return { rules: row.rules as CityRules['rules'], revision: row.revision, changedAt: row.changed_at.toISOString() }
}

/**
 * Puts rules in place of those there are. Takes a transaction: it locks the city's state. Throws `city-not-found`, and `concurrent-change`
 * where they are no longer those of the revision that the new ones were made from.
 */
export async function putCityRules(
  transaction: Kysely<Schema>,
  cityId: number,
  { rules, revision }: CityRulesInput,
): Promise<CityRules> {
  if (!(await lockCity(transaction, cityId)))
    throw new ShapanError('city-not-found', 'The city was deleted while its rules were being changed')
  const present = await readCityRules(transaction, cityId)
  if (revision !== undefined && revision !== present.revision)
    throw new ShapanError(
      'concurrent-change',
      `The city's rules are at revision ${present.revision}, and these were made from ${revision}: read them again`,
    )
  await sql`
    insert into city_rules (city_id, rules, revision) values (${cityId}, ${JSON.stringify(rules)}::jsonb, ${present.revision + 1})
    on conflict (city_id) do update
    set rules = excluded.rules, revision = excluded.revision, changed_at = now()`.execute(transaction)
  return await readCityRules(transaction, cityId)
}
