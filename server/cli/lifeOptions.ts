import type { Command } from 'commander'
import * as parse from './options.ts'

/** What verbs of plans and versions leave behind that they have in common. */
export interface LifeOptions {
  json?: true
  later?: 'keep' | 'withdraw'
  reason?: string
}

const flags = {
  later: ['--later <choice>', 'what becomes of versions that begin later: keep or withdraw', parse.parseLater],
  json: ['--json', 'print the result as JSON'],
} as const

/** A verb on a plan that waits for approval: what it takes beside the plan, its example, and the rest of what all of them take. */
export function onSubmitted(
  plan: Command,
  { verb, does, takes, example }: { verb: string; does: string; takes: (command: Command) => Command; example: string },
): Command {
  const command = plan.command(verb).description(does).argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
  return takes(command)
    .option(...flags.json)
    .addHelpText('after', `\nExample:\n  shapan plan ${verb} taipei-2${example}`)
}

export const takesLater = (command: Command): Command => command.option(...flags.later)
