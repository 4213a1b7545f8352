import { z } from 'zod'
import { findCity } from '../cities/store.ts'
import {
  clusterGrid,
  clusterGridList,
  gridMember,
  gridMemberList,
  gridMemberRequest,
  gridMembersQuery,
  ownerChange,
  ownerChangeList,
  ownerChangeRequest,
  ownerChangesQuery,
  ownerDecisionRequest,
  party,
  partyList,
} from '../contract/owners.ts'
import { customerHistory, historyQuery } from '../contract/ownership.ts'
import { cancelQuery, cityParams, customerParams, ownerChangeParams } from '../contract/params.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { actingOf } from '../life/actingOf.ts'
import { readHistory } from './customerHistory.ts'
import { listGridMembers, setGridMember } from './rows/gridMembers.ts'
import { listPackages } from './rows/packages.ts'
import { addClusterGrid, addParty, listClusterGrids, listParties } from './rows/parties.ts'
import { cancelOwners, decideOwners, proposeOwner } from './rows/proposals.ts'
import { tasks as rowTasks } from './rows/tasks.ts'

/** Who owns a customer beside his place: what is proposed and decided about it, and who may own. */
export function ownerRoutes(app: ApiApp, context: RouteContext): void {
  changeRoutes(app, context)
  targetRoutes(app, context)
}

function changeRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/owner-changes',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'What was proposed and decided about owners, the newest first',
        params: cityParams,
        querystring: ownerChangesQuery,
        response: { 200: ownerChangeList, ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return { changes: await listPackages(database.kysely, cityId, query) }
    },
  )

  app.post(
    '/api/cities/:city/owner-changes',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Propose an owner of a customer, an account or a unit',
        description:
          'From a date on and, where it ends, until another: then who held before goes on. It waits for a decision. Refused with the first that applies: `date-not-open`, `override-too-long`, `unknown-owner`, `later-rows`.',
        params: cityParams,
        body: ownerChangeRequest,
        response: { 201: ownerChange, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply.code(201).send(await proposeOwner(database, params.city, body, actingOf({ actor, ip }, clock()))),
  )

  app.post(
    '/api/cities/:city/owner-changes/:ownerChange/decision',
    {
      config: { cost: byTasks(rowTasks.layRows) },
      schema: {
        tags: ['ownership'],
        summary: 'Approve or reject a change of owners',
        description: 'Of several for one subject and date at once one gets through, and the others hear `later-rows`.',
        params: ownerChangeParams,
        body: ownerDecisionRequest,
        response: { 200: ownerChange, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, actor, ip }) =>
      await decideOwners(database, params.city, params.ownerChange, body, actingOf({ actor, ip }, clock())),
  )

  app.delete(
    '/api/cities/:city/owner-changes/:ownerChange',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Take back a change of owners that waits, or cancel one that was approved and has not begun',
        params: ownerChangeParams,
        querystring: cancelQuery,
        response: { 204: z.null().describe('Taken back'), ...problems(404, 409) },
      },
    },
    async ({ params, query, actor, ip }, reply) => {
      const acting = actingOf({ actor, ip }, clock())
      await cancelOwners(database, params.city, params.ownerChange, query.reason ?? null, acting)
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/api/cities/:city/customers/:customer/history',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Why is this customer ours? Every period with its grid, its owner and the reason',
        params: customerParams,
        querystring: historyQuery,
        response: { 200: customerHistory, ...problems(404) },
      },
    },
    async ({ params, query }) => await readHistory(database, params.city, params.customer, query.known, clock()),
  )
}

function targetRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/parties',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Teams and people that may own customers',
        params: cityParams,
        response: { 200: partyList, ...problems(404) },
      },
    },
    async ({ params }) => ({ parties: await listParties(database, params.city) }),
  )

  app.post(
    '/api/cities/:city/parties',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Register a team or a person that may own customers',
        params: cityParams,
        body: party,
        response: { 201: party, ...problems(404, 409) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply.code(201).send(await addParty(database, params.city, body, actingOf({ actor, ip }, clock()))),
  )

  app.get(
    '/api/cities/:city/cluster-grids',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Grids of accounts and units that lie in no plan',
        params: cityParams,
        response: { 200: clusterGridList, ...problems(404) },
      },
    },
    async ({ params }) => ({ grids: await listClusterGrids(database, params.city) }),
  )

  app.post(
    '/api/cities/:city/cluster-grids',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Register a grid of accounts and units',
        params: cityParams,
        body: clusterGrid,
        response: { 201: clusterGrid, ...problems(404, 409) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply.code(201).send(await addClusterGrid(database, params.city, body, actingOf({ actor, ip }, clock()))),
  )

  app.get(
    '/api/cities/:city/grid-members',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Who heads and manages the grids, on a date or on all of them',
        params: cityParams,
        querystring: gridMembersQuery,
        response: { 200: gridMemberList, ...problems(404) },
      },
    },
    async ({ params, query }) => ({ members: await listGridMembers(database, params.city, query.on) }),
  )

  app.post(
    '/api/cities/:city/grid-members',
    {
      config: { cost: small },
      schema: {
        tags: ['ownership'],
        summary: 'Give a grid a head or a manager from a date on, or leave the post vacant',
        description:
          'Whose customers a plan takes away is told by it. Refused with the first that applies: `date-not-open`, `unknown-owner`.',
        params: cityParams,
        body: gridMemberRequest,
        response: { 201: gridMember, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply.code(201).send(await setGridMember(database, params.city, body, actingOf({ actor, ip }, clock()))),
  )
}
