import type { Refusal } from '../../partition/index.ts'
import { decodePatch } from '../../partition/index.ts'
import { formatPlanId } from '../base/planIds.ts'
import type { CommandRequest } from '../contract/commands.ts'
import type { Database } from '../db/database.ts'
import type { Todo } from './applyCommands.ts'
import type { StoredCommand } from './commandLog.ts'
import { type Edit, editPlan, expectDraft } from './editPlan.ts'
import { findKnown } from './findKnown.ts'
import { readCommands } from './readCommands.ts'

export type CommandOutcome =
  /** `patch` as it is stored */
  | { readonly ok: true; readonly revision: number; readonly patch: Uint8Array }
  | Refusal
  | { readonly ok: false; readonly reason: 'revision-conflict'; readonly revision: number; readonly message: string }
  | { readonly ok: false; readonly reason: 'command-id-taken' | 'unknown-revision'; readonly message: string }

/**
 * Applies one command of version 0.1.0's form, which names grids by number and the revision it was made on.
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
  const { commandId, baseRevision, command } = request
  return await editPlan(database, planId, author, async (edit): Promise<CommandOutcome> => {
    const known = (await findKnown(edit, [request])).get(commandId)
    // The whole request is stored: a command of this form always makes the revision after the one it was made on.
    if (known?.isSame && known.revision === baseRevision + 1)
      return { ok: true, revision: known.revision, patch: known.patch }
    if (known) return { ok: false, reason: 'command-id-taken', message: messageOfTaken(edit, commandId, known) }
    expectDraft(edit.state)
    const { revision } = edit.state
    if (revision !== baseRevision) {
      const message = `The plan is at revision ${revision}, the command was made on ${baseRevision}: load the plan again and repeat it`
      return { ok: false, reason: 'revision-conflict', revision, message }
    }
    const todo = await toTodo(edit, command)
    if ('ok' in todo) return todo
    const { applied, refusal } = await edit.run([{ commandId, command: todo, asked: command }])
    return refusal ?? { ok: true, revision: revision + 1, patch: applied[0]!.patch }
  })
}

export function messageOfTaken(
  { state }: Pick<Edit, 'state'>,
  commandId: string,
  known: { revision: number; planNumber: number },
): string {
  const place = `revision ${known.revision} of plan "${formatPlanId(state.cityCode, known.planNumber)}"`
  return `The command id ${commandId} belongs to another command, which made ${place}: use a new one for each command`
}

async function toTodo(
  { transaction, state, author }: Edit,
  wanted: CommandRequest['command'],
): Promise<Todo['command'] | CommandOutcome> {
  if (wanted.kind === 'paint') return wanted
  const row = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
    .where('revision', '=', wanted.revision)
    .select(['command_id', 'patch', 'author'])
    .executeTakeFirst()
  if (!row) {
    const message = `Revision ${wanted.revision} was not made by a command: the plan's log runs from 1 to ${state.revision}`
    return { ok: false, reason: 'unknown-revision', message }
  }
  // What changed grids is taken back by its id: a number alone does not tell what became of them.
  if (decodePatch(row.patch).grids.length > 0)
    return { kind: 'revert', commandId: row.command_id, whole: wanted.keepOthers !== true }
  if (!wanted.keepOthers) return { kind: 'revert', patch: row.patch }
  const later: StoredCommand[] = []
  for await (const page of readCommands(transaction, state, wanted.revision)) later.push(...page)
  return { kind: 'revert-own', revision: wanted.revision, made: row.author, patch: row.patch, later, by: author }
}
