import type { Kysely, Selectable } from 'kysely'
import type { Snapshot } from '../contract/cities.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'

/** A city's complete snapshots, the newest first. */
export async function listSnapshots(db: Kysely<Schema>, cityId: number): Promise<Snapshot[]> {
  const rows = await snapshotQuery(db, cityId).orderBy('snapshot_id', 'desc').execute()
  return rows.flatMap((row) => toSnapshot(row) ?? [])
}

/** One complete snapshot of a city; throws `unknown-snapshot`, naming those there are. */
export async function getSnapshot(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<Snapshot> {
  const row = await snapshotQuery(db, cityId).where('snapshot_id', '=', snapshotId).executeTakeFirst()
  const snapshot = row && toSnapshot(row)
  if (snapshot) return snapshot
  const known = (await listSnapshots(db, cityId)).slice(0, 20).map((one) => one.snapshotId)
  const hint = known.length === 0 ? 'it has no data yet' : `it has ${known.join(', ')}`
  throw new ShapanError('unknown-snapshot', `The city has no snapshot ${snapshotId}; ${hint}`, { snapshotId })
}

function snapshotQuery(db: Kysely<Schema>, cityId: number) {
  return db.selectFrom('snapshot').where('city_id', '=', cityId).where('status', '=', 'ready').selectAll()
}

function toSnapshot(row: Selectable<Schema['snapshot']>): Snapshot | null {
  if (row.completed_at === null) return null
  return {
    snapshotId: row.snapshot_id,
    sourceName: row.source_name,
    sourceSha256: row.source_sha256 ?? '',
    crs: row.crs,
    completedAt: row.completed_at.toISOString(),
    rowsRead: row.rows_read,
    rowsLoaded: row.rows_loaded,
    rowsRejected: row.rows_rejected,
    rowsOutside: row.rows_outside,
    totals: { customers: row.customers, revenueCents: row.revenue_cents },
  }
}
