import { type Kysely, sql } from 'kysely'
import { addDays } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import type { Schema } from '../db/schema.ts'

/**
 * Takes the city's next change, under which whatever the transaction writes is known from then on. Others who want one wait for its end, so
 * the order of changes is that in which they were committed. Throws `city-not-found`.
 */
export async function takeChange(transaction: Kysely<Schema>, cityId: number): Promise<number> {
  const { rows } = await sql<{ change: string }>`
    update city_life set change = change + 1 where city_id = ${sql.lit(cityId)} returning change::text`.execute(
    transaction,
  )
  if (!rows[0]) throw new ShapanError('city-not-found', 'The city was deleted meanwhile')
  return Number(rows[0].change)
}

/**
 * From here on something of the city begins on a day, so that turns of days tell of it, from this day's on. Returns the last day that was told
 * already: what begins on it or before it the caller tells.
 */
export async function countTurns(transaction: Kysely<Schema>, cityId: number, today: string): Promise<string> {
  const { rows } = await sql<{ turned: string }>`
    update city_life set turned = coalesce(turned, ${addDays(today, -1)}::date)
    where city_id = ${sql.lit(cityId)} returning turned::text`.execute(transaction)
  if (!rows[0]) throw new ShapanError('city-not-found', 'The city was deleted meanwhile')
  return rows[0].turned
}
