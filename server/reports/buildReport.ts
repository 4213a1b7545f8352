import { type Kysely, sql } from 'kysely'
import { adminAreasText, getCity } from '../cities/store.ts'
import type { City, Snapshot } from '../contract/cities.ts'
import type { Figures } from '../contract/common.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { loadPlanState, type PlanState } from '../plans/planState.ts'
import type { BalanceReport } from './report.ts'
import { reportOf } from './reportOf.ts'

/** All that a report is made from; plain data, so that it can be sent to a thread. */
export interface ReportSource {
  readonly state: PlanState
  readonly city: City
  readonly snapshot: Snapshot
  /** sum of all rows that were loaded, and of those outside the city */
  readonly file: Figures
  readonly outside: Figures
  /** GeoJSON text */
  readonly districts: string
  readonly generatedAt: Date
}

/** The balance report of a plan at its present revision; throws `plan-not-found`. */
export async function buildReport(database: Database, planId: string, generatedAt: Date): Promise<BalanceReport> {
  return reportOf(await loadReportSource(database, planId, generatedAt))
}

/** Throws `plan-not-found`. */
export async function loadReportSource(database: Database, planId: string, generatedAt: Date): Promise<ReportSource> {
  const state = await loadPlanState(database, planId)
  const db = database.kysely
  return {
    state,
    city: await getCity(db, state.cityCode),
    snapshot: state.snapshot,
    ...(await sumCustomers(db, state)),
    districts: await adminAreasText(db, state.cityCode),
    generatedAt,
  }
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
