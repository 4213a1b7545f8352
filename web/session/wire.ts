/** Commands as the server has them: what is taken back stands there by its revision. */
import type { CommandLog, CommandRequest } from '../../server/contract/plans.ts'
import type { PlanCommand, PlanEntry } from '../model/planEntry.ts'
import type { PlanLog } from '../model/planLog.ts'

type Logged = CommandLog['commands'][number]
type WireCommand = CommandRequest['command']

/** `commandIdAt`: of what is saved already; the log's own entries are looked up in itself. */
export function entriesOf(
  { commands }: CommandLog,
  commandIdAt: (revision: number) => string | undefined = () => undefined,
): PlanEntry[] {
  const ids = new Map(commands.map(({ revision, commandId }) => [revision, commandId]))
  return commands.map((logged) => entryOf(logged, (revision) => ids.get(revision) ?? commandIdAt(revision)))
}

function entryOf({ command, ...logged }: Logged, commandIdAt: (revision: number) => string | undefined): PlanEntry {
  return { ...logged, command: commandOf(command, commandIdAt) }
}

/** A command that takes back what is not known names nothing, and is no step of anybody's. */
export function commandOf(command: WireCommand, commandIdAt: (revision: number) => string | undefined): PlanCommand {
  if (command.kind === 'paint') return command
  const { revision, keepOthers } = command
  return { kind: 'revert', commandId: commandIdAt(revision) ?? '', ...(keepOthers && { keepOthers }) }
}

/** The request that saves a pending command on top of what is saved. All before it must be saved: a revert names a revision. */
export function requestOf(
  { commandId, command }: PlanEntry,
  baseRevision: number,
  client: string,
  log: PlanLog,
): CommandRequest {
  return { commandId, baseRevision, client, command: wireCommandOf(command, log) }
}

function wireCommandOf(command: PlanCommand, log: PlanLog): WireCommand {
  if (command.kind === 'paint') return { ...command, cells: [...command.cells] }
  const revision = log.at(log.placeOf(command.commandId) ?? 0)?.revision
  if (!revision) throw new Error(`${command.commandId} is taken back, and not saved yet`)
  return { kind: 'revert', revision, ...(command.keepOthers && { keepOthers: true }) }
}
