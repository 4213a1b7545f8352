import { unassigned } from '../../partition/index.ts'
import type { AdminAreas } from '../cities/store.ts'
import { divisionNameOf } from '../data/divisions.ts'
import { planDetail, planOutlines } from '../plans/planDetail.ts'
import { assembleReport, type BalanceReport } from './report.ts'
import type { Outline } from './reportGrid.ts'
import type { ReportSource } from './reportSource.ts'

/** The report made from what `loadReportSource` has read. */
export function reportOf({ state, districts, ...read }: ReportSource): BalanceReport {
  const { features } = JSON.parse(districts) as AdminAreas
  return assembleReport({
    ...read,
    division: divisionNameOf(state.division),
    plan: planDetail(state),
    outlines: planOutlines(state),
    linkedGrids: linkedGrids(state),
    districts: features.map(({ properties, geometry }) => ({
      name: properties.name,
      outline: geometry.coordinates as Outline,
    })),
  })
}

function linkedGrids({ links, assignment }: ReportSource['state']): [number, number][] {
  return links
    .map(({ a, b }): [number, number] => [assignment[a]!, assignment[b]!])
    .filter(([from, to]) => from !== to && from !== unassigned && to !== unassigned)
}
