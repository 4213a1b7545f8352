import { planParams, reportQuery } from '../contract/params.ts'
import { balanceReport } from '../contract/reports.ts'
import { problems, text } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { buildReport } from './buildReport.ts'
import { renderReportCsv } from './csv.ts'
import { renderReportHtml } from './html.ts'
import type { BalanceReport } from './report.ts'

export function reportRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/plans/:plan/report',
    {
      schema: {
        tags: ['reports'],
        summary: 'The balance report: as data, as one printable page, or as a table',
        params: planParams,
        querystring: reportQuery,
        response: {
          200: {
            description: 'The report',
            content: {
              'application/json': { schema: balanceReport },
              'text/html': { schema: text },
              'text/csv': { schema: text },
            },
          },
          ...problems(404, 409),
        },
      },
    },
    async ({ params, query: { format, lang } }, reply) => {
      const report = await buildReport(database, params.plan, new Date())
      const name = `${params.plan}-r${report.plan.revision}`
      reply.headers({ 'x-plan-revision': report.plan.revision, 'x-snapshot': report.snapshot.snapshotId })
      switch (format) {
        case 'json':
          return await reply.header('content-type', 'application/json; charset=utf-8').send(asJson(report))
        case 'html':
          return await reply
            .header('content-type', 'text/html; charset=utf-8')
            .header('content-disposition', `inline; filename="${name}.html"`)
            .send(renderReportHtml(report, lang))
        case 'csv':
          return await reply
            .header('content-type', 'text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="${name}.csv"`)
            .send(renderReportCsv(report))
      }
    },
  )
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
