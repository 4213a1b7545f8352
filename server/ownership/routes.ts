import { ownershipAnswer, ownershipBatch, ownershipBatchResult, ownershipQuery } from '../contract/ownership.ts'
import { planParams } from '../contract/params.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import { rawJson } from '../http/jsonBody.ts'
import { problems } from '../http/media.ts'
import { sendProblem } from '../http/problemReplies.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { jsonType, sendBytes } from '../http/sendBytes.ts'
import { loadPlanState } from '../plans/planState.ts'
import { runTask } from '../threads/threads.ts'
import { notesOfPlaces } from './placeNotes.ts'
import { resolveOwner } from './resolveOwner.ts'
import { tasks } from './tasks.ts'

// 100,000 points with long ids.
const mostPoints = 100_000
const batchBodyLimit = 32 * 1024 * 1024
/** of JSON, at least: an id and two numbers with their names */
const bytesAPoint = 30

export function ownershipRoutes(app: ApiApp, { config, database }: RouteContext): void {
  // Other systems ask for one customer at a time, thousands a minute; a planner beside them must not be refused for it.
  const rateLimit = { max: config.lookupsAMinute, timeWindow: '1 minute', groupId: 'ownership' }
  app.get(
    '/api/plans/:plan/ownership',
    {
      config: { rateLimit, cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Which grid a point belongs to, and which rule decided',
        params: planParams,
        querystring: ownershipQuery,
        response: { 200: ownershipAnswer, ...problems(404) },
      },
    },
    async ({ params, query: { lon, lat, crs } }) => {
      const state = await loadPlanState(database, params.plan)
      const owner = resolveOwner(state, ...toWgs84(lon, lat, crs))
      return { ...owner, division: state.division.key, notes: notesOfPlaces([{ lon, lat }], crs) }
    },
  )

  app.post(
    '/api/plans/:plan/ownership',
    {
      bodyLimit: batchBodyLimit,
      config: {
        rateLimit,
        cost: byTasks(tasks.resolveOwners),
        body: { isRaw: true, list: { name: 'points', items: mostPoints, valuesAnItem: 8 } },
      },
      schema: {
        tags: ['ownership'],
        summary: 'The same for up to 100,000 points',
        params: planParams,
        body: rawJson(ownershipBatch),
        response: { 200: ownershipBatchResult, ...problems(404) },
      },
    },
    async ({ params, body: { bytes } }, reply) => {
      const { city, division, assignment, grids } = await loadPlanState(database, params.plan)
      const input = { body: bytes, lattice: city.lattice, division: division.key, assignment, grids }
      const answer = await runTask(tasks.resolveOwners, input, bytes.length / bytesAPoint)
      if (!answer.ok) return sendProblem(reply, answer.problem)
      return sendBytes(reply, jsonType, answer.json)
    },
  )
}
