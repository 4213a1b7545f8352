import { encodeAssignment } from '../../partition/index.ts'
import { commandsQuery, planParams } from '../contract/params.ts'
import { commandLog, commandRequest, commandResult, planDetail as planDetailSchema } from '../contract/plans.ts'
import { verification } from '../contract/verification.ts'
import { problemOf } from '../errors.ts'
import { answer, binary, problems } from '../http/media.ts'
import { sendProblem } from '../http/problemReplies.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { type CommandOutcome, executeCommand, listCommands } from './executeCommand.ts'
import { planDetail } from './planDetail.ts'
import { loadPlanState } from './planState.ts'
import { recountPlan } from './recount/recountPlan.ts'
import { representationKey } from './representationKey.ts'

// A stroke over every cell of the largest city: 500,000 numbers of up to 7 digits.
const commandBodyLimit = 8 * 1024 * 1024
/** Whoever does not say which client sends. */
const anyone = 'planner'

export function planRoutes(app: ApiApp, { database, sendRepresentation }: RouteContext): void {
  app.get(
    '/api/plans/:plan',
    {
      schema: {
        tags: ['plans'],
        summary: 'A plan with the figures of its grids',
        params: planParams,
        response: { 200: planDetailSchema, ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const state = await loadPlanState(database, params.plan)
      return await sendRepresentation(reply.request, reply, {
        key: `${representationKey(state)}.detail`,
        type: 'application/json; charset=utf-8',
        headers: { 'x-plan-revision': state.revision, 'x-snapshot': state.snapshotId },
        make: () => JSON.stringify(planDetail(state)),
      })
    },
  )

  app.get(
    '/api/plans/:plan/assignment',
    {
      schema: {
        tags: ['plans'],
        summary: 'The grid of each cell',
        description:
          'Little-endian Uint16 by cellIndex, 0 where the cell is unassigned. The header X-Plan-Revision tells the revision it belongs to.',
        params: planParams,
        response: { 200: answer('application/octet-stream', binary, 'Two bytes a cell'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const state = await loadPlanState(database, params.plan)
      return await sendRepresentation(reply.request, reply, {
        key: `${representationKey(state)}.assignment`,
        type: 'application/octet-stream',
        headers: { 'x-plan-revision': state.revision, 'x-snapshot': state.snapshotId },
        make: () => encodeAssignment(state.assignment),
      })
    },
  )

  app.get(
    '/api/plans/:plan/verification',
    {
      schema: {
        tags: ['plans'],
        summary: 'The plan recounted from the stored rows, with every violation found',
        params: planParams,
        response: { 200: verification, ...problems(404) },
      },
    },
    async ({ params }) => await recountPlan(database, params.plan),
  )

  app.get(
    '/api/plans/:plan/commands',
    {
      schema: {
        tags: ['plans'],
        summary: "The plan's log: every command with the patch it made, oldest first",
        params: planParams,
        querystring: commandsQuery,
        response: { 200: commandLog, ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const state = await loadPlanState(database, params.plan)
      return await listCommands(database.kysely, state, query.after)
    },
  )

  app.post(
    '/api/plans/:plan/commands',
    {
      bodyLimit: commandBodyLimit,
      schema: {
        tags: ['plans'],
        summary: 'Apply a command',
        description:
          'All or nothing. A refusal is 409 or 422 with its reason as `code`, and names the grid and the cells. `revision-conflict` means that the plan has moved on; the answer tells its revision. Sending a command twice applies it once.',
        params: planParams,
        body: commandRequest,
        response: { 200: commandResult, ...problems(404, 409, 422) },
      },
    },
    async ({ params, body }, reply) => {
      const outcome = await executeCommand(database, params.plan, body, body.client ?? anyone)
      if (outcome.ok) return { revision: outcome.revision, patch: outcome.patch }
      return sendProblem(reply, problemOfRefusal(outcome))
    },
  )
}

const shownCells = 1000

function problemOfRefusal(outcome: Extract<CommandOutcome, { ok: false }>) {
  const { reason, message } = outcome
  const isAboutTheRequest = reason === 'unknown-grid' || reason === 'unknown-cell' || reason === 'unknown-revision'
  return problemOf(isAboutTheRequest ? 422 : 409, reason, message, {
    ...('revision' in outcome ? { revision: outcome.revision } : {}),
    ...('grid' in outcome && outcome.grid !== undefined ? { grid: outcome.grid } : {}),
    ...('cells' in outcome && outcome.cells ? { cells: outcome.cells.slice(0, shownCells) } : {}),
  })
}
