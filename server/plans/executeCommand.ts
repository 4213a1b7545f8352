import type { Kysely, Transaction } from 'kysely'
import {
  apply,
  applyPatch,
  type Command,
  decodeAssignment,
  decodePatch,
  encodeAssignment,
  encodePatch,
  type Patch,
  type Refusal,
} from '../../partition/index.ts'
import type { CommandLog, CommandRequest, CommandResult, command } from '../contract/plans.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'
import { keepPlanState, loadPlanState, type PlanState, planAdjacency } from './planState.ts'
import { refusePlan } from './store.ts'

export type CommandOutcome =
  | ({ readonly ok: true } & CommandResult)
  | Refusal
  | { readonly ok: false; readonly reason: 'revision-conflict'; readonly revision: number; readonly message: string }
  | { readonly ok: false; readonly reason: 'command-id-taken' | 'unknown-revision'; readonly message: string }

/**
 * Applies a planner's command to a plan and stores command, patch and new assignment in one transaction that holds the plan's row.
 * `baseRevision` must be the plan's revision; a `commandId` that was applied before answers again with its result.
 * Throws `plan-not-found` or `plan-published`; everything a planner can run into is returned.
 */
export async function executeCommand(
  database: Database,
  planId: string,
  request: CommandRequest,
  author: string,
): Promise<CommandOutcome> {
  const state = await loadPlanState(database, planId)
  const outcome = await database.kysely.transaction().execute(async (transaction) => {
    const stored = await lockPlan(transaction, state)
    const repeated = await findRepeated(transaction, state, request)
    if (repeated) return { answer: repeated }
    if (stored.status === 'published' || stored.status === 'archived')
      throw new ShapanError(
        'plan-published',
        `Plan "${planId}" is ${stored.status} and cannot be edited: copy it first`,
      )
    if (stored.revision !== request.baseRevision) return { answer: conflict(request, stored.revision) }

    const current = stored.revision === state.revision ? state : { ...state, ...stored }
    const todo = await toCommand(transaction, current, request.command)
    if ('ok' in todo) return { answer: todo }
    const grids = new Map(current.grids.map(({ number, locked }) => [number, { number, locked }]))
    const applied = apply({ assignment: current.assignment, grids, adjacency: planAdjacency(current) }, todo)
    if (!applied.ok) return { answer: applied }
    return await storeCommand(transaction, current, request, applied.patch, author)
  })
  if ('next' in outcome) keepPlanState(database, outcome.next)
  return outcome.answer
}

type Stored = Pick<PlanState, 'revision' | 'status' | 'assignment' | 'updatedAt'>

async function lockPlan(transaction: Transaction<Schema>, state: PlanState): Promise<Stored> {
  const query = transaction
    .selectFrom('plan')
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
  const row = await query.select(['revision', 'status', 'updated_at']).forUpdate().executeTakeFirst()
  if (!row) return await refusePlan(transaction, state.cityCode, state.planNumber)
  const stamp = { revision: row.revision, status: row.status, updatedAt: row.updated_at }
  // The assignment of half a million cells is 1 MB: read again only where another process has changed the plan.
  if (row.revision === state.revision) return { ...stamp, assignment: state.assignment }
  const { assignment } = await query.select('assignment').executeTakeFirstOrThrow()
  return { ...stamp, assignment: decodeAssignment(assignment, state.city.cellCount) }
}

async function findRepeated(
  transaction: Transaction<Schema>,
  state: PlanState,
  { commandId }: CommandRequest,
): Promise<CommandOutcome | undefined> {
  const row = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('command_id', '=', commandId)
    .select(['plan_number', 'revision', 'patch'])
    .executeTakeFirst()
  if (!row) return undefined
  if (row.plan_number === state.planNumber) return { ok: true, revision: row.revision, patch: decodePatch(row.patch) }
  const message = `The command id ${commandId} belongs to another plan: use a new one for each command`
  return { ok: false, reason: 'command-id-taken', message }
}

function conflict({ baseRevision }: CommandRequest, revision: number): CommandOutcome {
  const message = `The plan is at revision ${revision}, the command was made on ${baseRevision}: load the plan again and repeat it`
  return { ok: false, reason: 'revision-conflict', revision, message }
}

async function toCommand(
  transaction: Transaction<Schema>,
  state: PlanState,
  wanted: CommandRequest['command'],
): Promise<Command | CommandOutcome> {
  if (wanted.kind === 'paint') return wanted
  const row = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
    .where('revision', '=', wanted.revision)
    .select('patch')
    .executeTakeFirst()
  if (row) return { kind: 'revert', patch: decodePatch(row.patch) }
  const message = `Revision ${wanted.revision} was not made by a command: the plan's log runs from 1 to ${state.revision}`
  return { ok: false, reason: 'unknown-revision', message }
}

async function storeCommand(
  transaction: Transaction<Schema>,
  state: PlanState,
  request: CommandRequest,
  patch: Patch,
  author: string,
): Promise<{ answer: CommandOutcome; next: PlanState }> {
  const assignment = state.assignment.slice()
  applyPatch(assignment, patch)
  const revision = state.revision + 1
  const updatedAt = new Date()
  await transaction
    .updateTable('plan')
    .set({ revision, assignment: encodeAssignment(assignment), updated_at: updatedAt })
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
    .execute()
  await transaction
    .insertInto('command')
    .values({
      city_id: state.cityId,
      plan_number: state.planNumber,
      revision,
      command_id: request.commandId,
      command: JSON.stringify(request.command),
      patch: encodePatch(patch),
      author,
    })
    .execute()
  return { answer: { ok: true, revision, patch }, next: { ...state, assignment, revision, updatedAt } }
}

/** A plan's log after a revision, oldest first. */
export async function listCommands(
  db: Kysely<Schema>,
  plan: { cityId: number; planNumber: number },
  after: number,
): Promise<CommandLog> {
  const rows = await db
    .selectFrom('command')
    .where('city_id', '=', plan.cityId)
    .where('plan_number', '=', plan.planNumber)
    .where('revision', '>', after)
    .select(['revision', 'command_id', 'command', 'patch', 'author', 'created_at'])
    .orderBy('revision')
    .execute()
  return {
    commands: rows.map((row) => ({
      revision: row.revision,
      commandId: row.command_id,
      command: row.command as typeof command._output,
      patch: decodePatch(row.patch),
      author: row.author,
      createdAt: row.created_at.toISOString(),
    })),
  }
}
