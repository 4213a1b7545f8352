import { type Kysely, sql } from 'kysely'
import { adminAreasGeojson, getCity } from '../cities/store.ts'
import type { Figures } from '../contract/common.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { planDetail, planOutlines } from '../plans/planDetail.ts'
import { loadPlanState, type PlanState } from '../plans/planState.ts'
import { assembleReport, type BalanceReport, type Outline } from './report.ts'

/** The balance report of a plan at its present revision; throws `plan-not-found`. */
export async function buildReport(database: Database, planId: string, generatedAt: Date): Promise<BalanceReport> {
  const state = await loadPlanState(database, planId)
  const db = database.kysely
  const districts = await adminAreasGeojson(db, state.cityCode)
  return assembleReport({
    city: await getCity(db, state.cityCode),
    plan: planDetail(state),
    snapshot: state.snapshot,
    ...(await sumCustomers(db, state)),
    outlines: planOutlines(state),
    districts: districts.features.map(({ properties, geometry }) => ({
      name: properties.name,
      outline: geometry.coordinates as Outline,
    })),
    generatedAt,
  })
}

/** Sums over the imported rows themselves, so that the report's reconciliation does not take the cells' word. */
async function sumCustomers(
  db: Kysely<Schema>,
  { cityId, snapshotId }: PlanState,
): Promise<{ file: Figures; outside: Figures }> {
  const { rows } = await sql<Record<'customers' | 'revenue' | 'outside_customers' | 'outside_revenue', string>>`
    select coalesce(sum(customers), 0)::text as customers,
           coalesce(sum(revenue_cents), 0)::text as revenue,
           coalesce(sum(customers) filter (where cell_index is null), 0)::text as outside_customers,
           coalesce(sum(revenue_cents) filter (where cell_index is null), 0)::text as outside_revenue
    from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const row = rows[0]
  return {
    file: { customers: Number(row?.customers ?? 0), revenueCents: Number(row?.revenue ?? 0) },
    outside: { customers: Number(row?.outside_customers ?? 0), revenueCents: Number(row?.outside_revenue ?? 0) },
  }
}
