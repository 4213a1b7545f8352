import { adminAreasText, getCity } from '../cities/store.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { loadCustomerSums } from './customerSums.ts'
import type { BalanceReport } from './report.ts'
import { reportOf } from './reportOf.ts'
import type { ReportSource } from './reportSource.ts'

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
    ...(await loadCustomerSums(database, state.cityId, state.snapshotId)),
    districts: await adminAreasText(db, state.cityCode),
    generatedAt,
  }
}
