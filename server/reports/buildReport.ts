import { adminAreasText, getCity } from '../cities/store.ts'
import { listFigures } from '../data/cityFigures.ts'
import { loadCustomerSums } from '../data/customerSums.ts'
import type { WhichData } from '../data/whichSnapshot.ts'
import type { Database } from '../db/database.ts'
import { loadPlanOnSnapshot } from '../plans/planOnSnapshot.ts'
import type { BalanceReport } from './report.ts'
import { reportOf } from './reportOf.ts'
import type { ReportSource } from './reportSource.ts'

/** The balance report of a plan at its present revision, by its own data or that of another snapshot or period; throws as `loadPlanOnSnapshot` does. */
export async function buildReport(
  database: Database,
  planId: string,
  generatedAt: Date,
  which: WhichData = {},
): Promise<BalanceReport> {
  return reportOf(await loadReportSource(database, planId, generatedAt, which))
}

/** Throws as `loadPlanOnSnapshot` does. */
export async function loadReportSource(
  database: Database,
  planId: string,
  generatedAt: Date,
  which: WhichData = {},
): Promise<ReportSource> {
  const state = await loadPlanOnSnapshot(database, planId, which)
  const db = database.kysely
  return {
    state,
    city: await getCity(db, state.cityCode),
    snapshot: state.snapshot,
    ...(await loadCustomerSums(database, state.cityId, state.snapshot.snapshotId, state.division)),
    figures: await listFigures(db, state.cityCode),
    districts: await adminAreasText(db, state.cityCode),
    generatedAt,
  }
}
