import { type Kysely, sql } from 'kysely'
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
