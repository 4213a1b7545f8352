import type { Command } from 'commander'
import { type HistoryEntry, nextRedo, nextUndo, replayHistory } from '../../../partition/index.ts'
import type { Database } from '../../db/database.ts'
import type { StoredCommand } from '../../plans/commandLog.ts'
import { editFromShell, shellAuthor } from '../editFromShell.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }

/** `plan log`, `plan undo`, `plan redo`. */
export function addPlanLog(plan: Command, shell: Shell): void {
  const { output } = shell
  plan
    .command('log')
    .description('list what was done to a plan, the newest first')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .option('--last <n>', 'at most so many', parse.wholeNumber(1, 10_000), 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan log taipei-1 --last 5')
    .action(async (planId: string, { json, last }: Json & { last: number }) => {
      const log = await withDatabase(output, async ({ database }) => {
        const { loadPlanState } = await import('../../plans/planState.ts')
        return await readLog(database, await loadPlanState(database, planId))
      })
      const shown = log.slice(-last).toReversed()
      const commands = shown.map(({ revision, commandId, command, author, createdAt }) => ({
        revision,
        commandId,
        kind: kindOf(command),
        author,
        createdAt,
      }))
      printResult(output, json === true, { planId, commands }, () =>
        formatTable([
          ['revision', 'command', 'by', 'at', 'id'],
          ...commands.map(({ revision, commandId, kind, author, createdAt }) => [
            revision,
            kind,
            author,
            createdAt.slice(0, 16).replace('T', ' '),
            commandId,
          ]),
        ]),
      )
    })
  for (const direction of ['undo', 'redo'] as const)
    plan
      .command(direction)
      .description(
        direction === 'undo'
          ? 'take back the last edit made from the command line, or a given command'
          : 'do again what was undone last from the command line',
      )
      .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
      .argument('[command]', 'a command id, as `shapan plan log` lists them', parse.parseCommandId)
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan plan ${direction} taipei-1`)
      .action(async (planId: string, commandId: string | undefined, { json }: Json) => {
        await editFromShell(shell, planId, json, async ({ database, ...state }) => ({
          kind: 'revert',
          commandId: commandId ?? (await nextStep(database, state, direction)),
        }))
      })
}

type PlanKey = { cityId: number; planNumber: number }

async function readLog(database: Database, plan: PlanKey): Promise<StoredCommand[]> {
  const { readCommands } = await import('../../plans/readCommands.ts')
  const log: StoredCommand[] = []
  for await (const page of readCommands(database.kysely, plan, 0)) log.push(...page)
  return log
}

/** The command to revert, of those made from the command line; throws `invalid-request` where there is none. */
async function nextStep(database: Database, plan: PlanKey, direction: 'undo' | 'redo'): Promise<string> {
  const log = await readLog(database, plan)
  const revisionOf = new Map(log.map(({ commandId, revision }) => [commandId, revision]))
  const history = replayHistory(
    log.map(({ revision, command, author }): HistoryEntry => {
      const parsed = JSON.parse(command) as { kind: string; revision?: number; commandId?: string }
      const reverts = parsed.kind === 'revert' ? (parsed.revision ?? revisionOf.get(parsed.commandId ?? '')) : undefined
      return { revision, ...(reverts !== undefined && { reverts }), isOthers: author !== shellAuthor }
    }),
  )
  const revision = direction === 'undo' ? nextUndo(history) : nextRedo(history)
  const found = log.find((one) => one.revision === revision)
  if (found) return found.commandId
  const { ShapanError } = await import('../../base/errors.ts')
  throw new ShapanError(
    'invalid-request',
    `Nothing done from the command line is left to ${direction}: name a command of the plan's log`,
  )
}

function kindOf(command: string): string {
  return (JSON.parse(command) as { kind: string }).kind
}
