import type { z } from 'zod'
import type { reportQuery } from '../contract/params.ts'
import { balanceReport } from '../contract/reports.ts'
import { sameState } from '../plans/sameState.ts'
import { renderReportCsv } from './csv.ts'
import { renderReportHtml } from './html.ts'
import type { BalanceReport } from './report.ts'
import { reportOf } from './reportOf.ts'
import type { ReportSource } from './reportSource.ts'

export interface ReportOrder extends Omit<z.output<typeof reportQuery>, 'snapshot' | 'period'> {
  readonly source: ReportSource
  /** of the source's state, see NumberedState */
  readonly identity: number
}

/** The report in one of its forms; 1 s for half a million cells. */
export function reportBody({ source, identity, format, lang }: ReportOrder): Uint8Array {
  const report = reportOf({ ...source, state: sameState({ state: source.state, identity }) })
  switch (format) {
    case 'json':
      return Buffer.from(JSON.stringify(balanceReport.parse(asJson(report))))
    case 'html':
      return Buffer.from(renderReportHtml(report, lang))
    case 'csv':
      return Buffer.from(renderReportCsv(report))
  }
}

/** Without the outlines, which /api/plans/:plan/grids has. */
function asJson({ outlines: _, districts: __, ...report }: BalanceReport) {
  return {
    ...report,
    weights: [...report.weights],
    generatedAt: report.generatedAt.toISOString(),
    figures: report.figures.map(({ spread: { average, min, max, cv, maxMinRatio, gini }, lorenz, ...figure }) => ({
      ...figure,
      ...{ average, min, max, cv, maxMinRatio, gini },
      lorenz: lorenz.map(([grids, share]): [number, number] => [grids, share]),
    })),
    grids: [...report.grids],
    advice: report.advice.map((advice) => ({ ...advice, from: advice.from.number, to: advice.to.number })),
    reconciliation: [...report.reconciliation],
  }
}
