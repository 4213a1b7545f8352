import { defaultLimits } from '../../base/limits.ts'
import { ownershipBatch } from '../../contract/ownership.ts'
import { exportQuery, manyQuery } from '../../contract/ownershipRows.ts'
import { cityParams } from '../../contract/params.ts'
import { StreamBody, streamTypes } from '../../http/fileBody.ts'
import { rawJsonOrStream } from '../../http/jsonBody.ts'
import { problems } from '../../http/media.ts'
import { sendProblem } from '../../http/problemReplies.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { jsonType, sendBytes } from '../../http/sendBytes.ts'
import { findAnswering } from '../cityOwnership.ts'
import { batchBody, batchBodyLimit, resolveBatch } from '../resolveBatch.ts'
import { tasks as batchTasks } from '../tasks.ts'
import { exportAnswer, longestStreamMs, manyAnswer, refuseRowOptions, rowStreams } from './rowStreams.ts'
import { tasks } from './tasks.ts'

/** Whose many customers and points are: those that are sent, or all of a city. */
export function manyOwnersRoutes(app: ApiApp, { config, database, clock }: RouteContext): void {
  const rateLimit = { max: config.lookupsAMinute, timeWindow: '1 minute', groupId: 'ownership' }
  const rows = rowStreams(app, database, config.limits ?? defaultLimits, clock)

  app.post(
    '/api/cities/:city/ownership',
    {
      bodyLimit: batchBodyLimit,
      handlerTimeout: longestStreamMs,
      config: {
        rateLimit,
        cost: byTasks(batchTasks.resolveOwners, tasks.answerPoints, tasks.readCustomers, tasks.answerCustomers),
        body: { ...batchBody, isStream: true },
      },
      schema: {
        tags: ['ownership'],
        summary: 'The same for many: up to 100,000 points as JSON, rows of any number as CSV or NDJSON',
        description:
          'One version, one date and one snapshot for all of them. Rows of CSV and NDJSON are answered while they arrive, in their order, in the format that `Accept` names; the last line is the summary, and without it the answer is not whole.',
        consumes: ['application/json', ...streamTypes],
        params: cityParams,
        querystring: manyQuery,
        body: rawJsonOrStream(ownershipBatch),
        response: { 200: manyAnswer, ...problems(404, 410, 422) },
      },
    },
    async (request, reply) => {
      const { params, query, body } = request
      if (body instanceof StreamBody) return await rows.answer(request, reply, params.city, query, body)
      refuseRowOptions(query)
      const { plan, head } = await findAnswering(database, params.city, query, clock())
      const answer = await resolveBatch(body.bytes, plan, head)
      if (!answer.ok) return sendProblem(reply, answer.problem)
      return sendBytes(reply, jsonType, answer.json)
    },
  )

  app.get(
    '/api/cities/:city/ownership/export',
    {
      handlerTimeout: longestStreamMs,
      config: { rateLimit, cost: byTasks(tasks.answerPage) },
      schema: {
        tags: ['ownership'],
        summary: 'Every customer of a city with place and owner, on any date',
        description:
          'By their ids, as NDJSON or CSV; the last line is the summary, and without it the answer is not whole.',
        params: cityParams,
        querystring: exportQuery,
        response: { 200: exportAnswer, ...problems(404, 410) },
      },
    },
    async (request, reply) => await rows.export(request, reply, request.params.city, request.query),
  )
}
