import { z } from 'zod'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import { compareAnswer, impact } from '../contract/impact.ts'
import {
  approved,
  auditList,
  copyRequest,
  type DecisionRequest,
  decisionRequest,
  impactRequest,
  planLife,
  planMade,
  reasonBody,
  rebased,
  rebaseRequest,
  rollbackRequest,
  submission,
  submissionRequest,
} from '../contract/lifecycle.ts'
import {
  auditQuery,
  cityParams,
  compareQuery,
  planParams,
  submissionParams,
  versionParams,
} from '../contract/params.ts'
import { version, versionList, versionsQuery } from '../contract/versions.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { loadPlanState } from '../plans/planState.ts'
import { actingOf } from './actingOf.ts'
import { archivePlan } from './archivePlan.ts'
import { compareNamed } from './compareNamed.ts'
import { copyPlan, rebasePlan } from './copyPlan.ts'
import { approve } from './decide.ts'
import { describePlanLife, describeVersions, listAudit, listVersions } from './describe.ts'
import { lineageRoutes } from './lineageRoutes.ts'
import { makeImpact } from './makeImpact.ts'
import { putBack } from './putBack.ts'
import { settingsRoutes } from './settingsRoutes.ts'
import { findOpenSubmission } from './submissions.ts'
import { type Acting, reopenPlan, submitPlan } from './submitPlan.ts'
import { tasks } from './tasks.ts'
import { readVersion, withdrawVersion } from './withdraw.ts'

const weighs = byTasks(tasks.compareBorders, tasks.weighPlan)

/** How a plan takes effect: submission, approval, versions and their order in time. */
export function lifeRoutes(app: ApiApp, context: RouteContext): void {
  planRoutes(app, context)
  versionRoutes(app, context)
  lineageRoutes(app, context)
  settingsRoutes(app, context)
}

function planRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/plans/:plan/life',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Where a plan stands on its way to taking effect, and what comes next',
        params: planParams,
        response: { 200: planLife, ...problems(404) },
      },
    },
    async ({ params }) => await describePlanLife(database, params.plan, clock()),
  )

  app.post(
    '/api/plans/:plan/impact',
    {
      config: { cost: weighs },
      schema: {
        tags: ['life'],
        summary: 'What a plan changes on a date, and what stands in its way',
        description:
          "Against what would be in force the day before, by the city's newest data: what goes from which grid to which, with every figure; grids that begin and end; blockers and warnings. Submitting and approving name its `impactId`. A date on which the plan could not begin is refused with `date-not-open`.",
        params: planParams,
        body: impactRequest,
        response: { 200: impact, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body }) => await makeImpact(database, params.plan, body.effectiveFrom, clock()),
  )

  app.put(
    '/api/plans/:plan/submission',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Submit a draft for approval',
        description:
          'From then on it cannot be edited. Refused with the first that applies: `plan-pending`, `revision-conflict`, `date-not-open`, `base-superseded`, `later-version`, `impact-outdated`, `blocked`, `warnings-not-acknowledged`.',
        params: planParams,
        body: submissionRequest,
        response: { 200: submission, ...problems(404, 409, 422) },
      },
    },
    async (request) => await submitPlan(database, request.params.plan, request.body, actingOf(request, clock())),
  )

  app.delete(
    '/api/plans/:plan/submission',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Recall a submitted plan, which is a draft again',
        params: planParams,
        querystring: reasonBody.partial(),
        response: { 200: submission, ...problems(404, 409) },
      },
    },
    async (request) =>
      await reopenPlan(
        database,
        request.params.plan,
        { state: 'recalled', reason: request.query.reason ?? '' },
        actingOf(request, clock()),
      ),
  )

  app.post(
    '/api/plans/:plan/decision',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Approve a submitted plan, or return it with a reason',
        description:
          'Approved, a version begins on its date and the plan is frozen; of several approvals at once one gets through. Returned, it is a draft again.',
        params: planParams,
        body: decisionRequest,
        response: { 200: submission, 201: approved, ...problems(404, 409, 422) },
      },
    },
    async (request, reply) => {
      const { body, params } = request
      const acting = actingOf(request, clock())
      if (body.decision === 'return') {
        const { submission: number, reason } = body
        return await reopenPlan(database, params.plan, { state: 'returned', reason, submission: number }, acting)
      }
      const { cityCode } = await loadPlanState(database, params.plan)
      return await reply.code(201).send(await approve(database, cityCode, { ...body, planId: params.plan }, acting))
    },
  )

  app.post(
    '/api/plans/:plan/copies',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'A new draft with the same cells and grids',
        params: planParams,
        body: copyRequest,
        response: { 201: planMade, ...problems(404) },
      },
    },
    async (request, reply) =>
      await reply
        .code(201)
        .send(await copyPlan(database, request.params.plan, request.body, actingOf(request, clock()))),
  )

  app.post(
    '/api/plans/:plan/rebase',
    {
      config: { cost: byTasks(tasks.mergePlans) },
      schema: {
        tags: ['life'],
        summary: 'A new draft that is drawn from the version in force',
        description:
          'What the draft changed is laid over what others changed since. Cells that both put elsewhere are as the version has them and listed as `conflicts`; `mine` names grids of the draft that keep theirs.',
        params: planParams,
        body: rebaseRequest,
        response: { 201: rebased, ...problems(404, 409) },
      },
    },
    async (request, reply) =>
      await reply
        .code(201)
        .send(await rebasePlan(database, request.params.plan, request.body, actingOf(request, clock()))),
  )

  app.post(
    '/api/plans/:plan/archive',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Put a draft away, which can be looked at and copied from then on',
        params: planParams,
        response: { 204: z.null().describe('Archived'), ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      await archivePlan(database, request.params.plan, actingOf(request, clock()))
      return await reply.code(204).send(null)
    },
  )
}

function versionRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/versions',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: "A city's versions: what was in force, is, and will be",
        description:
          'A version is in force from the first instant of `from` until that of `until`. `known` answers as was known at that change of the city.',
        params: cityParams,
        querystring: versionsQuery,
        response: { 200: versionList, ...problems(404) },
      },
    },
    async ({ params, query }) => await listVersions(database, params.city, query, clock()),
  )

  app.get(
    '/api/cities/:city/versions/:version',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'One version',
        params: versionParams,
        response: { 200: version, ...problems(404) },
      },
    },
    async ({ params }) => {
      const { timezone } = await findCity(database.kysely, params.city)
      const { cityId, read } = await readVersion(database, params.city, params.version)
      const all = await describeVersions(database, { cityId, cityCode: params.city, timezone, now: clock() }, read)
      return all.find(({ number }) => number === params.version)!
    },
  )

  app.post(
    '/api/cities/:city/versions/:version/withdrawal',
    {
      config: { cost: byTasks(tasks.compareSides) },
      schema: {
        tags: ['life'],
        summary: 'Withdraw a version that has not begun: the one before it goes on',
        description: 'One that has begun is refused with `begun`.',
        params: versionParams,
        body: reasonBody,
        response: { 204: z.null().describe('Withdrawn'), ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      await withdrawVersion(database, params.city, params.version, body.reason, actingOf(request, clock()))
      return await reply.code(204).send(null)
    },
  )

  const asks = {
    tags: ['life'],
    description: 'It waits for approval like a submitted plan.',
    params: cityParams,
    body: rollbackRequest,
    response: { 201: submission, ...problems(404, 409, 422) },
  }
  const decides = {
    tags: ['life'],
    params: submissionParams,
    body: decisionRequest,
    response: { 200: submission, 201: approved, ...problems(404, 409, 422) },
  }

  app.post(
    '/api/cities/:city/rollbacks',
    {
      config: { cost: weighs },
      schema: { ...asks, summary: 'Ask for the plan of an earlier version to be in force again, from a date to come' },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply
        .code(201)
        .send(await putBack(database, params.city, 'rollback', body, actingOf({ actor, ip }, clock()))),
  )

  app.post(
    '/api/cities/:city/corrections',
    {
      config: { cost: weighs },
      schema: { ...asks, summary: 'Ask for a version to be put right from a day that has begun, to the next start' },
    },
    async ({ params, body, actor, ip }, reply) =>
      await reply
        .code(201)
        .send(await putBack(database, params.city, 'correct', body, actingOf({ actor, ip }, clock()))),
  )

  const decide = async (
    { city, submission: number }: z.output<typeof submissionParams>,
    body: DecisionRequest,
    acting: Acting,
  ) => {
    if (body.decision === 'approve')
      return [201, await approve(database, city, { ...body, submission: number }, acting)] as const
    const { city_id: cityId } = await findCity(database.kysely, city)
    const open = await findOpenSubmission(database.kysely, cityId, { number })
    if (!open) throw new ShapanError('not-pending', `Submission ${number} of "${city}" waits for no decision`)
    const planId = formatPlanId(city, open.plan_number)
    const returned = { state: 'returned' as const, reason: body.reason, submission: number }
    return [200, await reopenPlan(database, planId, returned, acting)] as const
  }

  app.post(
    '/api/cities/:city/rollbacks/:submission/decision',
    { config: { cost: small }, schema: { ...decides, summary: 'Decide about a rollback' } },
    async ({ params, body, actor, ip }, reply) => {
      const [status, answer] = await decide(params, body, actingOf({ actor, ip }, clock()))
      return await reply.code(status).send(answer)
    },
  )

  app.post(
    '/api/cities/:city/corrections/:submission/decision',
    { config: { cost: small }, schema: { ...decides, summary: 'Decide about a correction' } },
    async ({ params, body, actor, ip }, reply) => {
      const [status, answer] = await decide(params, body, actingOf({ actor, ip }, clock()))
      return await reply.code(status).send(answer)
    },
  )

  app.get(
    '/api/cities/:city/compare',
    {
      config: { cost: byTasks(tasks.compareSides) },
      schema: {
        tags: ['life'],
        summary: 'What differs between any two plans, versions or dates',
        params: cityParams,
        querystring: compareQuery,
        response: { 200: compareAnswer, ...problems(404) },
      },
    },
    async ({ params, query }) => await compareNamed(database, params.city, query),
  )

  app.get(
    '/api/cities/:city/audit',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'Who did what and why, the newest first',
        params: cityParams,
        querystring: auditQuery,
        response: { 200: auditList, ...problems(404) },
      },
    },
    async ({ params, query }) => await listAudit(database, params.city, query),
  )
}
