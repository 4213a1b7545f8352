import type { Kysely, Selectable } from 'kysely'
import type { CityRow } from '../cities/store.ts'
import type { Snapshot, SnapshotInList } from '../contract/cities.ts'
import type { Schema, SnapshotTable } from '../db/schema.ts'
import { formatPlanId } from '../plans/store.ts'

/** A complete snapshot as the contract has it. */
export function snapshotOf(row: Selectable<SnapshotTable> & { completed_at: Date }): Snapshot {
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

/** A city's complete snapshots, the newest first, each with what keeps it from being deleted. */
export async function listSnapshots(db: Kysely<Schema>, city: CityRow): Promise<SnapshotInList[]> {
  const rows = await db
    .selectFrom('snapshot')
    .where('city_id', '=', city.city_id)
    .where('status', '=', 'ready')
    .selectAll()
    .orderBy('snapshot_id', 'desc')
    .execute()
  const plans = await db
    .selectFrom('plan')
    .where('city_id', '=', city.city_id)
    .select(['plan_number', 'snapshot_id'])
    .orderBy('plan_number')
    .execute()
  const plansOf = Map.groupBy(plans, (plan) => plan.snapshot_id)
  return rows.flatMap(({ completed_at, ...row }) => {
    if (completed_at === null) return []
    const ids = (plansOf.get(row.snapshot_id) ?? []).map((plan) => formatPlanId(city.code, plan.plan_number))
    const isCurrent = row.snapshot_id === city.current_snapshot_id
    return [{ ...snapshotOf({ ...row, completed_at }), isCurrent, plans: ids }]
  })
}
