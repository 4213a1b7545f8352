import {
  type AnswerHead,
  cityOwnershipQuery,
  ownershipAnswer,
  ownershipBatch,
  ownershipBatchResult,
  ownershipQuery,
} from '../contract/ownership.ts'
import { cityParams, planParams } from '../contract/params.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import { rawJson } from '../http/jsonBody.ts'
import { problems } from '../http/media.ts'
import { sendProblem } from '../http/problemReplies.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { jsonType, sendBytes } from '../http/sendBytes.ts'
import { loadPlanState } from '../plans/planState.ts'
import type { PlanState } from '../plans/states.ts'
import { findOwnership } from './cityOwnership.ts'
import { notesOfPlaces } from './placeNotes.ts'
import { batchBody, batchBodyLimit, resolveBatch } from './resolveBatch.ts'
import { resolveOwner } from './resolveOwner.ts'
import { tasks } from './tasks.ts'

/** A plan that is asked by itself is in force on no date. */
function headOfPlan({ division }: PlanState): AnswerHead {
  return { on: null, known: null, version: null, snapshot: null, division: division.key, holds: null }
}

export function ownershipRoutes(app: ApiApp, { config, database, clock }: RouteContext): void {
  // Other systems ask for one customer at a time, thousands a minute; a planner beside them must not be refused for it.
  const rateLimit = { max: config.lookupsAMinute, timeWindow: '1 minute', groupId: 'ownership' }

  app.get(
    '/api/cities/:city/ownership',
    {
      config: { rateLimit, cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Whose a customer or a point is, on any date',
        description:
          'By the version in force and the data that serves on the date: which grid, which rule decided, and how long that holds. `known` asks as was known at a change of the city: such an answer never changes. A customer whom the data does not have is answered by the point that is sent with him.',
        params: cityParams,
        querystring: cityOwnershipQuery,
        response: { 200: ownershipAnswer, ...problems(404, 410) },
      },
    },
    async ({ params, query }) => await findOwnership(database, params.city, query, clock()),
  )

  app.get(
    '/api/plans/:plan/ownership',
    {
      config: { rateLimit, cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'What if: which grid of a plan a point would belong to, whether it is in force or not',
        params: planParams,
        querystring: ownershipQuery,
        response: { 200: ownershipAnswer, ...problems(404) },
      },
    },
    async ({ params, query: { lon, lat, crs } }) => {
      const state = await loadPlanState(database, params.plan)
      const place = resolveOwner(state, ...toWgs84(lon, lat, crs))
      return {
        customer: null,
        active: true,
        ...headOfPlan(state),
        place,
        owner: null,
        dispute: null,
        notes: notesOfPlaces([{ lon, lat }], crs),
      }
    },
  )

  app.post(
    '/api/plans/:plan/ownership',
    {
      bodyLimit: batchBodyLimit,
      config: { rateLimit, cost: byTasks(tasks.resolveOwners), body: batchBody },
      schema: {
        tags: ['ownership'],
        summary: 'The same for up to 100,000 points',
        params: planParams,
        body: rawJson(ownershipBatch),
        response: { 200: ownershipBatchResult, ...problems(404) },
      },
    },
    async ({ params, body: { bytes } }, reply) => {
      const state = await loadPlanState(database, params.plan)
      const answer = await resolveBatch(bytes, state, headOfPlan(state))
      if (!answer.ok) return sendProblem(reply, answer.problem)
      return sendBytes(reply, jsonType, answer.json)
    },
  )
}
