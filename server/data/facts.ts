import type { Kysely } from 'kysely'
import type { Schema } from '../db/schema.ts'

export interface Facts {
  readonly customers: Float64Array
  /** hundredths of the city's currency */
  readonly revenueCents: Float64Array
}

/** A snapshot's figures by cell index; cells without data are 0. */
export async function loadFacts(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  cellCount: number,
): Promise<Facts> {
  const rows = await db
    .selectFrom('cell_fact')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select(['cell_index', 'customers', 'revenue_cents'])
    .execute()
  const facts = { customers: new Float64Array(cellCount), revenueCents: new Float64Array(cellCount) }
  for (const row of rows) {
    facts.customers[row.cell_index] = row.customers
    facts.revenueCents[row.cell_index] = row.revenue_cents
  }
  return facts
}
