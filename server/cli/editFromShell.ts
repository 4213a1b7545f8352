import { randomUUID } from 'node:crypto'
import type { CommandAnswer, GridCommand } from '../contract/commands.ts'
import type { Database } from '../db/database.ts'
import type { PlanState } from '../plans/states.ts'
import { exitCodes } from './exitCodes.ts'
import { formatFailure, printResult } from './output.ts'
import { withDatabase } from './session.ts'
import type { Shell } from './shell.ts'

/** What the log names as the author of edits made from the command line. */
export const shellAuthor = 'planner'

/** Makes one command from the plan as it is, has it judged and stored, and prints what became of it. A refusal ends with exit code 1. */
export async function editFromShell(
  { output, endWith }: Shell,
  planId: string,
  json: true | undefined,
  make: (
    plan: Pick<PlanState, 'grids' | 'cityId' | 'planNumber'> & { database: Database },
  ) => GridCommand | Promise<GridCommand>,
): Promise<void> {
  const [{ loadPlanState }, { executeCommands }] = await Promise.all([
    import('../plans/planState.ts'),
    import('../plans/executeCommands.ts'),
  ])
  const { command, answer } = await withDatabase(output, async ({ database }) => {
    const { grids, cityId, planNumber } = await loadPlanState(database, planId)
    const command = await make({ database, grids, cityId, planNumber })
    const commands = [{ commandId: randomUUID(), command }]
    const [answer] = await executeCommands(database, planId, { commands }, shellAuthor)
    return { command, answer: answer! }
  })
  if (answer.status === 'refused') {
    endWith(exitCodes.failed)
    if (json) printResult(output, true, { planId, ...answer }, () => [])
    else output.error(formatFailure(sentenceOf(answer), answer.reason))
    return
  }
  printResult(output, json === true, { planId, ...answer, command }, () => [
    `${planId}: ${command.kind}, revision ${answer.revision}; take it back by shapan plan undo ${planId} ${answer.commandId}`,
  ])
}

function sentenceOf({ message }: Extract<CommandAnswer, { status: 'refused' }>): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
