import { planParams, reportQuery } from '../contract/params.ts'
import { balanceReport } from '../contract/reports.ts'
import { problems, text } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks } from '../http/routeCost.ts'
import { sendBytes } from '../http/sendBytes.ts'
import { numbered } from '../plans/sameState.ts'
import { runTask } from '../threads/threads.ts'
import { loadReportSource } from './buildReport.ts'
import { tasks } from './tasks.ts'

const forms = {
  json: { type: 'application/json; charset=utf-8', disposition: null },
  html: { type: 'text/html; charset=utf-8', disposition: 'inline' },
  csv: { type: 'text/csv; charset=utf-8', disposition: 'attachment' },
} as const

export function reportRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/plans/:plan/report',
    {
      config: { cost: byTasks(tasks.reportBody) },
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
    async ({ params, query: { format, lang, ...which } }, reply) => {
      const source = await loadReportSource(database, params.plan, new Date(), which)
      const { state, identity } = numbered(source.state)
      const body = await runTask(tasks.reportBody, { source, identity, format, lang }, state.city.cellCount)
      const { type, disposition } = forms[format]
      const name = `${params.plan}-r${state.revision}-s${state.snapshot.snapshotId}.${format}`
      const snapshots = `</api/cities/${state.cityCode}/snapshots>; rel="describedby"`
      reply.headers({
        'x-plan-revision': state.revision,
        'x-snapshot': state.snapshot.snapshotId,
        'x-period': state.snapshot.period,
        'x-division': state.division.key,
        link: snapshots,
      })
      if (disposition) reply.header('content-disposition', `${disposition}; filename="${name}"`)
      return sendBytes(reply, type, body)
    },
  )
}
