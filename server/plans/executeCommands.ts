import type { Refusal } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import type { CommandAnswer, CommandBatch } from '../contract/commands.ts'
import type { Database } from '../db/database.ts'
import { editPlan, expectDraft } from './editPlan.ts'
import { messageOfTaken } from './executeCommand.ts'
import { findKnown } from './findKnown.ts'

/**
 * Judges commands in their order, in one transaction that holds the plan's row, and stores each that is accepted; the first refusal
 * ends it, and those behind it have no answer. One that was accepted before has its old answer again.
 * Throws `plan-not-found`, `plan-published` (but not for what was all accepted before), and `command-id-taken` where an id came with
 * another command: then nothing is done.
 */
export async function executeCommands(
  database: Database,
  planId: string,
  { commands }: Pick<CommandBatch, 'commands'>,
  author: string,
): Promise<CommandAnswer[]> {
  return await editPlan(database, planId, author, async (edit) => {
    const known = await findKnown(edit, commands)
    for (const [commandId, one] of known)
      if (!one.isSame) throw new ShapanError('command-id-taken', messageOfTaken(edit, commandId, one))
    const repeated = repeatedIn(commands)
    if (repeated !== undefined)
      throw new ShapanError('command-id-taken', `Two different commands of the request have the id ${repeated}`)
    const fresh = new Map(commands.filter(({ commandId }) => !known.has(commandId)).map((one) => [one.commandId, one]))
    if (fresh.size > 0) expectDraft(edit.state)
    const todos = [...fresh.values()].map(({ commandId, command }) => ({ commandId, command, asked: command }))
    const { applied, refusal } = todos.length > 0 ? await edit.run(todos) : { applied: [], refusal: null }
    const { revision } = edit.state
    const revisionOf = new Map([
      ...Array.from(known, ([commandId, one]) => [commandId, one.revision] as const),
      ...applied.map(({ commandId }, turn) => [commandId, revision + turn + 1] as const),
    ])
    const answers: CommandAnswer[] = []
    for (const { commandId } of commands) {
      const made = revisionOf.get(commandId)
      if (made === undefined)
        return refusal ? [...answers, refused(commandId, refusal, revision + applied.length)] : answers
      answers.push({ status: 'accepted', commandId, revision: made })
    }
    return answers
  })
}

function refused(commandId: string, { ok: _, ...refusal }: Refusal, judgedAt: number): CommandAnswer {
  return { status: 'refused', commandId, ...refusal, judgedAt }
}

/** An id that two different commands of one request have. */
function repeatedIn(commands: CommandBatch['commands']): string | undefined {
  const bodies = new Map<string, string>()
  for (const { commandId, command } of commands) {
    const body = JSON.stringify(command)
    if ((bodies.get(commandId) ?? body) !== body) return commandId
    bodies.set(commandId, body)
  }
  return undefined
}
