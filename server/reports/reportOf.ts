import type { AdminAreas } from '../cities/store.ts'
import { planDetail, planOutlines } from '../plans/planDetail.ts'
import { assembleReport, type BalanceReport } from './report.ts'
import type { Outline } from './reportGrid.ts'
import type { ReportSource } from './reportSource.ts'

/** The report made from what `loadReportSource` has read. */
export function reportOf({ state, districts, ...read }: ReportSource): BalanceReport {
  const { features } = JSON.parse(districts) as AdminAreas
  return assembleReport({
    ...read,
    plan: planDetail(state),
    outlines: planOutlines(state),
    districts: features.map(({ properties, geometry }) => ({
      name: properties.name,
      outline: geometry.coordinates as Outline,
    })),
  })
}
