import { Readable } from 'node:stream'
import { z } from 'zod'
import { decodePatch, encodeAssignment } from '../../partition/index.ts'
import { problemOf } from '../base/errors.ts'
import { findCity } from '../cities/store.ts'
import {
  commandAnswers,
  commandBatch,
  commandLog as commandLogSchema,
  commandRequest,
  commandResult,
} from '../contract/commands.ts'
import { gridLineage } from '../contract/gridLineage.ts'
import { cityParams, commandsQuery, gridParams, planParams, planQuery, plansQuery } from '../contract/params.ts'
import { planDetail as planDetailSchema, planList } from '../contract/plans.ts'
import { findDivision } from '../data/divisions.ts'
import { rawJson } from '../http/jsonBody.ts'
import { answer, binary, problems } from '../http/media.ts'
import { sendProblem } from '../http/problemReplies.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { asStored, byTasks, small } from '../http/routeCost.ts'
import { jsonType, sendBytes } from '../http/sendBytes.ts'
import { runTask } from '../threads/threads.ts'
import type { StoredCommand } from './commandLog.ts'
import { type CommandOutcome, executeCommand } from './executeCommand.ts'
import { executeCommands } from './executeCommands.ts'
import { readLineage } from './lineage.ts'
import { loadPlanOnSnapshot } from './planOnSnapshot.ts'
import { loadPlanState } from './planState.ts'
import { readCommands } from './readCommands.ts'
import { representationKey } from './representationKey.ts'
import { numbered } from './sameState.ts'
import { listPlans } from './store.ts'
import { tasks } from './tasks.ts'

// A stroke over every cell of the largest city: 500,000 numbers of up to 7 digits.
const commandBodyLimit = 8 * 1024 * 1024
const mostCells = 500_000
/** of JSON, with its comma */
const bytesACell = 7

export function planRoutes(app: ApiApp, { database, sendRepresentation }: RouteContext): void {
  app.get(
    '/api/cities/:city/plans',
    {
      config: { cost: small },
      schema: {
        tags: ['plans'],
        summary: "A city's plans, the newest first",
        params: cityParams,
        querystring: plansQuery,
        response: { 200: planList, ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const { city_id: cityId, code } = await findCity(database.kysely, params.city)
      if (query.division !== undefined) await findDivision(database.kysely, cityId, query.division)
      return { plans: await listPlans(database.kysely, cityId, code, query.division) }
    },
  )

  app.get(
    '/api/plans/:plan',
    {
      config: { cost: byTasks(tasks.planDetailJson) },
      schema: {
        tags: ['plans'],
        summary: 'A plan with the figures of its grids',
        params: planParams,
        querystring: planQuery,
        response: { 200: planDetailSchema, ...problems(404) },
      },
    },
    async ({ params, query }, reply) => {
      const state = await loadPlanOnSnapshot(database, params.plan, query)
      return await sendRepresentation(reply.request, reply, {
        key: `${representationKey(state)}.s${state.snapshot.snapshotId}.detail2`,
        type: 'application/json; charset=utf-8',
        headers: {
          'x-plan-revision': state.revision,
          'x-snapshot': state.snapshot.snapshotId,
          'x-period': state.snapshot.period,
          'x-division': state.division.key,
        },
        make: () => runTask(tasks.planDetailJson, numbered(state), state.city.cellCount),
      })
    },
  )

  app.get(
    '/api/plans/:plan/assignment',
    {
      config: { cost: asStored },
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
        headers: {
          'x-plan-revision': state.revision,
          'x-snapshot': state.snapshotId,
          'x-period': state.snapshot.period,
          'x-division': state.division.key,
        },
        make: () => encodeAssignment(state.assignment),
      })
    },
  )

  app.get(
    '/api/plans/:plan/commands',
    {
      config: { cost: byTasks(tasks.commandLogJson) },
      schema: {
        tags: ['plans'],
        summary: "The plan's log: every command with the patch it made, oldest first",
        params: planParams,
        querystring: commandsQuery,
        response: { 200: commandLogSchema, ...problems(404) },
      },
    },
    async ({ params, query }, reply) => {
      const state = await loadPlanState(database, params.plan)
      const pages = readCommands(database.kysely, state, query.after)
      return sendBytes(reply, jsonType, Readable.from(commandLog(pages)))
    },
  )

  app.get(
    '/api/plans/:plan/grids/:gridId/lineage',
    {
      config: { cost: small },
      schema: {
        tags: ['plans'],
        summary: 'What a grid came out of and what became of it: splits, merges and what was taken back of them',
        params: gridParams,
        response: { 200: gridLineage, ...problems(404) },
      },
    },
    async ({ params }) => await readLineage(database.kysely, await loadPlanState(database, params.plan), params.gridId),
  )

  app.post(
    '/api/plans/:plan/commands',
    {
      bodyLimit: commandBodyLimit,
      config: {
        cost: byTasks(tasks.readCommand, tasks.applyCommands),
        body: { isRaw: true, list: { name: 'command.cells', items: mostCells, valuesAnItem: 3 } },
      },
      schema: {
        tags: ['plans'],
        summary: 'Apply commands',
        description:
          'Up to 50 commands, judged in their order, each on its own; the first that is refused ends it, and its answer tells the reason, the grid and the cells. Sending a command twice applies it once and gives its old answer. `command-id-taken` means that an id came with another command before: then nothing is done. The form of version 0.1.0, with one `command` and `baseRevision`, is taken as well: it names grids by number, answers with the patch, and is refused with 409 or 422 and its reason as `code`; `revision-conflict` then means that the plan has moved on.',
        params: planParams,
        body: rawJson(z.union([commandBatch, commandRequest])),
        response: { 200: z.union([commandAnswers, commandResult]), ...problems(404, 409, 422) },
      },
    },
    async ({ params, body: { bytes }, actor }, reply) => {
      const read = await runTask(tasks.readCommand, bytes, bytes.length / bytesACell)
      if (!read.ok) return sendProblem(reply, read.problem)
      const author = read.value.client ?? actor.name
      if ('commands' in read.value) return { answers: await executeCommands(database, params.plan, read.value, author) }
      const outcome = await executeCommand(database, params.plan, read.value, author)
      if (!outcome.ok) return sendProblem(reply, problemOfRefusal(outcome))
      // Past the schema: even a stroke that moves 500,000 cells has but some thousand runs, and checking them takes longer than all else.
      const answer = { revision: outcome.revision, patch: decodePatch(outcome.patch) }
      return sendBytes(reply, jsonType, Buffer.from(JSON.stringify(answer)))
    },
  )
}

/** The log as it is read, page by page. */
async function* commandLog(pages: AsyncIterable<StoredCommand[]>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const page of pages) {
    yield Buffer.from(isFirst ? '{"commands":[' : ',')
    const bytes = page.reduce((sum, { command, patch }) => sum + command.length + patch.length, 0)
    yield await runTask(tasks.commandLogJson, page, bytes / bytesACell)
    isFirst = false
  }
  yield Buffer.from(isFirst ? '{"commands":[]}' : ']}')
}

function problemOfRefusal(outcome: Extract<CommandOutcome, { ok: false }>) {
  const { reason, message } = outcome
  const isAboutTheRequest = ['unknown-grid', 'unknown-cell', 'unknown-revision'].includes(reason)
  return problemOf(isAboutTheRequest ? 422 : 409, reason, message, {
    ...('revision' in outcome ? { revision: outcome.revision } : {}),
    ...('grid' in outcome && outcome.grid !== undefined ? { grid: outcome.grid } : {}),
    ...('cells' in outcome && outcome.cells ? { cells: outcome.cells } : {}),
  })
}
