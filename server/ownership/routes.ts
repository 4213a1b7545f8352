import { owner, ownershipBatch, ownershipBatchResult, ownershipQuery } from '../contract/ownership.ts'
import { planParams } from '../contract/params.ts'
import { toWgs84 } from '../data/toWgs84.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { loadPlanState } from '../plans/planState.ts'
import { resolveOwner } from './resolveOwner.ts'

// 100,000 points with long ids.
const batchBodyLimit = 32 * 1024 * 1024

export function ownershipRoutes(app: ApiApp, { config, database }: RouteContext): void {
  // Other systems ask for one customer at a time, thousands a minute; a planner beside them must not be refused for it.
  const rateLimit = { max: config.lookupsAMinute, timeWindow: '1 minute', groupId: 'ownership' }
  app.get(
    '/api/plans/:plan/ownership',
    {
      config: { rateLimit },
      schema: {
        tags: ['ownership'],
        summary: 'Which grid a point belongs to, and which rule decided',
        params: planParams,
        querystring: ownershipQuery,
        response: { 200: owner, ...problems(404) },
      },
    },
    async ({ params, query: { lon, lat, crs } }) => {
      const state = await loadPlanState(database, params.plan)
      return resolveOwner(state, ...toWgs84(lon, lat, crs))
    },
  )

  app.post(
    '/api/plans/:plan/ownership',
    {
      config: { rateLimit },
      bodyLimit: batchBodyLimit,
      schema: {
        tags: ['ownership'],
        summary: 'The same for up to 100,000 points',
        params: planParams,
        body: ownershipBatch,
        response: { 200: ownershipBatchResult, ...problems(404) },
      },
    },
    async ({ params, body: { crs, points } }, reply) => {
      const state = await loadPlanState(database, params.plan)
      const results = points.map(({ id, lon, lat }) => ({ id, ...resolveOwner(state, ...toWgs84(lon, lat, crs)) }))
      const owned = results.filter(({ grid }) => grid !== null).length
      const answer: typeof ownershipBatchResult._output = { owned, unresolved: results.length - owned, results }
      // Checked by the compiler; checking 100,000 results again while sending would take longer than finding them.
      return await reply
        .header('content-type', 'application/json; charset=utf-8')
        .serializer((payload: unknown) => JSON.stringify(payload))
        .send(answer)
    },
  )
}
