import { dateAt } from '../../base/civilDates.ts'
import { findCity } from '../../cities/store.ts'
import {
  claim,
  claimList,
  claimMade,
  claimRequest,
  claimsQuery,
  dispute,
  disputeList,
  disputesQuery,
  rulingRequest,
} from '../../contract/disputes.ts'
import { reasonBody } from '../../contract/lifecycle.ts'
import { cityParams, claimParams, disputeParams } from '../../contract/params.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { small } from '../../http/routeCost.ts'
import { actingOf } from '../../life/actingOf.ts'
import { makeClaim, withdrawClaim } from './claims.ts'
import { listClaims, listDisputes, readDispute } from './listDisputes.ts'
import { ruleDispute } from './ruleDispute.ts'
import { disputesWithSuccessors, withSuccessors } from './successors.ts'

/** Disputes 争议单: what several want, or somebody beside the owner. */
export function disputeRoutes(app: ApiApp, context: RouteContext): void {
  claimRoutes(app, context)
  rulingRoutes(app, context)
}

function claimRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.post(
    '/api/cities/:city/disputes',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Claim a customer, an account or a unit',
        description:
          'Where somebody owns it or claims it too, a dispute opens, or the open one is joined: `dispute` of the answer. Where nobody does, the claim waits. No owner changes by it. Refused with the first that applies: `unknown-owner`, `nothing-to-claim`.',
        params: cityParams,
        body: claimRequest,
        response: { 201: claimMade, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply.code(201).send(await makeClaim(database, params.city, body, actingOf({ actor, ip }, clock()))),
  )

  app.get(
    '/api/cities/:city/claims',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'What was claimed, the newest first',
        params: cityParams,
        querystring: claimsQuery,
        response: { 200: claimList, ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const { city_id: cityId, timezone } = await findCity(database.kysely, params.city)
      const claims = await listClaims(database.kysely, cityId, query)
      return { claims: await withSuccessors(database, params.city, claims, dateAt(clock(), timezone)) }
    },
  )

  app.delete(
    '/api/cities/:city/claims/:claim',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Withdraw a claim',
        description: 'With the last one of its claims a dispute is dropped.',
        params: claimParams,
        querystring: reasonBody,
        response: { 200: claim, ...problems(404, 409) },
      },
    },
    async ({ params, query, actor, ip }) =>
      await withdrawClaim(database, params.city, params.claim, query.reason, actingOf({ actor, ip }, clock())),
  )
}

function rulingRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/disputes',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'What is and was disputed, the newest first',
        params: cityParams,
        querystring: disputesQuery,
        response: { 200: disputeList, ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const { city_id: cityId, timezone } = await findCity(database.kysely, params.city)
      const today = dateAt(clock(), timezone)
      const disputes = await listDisputes(database.kysely, cityId, query, today)
      return { disputes: await disputesWithSuccessors(database, params.city, disputes, today) }
    },
  )

  app.get(
    '/api/cities/:city/disputes/:dispute',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'A dispute with its claims and its ruling',
        params: disputeParams,
        response: { 200: dispute, ...problems(404) },
      },
    },
    async ({ params }) => {
      const { city_id: cityId, timezone } = await findCity(database.kysely, params.city)
      const today = dateAt(clock(), timezone)
      const found = await readDispute(database.kysely, cityId, params.dispute, today)
      return (await disputesWithSuccessors(database, params.city, [found], today))[0]!
    },
  )

  app.post(
    '/api/cities/:city/disputes/:dispute/ruling',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Rule a dispute: who owns its subject from tomorrow or a later day on',
        description:
          'The ruling is a change of owners that is approved at once; of an override it lasts 365 days. Claims for that owner are granted, the others denied. Refused with the first that applies: `dispute-closed`, `date-not-open`, `unknown-owner`, `later-rows`.',
        params: disputeParams,
        body: rulingRequest,
        response: { 201: dispute, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply
        .code(201)
        .send(await ruleDispute(database, params.city, params.dispute, body, actingOf({ actor, ip }, clock()))),
  )
}
