import type { Kysely, Selectable } from 'kysely'
import { byKey } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import type { PeriodList, Snapshot, SnapshotInList, SnapshotName } from '../contract/cities.ts'
import type { Schema } from '../db/schema.ts'

/** A city's complete snapshots, the newest period and snapshot first, each with the plans that keep it from being deleted. */
export async function listSnapshots(db: Kysely<Schema>, cityId: number, cityCode: string): Promise<SnapshotInList[]> {
  const rows = await snapshotQuery(db, cityId).orderBy('period', 'desc').orderBy('snapshot_id', 'desc').execute()
  const plans = await db
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .select(['plan_number', 'snapshot_id'])
    .orderBy('plan_number')
    .execute()
  const plansOf = Map.groupBy(plans, (plan) => plan.snapshot_id)
  return rows.flatMap((row) => {
    const snapshot = toSnapshot(row)
    const made = plansOf.get(row.snapshot_id) ?? []
    return snapshot ? [{ ...snapshot, plans: made.map((plan) => formatPlanId(cityCode, plan.plan_number)) }] : []
  })
}

/** A city's periods, the newest first, each with the snapshot that is its data and the earlier ones. */
export async function listPeriods(db: Kysely<Schema>, cityId: number): Promise<PeriodList> {
  const rows = await snapshotQuery(db, cityId).orderBy('period', 'desc').orderBy('snapshot_id', 'desc').execute()
  const named = rows.flatMap((row) => toSnapshot(row) ?? [])
  const periods = [...Map.groupBy(named, (snapshot) => snapshot.period)].map(([period, [newest, ...earlier]]) => ({
    period,
    snapshot: nameSnapshot(newest!),
    earlier: earlier.map(nameSnapshot),
    figureKeys: Object.keys(newest!.totals),
    totals: newest!.totals,
  }))
  return { currentPeriod: periods[0]?.period ?? null, periods }
}

/** What its readers know a snapshot by. */
export function nameSnapshot({ snapshotId, period, sourceName, completedAt }: Snapshot): SnapshotName {
  return { snapshotId, period, sourceName, completedAt }
}

/** One complete snapshot of a city; throws `unknown-snapshot`, naming those there are. */
export async function getSnapshot(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<Snapshot> {
  const row = await snapshotQuery(db, cityId).where('snapshot_id', '=', snapshotId).executeTakeFirst()
  const snapshot = row && toSnapshot(row)
  if (snapshot) return snapshot
  const rows = await snapshotQuery(db, cityId).orderBy('snapshot_id', 'desc').limit(20).execute()
  const known = rows.map((one) => one.snapshot_id)
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
    period: row.period,
    sourceName: row.source_name,
    sourceSha256: row.source_sha256 ?? '',
    crs: row.crs,
    completedAt: row.completed_at.toISOString(),
    rowsRead: row.rows_read,
    rowsLoaded: row.rows_loaded,
    rowsRejected: row.rows_rejected,
    rowsOutside: row.rows_outside,
    totals: byKey(row.figure_keys, (_, place) => row.totals[place] ?? 0),
  }
}
