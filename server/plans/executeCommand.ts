import { type Kysely, sql, type Transaction } from 'kysely'
import { decodeAssignment, encodeAssignment, type Refusal } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import type { CommandRequest } from '../contract/plans.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { runTask } from '../threads/threads.ts'
import type { Applied, ApplyInput } from './applyCommand.ts'
import type { StoredCommand } from './commandLog.ts'
import { keepPlanState, loadPlanState, planAdjacency } from './planState.ts'
import type { PlanState } from './states.ts'
import { refusePlan } from './store.ts'
import { tasks } from './tasks.ts'

export type CommandOutcome =
  /** `patch` as it is stored */
  | { readonly ok: true; readonly revision: number; readonly patch: Uint8Array }
  | Refusal
  | { readonly ok: false; readonly reason: 'revision-conflict'; readonly revision: number; readonly message: string }
  | { readonly ok: false; readonly reason: 'command-id-taken' | 'unknown-revision'; readonly message: string }

/**
 * Applies a planner's command to a plan and stores command, patch and new assignment in one transaction that holds the plan's row.
 * `baseRevision` must be the plan's revision; a request that was applied before answers again with its result, and `command-id-taken`
 * where its id came with another request.
 * Throws `plan-not-found`, `plan-published`, or `command-id-taken` where two plans get one id at the same moment; everything else a
 * planner can run into is returned.
 */
export async function executeCommand(
  database: Database,
  planId: string,
  request: CommandRequest,
  author: string,
): Promise<CommandOutcome> {
  const state = await loadPlanState(database, planId)
  // Before the row is locked: the first time it takes a moment for a large city.
  const adjacency = await planAdjacency(state)
  const outcome = await database.kysely.transaction().execute(async (transaction) => {
    const stored = await lockPlan(transaction, state)
    const repeated = await findRepeated(transaction, state, request, author)
    if (repeated) return { answer: repeated }
    if (stored.status === 'published' || stored.status === 'archived')
      throw new ShapanError(
        'plan-published',
        `Plan "${planId}" is ${stored.status} and cannot be edited: partition with from "${planId}" and budget 0 for a draft with its borders`,
      )
    if (stored.revision !== request.baseRevision) return { answer: conflict(request, stored.revision) }

    const current = stored.revision === state.revision ? state : { ...state, ...stored }
    const todo = await toCommand(transaction, current, request.command, author)
    if ('ok' in todo) return { answer: todo }
    const input = { assignment: current.assignment, grids: current.grids, adjacency, command: todo }
    const applied = await runTask(tasks.applyCommand, input, sizeOf(todo))
    if (!applied.ok) return { answer: applied }
    return await storeCommand(transaction, current, request, applied, author)
  })
  if ('next' in outcome) keepPlanState(database, outcome.next)
  return outcome.answer
}

/** Cells, or bytes of patches, of which most are a byte or two a run. */
function sizeOf(command: ApplyInput['command']): number {
  if (command.kind === 'paint') return command.cells.length
  const later = command.kind === 'revert-own' ? command.later : []
  return later.reduce((sum, { patch }) => sum + patch.length, command.patch.length)
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
  { commandId, baseRevision, command }: CommandRequest,
  author: string,
): Promise<CommandOutcome | undefined> {
  const row = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('command_id', '=', commandId)
    .select([
      'plan_number',
      'revision',
      'author',
      'patch',
      sql<boolean>`command = ${JSON.stringify(command)}::jsonb`.as('is_same'),
    ])
    .executeTakeFirst()
  if (!row) return undefined
  // The whole request is stored: a command always makes the revision after the one it was made on.
  const isSame =
    row.plan_number === state.planNumber && row.revision === baseRevision + 1 && row.author === author && row.is_same
  if (isSame) return { ok: true, revision: row.revision, patch: row.patch }
  const place = `revision ${row.revision} of plan "${formatPlanId(state.cityCode, row.plan_number)}"`
  const message = `The command id ${commandId} belongs to another command, which made ${place}: use a new one for each command`
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
  author: string,
): Promise<ApplyInput['command'] | CommandOutcome> {
  if (wanted.kind === 'paint') return wanted
  const row = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
    .where('revision', '=', wanted.revision)
    .select(['patch', 'author'])
    .executeTakeFirst()
  if (row && wanted.keepOthers) {
    const later: StoredCommand[] = []
    for await (const page of readCommands(transaction, state, wanted.revision)) later.push(...page)
    return { kind: 'revert-own', revision: wanted.revision, made: row.author, patch: row.patch, later, by: author }
  }
  if (row) return { kind: 'revert', patch: row.patch }
  const message = `Revision ${wanted.revision} was not made by a command: the plan's log runs from 1 to ${state.revision}`
  return { ok: false, reason: 'unknown-revision', message }
}

async function storeCommand(
  transaction: Transaction<Schema>,
  state: PlanState,
  request: CommandRequest,
  { patch, assignment }: Applied,
  author: string,
): Promise<{ answer: CommandOutcome; next: PlanState }> {
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
      patch,
      author,
    })
    .execute()
  return { answer: { ok: true, revision, patch }, next: { ...state, assignment, revision, updatedAt } }
}

const commandsAPage = 100

/** A plan's log after a revision, oldest first, page by page: a log may hold a hundred thousand strokes. */
export async function* readCommands(
  db: Kysely<Schema>,
  plan: { cityId: number; planNumber: number },
  after: number,
): AsyncGenerator<StoredCommand[]> {
  for (let last = after; ; ) {
    const rows = await db
      .selectFrom('command')
      .where('city_id', '=', plan.cityId)
      .where('plan_number', '=', plan.planNumber)
      .where('revision', '>', last)
      .select(['revision', 'command_id', sql<string>`command::text`.as('command'), 'patch', 'author', 'created_at'])
      .orderBy('revision')
      .limit(commandsAPage)
      .execute()
    if (rows.length > 0)
      yield rows.map(({ command_id: commandId, created_at: createdAt, ...row }) => ({
        ...row,
        commandId,
        createdAt: createdAt.toISOString(),
      }))
    if (rows.length < commandsAPage) return
    last = rows.at(-1)!.revision
  }
}
