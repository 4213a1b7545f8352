import { type Kysely, sql, type Transaction } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Crs } from '../contract/common.ts'
import type { ImportWarning } from '../contract/dataNotes.ts'
import { formatCents } from '../contract/money.ts'
import type { Schema } from '../db/schema.ts'
import type { ColumnMap } from './columnMap.ts'

/** Registers an import that begins; its rows hang on the returned snapshot id and count for nothing until it is completed. */
export async function beginSnapshot(
  db: Kysely<Schema>,
  cityId: number,
  source: { readonly name: string; readonly crs: Crs; readonly columnMap: ColumnMap },
): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    // Two beginners of one city take turns, so that they get different numbers.
    const city = await transaction
      .selectFrom('city')
      .where('city_id', '=', cityId)
      .select('last_snapshot_id')
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!city) throw new ShapanError('city-not-found', 'The city was deleted before its import began')
    const snapshotId = city.last_snapshot_id + 1
    await transaction
      .insertInto('snapshot')
      .values({
        city_id: cityId,
        snapshot_id: snapshotId,
        source_name: source.name,
        crs: source.crs,
        column_map: JSON.stringify(source.columnMap),
      })
      .execute()
    return snapshotId
  })
}

export interface SnapshotFigures {
  readonly rowsLoaded: number
  readonly rowsOutside: number
  readonly customers: number
  readonly revenueCents: number
}

/** Sums the snapshot's customers to its cells, in the database; the rows must all be there. */
export async function aggregateCells(
  transaction: Transaction<Schema>,
  cityId: number,
  snapshotId: number,
): Promise<SnapshotFigures> {
  await sql`
    insert into cell_fact (city_id, snapshot_id, cell_index, customers, revenue_cents)
    select city_id, snapshot_id, cell_index, sum(customers)::bigint, sum(revenue_cents)::bigint
    from customer
    where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index is not null
    group by city_id, snapshot_id, cell_index
    having sum(customers) <> 0 or sum(revenue_cents) <> 0`.execute(transaction)
  const { rows } = await sql<{ loaded: number; outside: number; customers: string; revenue: string }>`
    select count(*) as loaded, count(*) filter (where cell_index is null) as outside,
           coalesce(sum(customers) filter (where cell_index is not null), 0)::text as customers,
           coalesce(sum(revenue_cents) filter (where cell_index is not null), 0)::text as revenue
    from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(transaction)
  const row = rows[0]
  const customers = Number(row?.customers)
  const revenueCents = Number(row?.revenue)
  if (!Number.isSafeInteger(customers) || !Number.isSafeInteger(revenueCents)) {
    throw new ShapanError(
      'figures-too-large',
      `The file's totals (${row?.customers} customers, revenue ${formatCents(BigInt(row?.revenue ?? 0))}) are beyond what can be kept exactly: check the mapped columns`,
    )
  }
  return { rowsLoaded: row?.loaded ?? 0, rowsOutside: row?.outside ?? 0, customers, revenueCents }
}

/** Makes a snapshot ready and the city's current one. */
export async function completeSnapshot(
  transaction: Transaction<Schema>,
  cityId: number,
  snapshotId: number,
  done: SnapshotFigures & {
    readonly sourceSha256: string
    readonly rowsRead: number
    readonly rowsRejected: number
    readonly warnings: readonly ImportWarning[]
  },
): Promise<void> {
  await transaction
    .updateTable('snapshot')
    .set({
      status: 'ready',
      source_sha256: done.sourceSha256,
      rows_read: done.rowsRead,
      rows_loaded: done.rowsLoaded,
      rows_rejected: done.rowsRejected,
      rows_outside: done.rowsOutside,
      customers: done.customers,
      revenue_cents: done.revenueCents,
      warnings: JSON.stringify(done.warnings),
      completed_at: sql<string>`now()`,
    })
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .execute()
  await transaction.updateTable('city').set({ current_snapshot_id: snapshotId }).where('city_id', '=', cityId).execute()
}

const deleteLines = 200_000

/**
 * Removes a city's unfinished snapshots: what an import that failed or was killed left behind, and those marked as `deleting`. The caller
 * holds the city's import lock.
 * Rows go in portions, each committed by itself, so that other queries run in between. Returns how many snapshots were removed.
 */
export async function removeUnfinishedSnapshots(db: Kysely<Schema>, cityId: number): Promise<number> {
  const unfinished = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('status', '<>', 'ready')
    .select('snapshot_id')
    .execute()
  for (const { snapshot_id: snapshotId } of unfinished) {
    for (;;) {
      const { next } = await db
        .selectFrom('customer')
        .where('city_id', '=', cityId)
        .where('snapshot_id', '=', snapshotId)
        .select((expression) => expression.fn.min<number | null>('line_number').as('next'))
        .executeTakeFirstOrThrow()
      if (next === null) break
      await db
        .deleteFrom('customer')
        .where('city_id', '=', cityId)
        .where('snapshot_id', '=', snapshotId)
        .where('line_number', '<', next + deleteLines)
        .execute()
    }
    await db.deleteFrom('cell_fact').where('city_id', '=', cityId).where('snapshot_id', '=', snapshotId).execute()
    await db.deleteFrom('snapshot').where('city_id', '=', cityId).where('snapshot_id', '=', snapshotId).execute()
  }
  return unfinished.length
}
