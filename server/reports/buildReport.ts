import type { Kysely } from 'kysely'
import { adminAreasGeojson, getCity } from '../cities/store.ts'
import type { Snapshot } from '../contract/cities.ts'
import { snapshotOf } from '../data/listSnapshots.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'
import { planDetail, planOutlines } from '../plans/planDetail.ts'
import { loadPlanState, type PlanState } from '../plans/planState.ts'
import { loadCustomerSums } from './customerSums.ts'
import { assembleReport, type BalanceReport, type Outline } from './report.ts'

/** The balance report of a plan at its present revision; throws `plan-not-found`. */
export async function buildReport(database: Database, planId: string, generatedAt: Date): Promise<BalanceReport> {
  const state = await loadPlanState(database, planId)
  const db = database.kysely
  const districts = await adminAreasGeojson(db, state.cityCode)
  return assembleReport({
    city: await getCity(db, state.cityCode),
    plan: planDetail(state),
    snapshot: await getSnapshot(db, state),
    ...(await loadCustomerSums(database, state.cityId, state.snapshotId)),
    outlines: planOutlines(state),
    districts: districts.features.map(({ properties, geometry }) => ({
      name: properties.name,
      outline: geometry.coordinates as Outline,
    })),
    generatedAt,
  })
}

/** The plan's own snapshot, which need not be the city's current one. */
async function getSnapshot(db: Kysely<Schema>, { cityId, snapshotId }: PlanState): Promise<Snapshot> {
  const row = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .selectAll()
    .executeTakeFirst()
  if (!row?.completed_at) throw new ShapanError('snapshot-not-found', `Snapshot ${snapshotId} is not complete`)
  return snapshotOf({ ...row, completed_at: row.completed_at })
}
