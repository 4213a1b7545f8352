/** Commands as the server has them. What version 0.1.0 wrote names grids by number, and what is taken back by revision. */
import { type Command, cellsOfRuns, type Plan } from '../../partition/index.ts'
import type { CommandLog, NumberedCommand } from '../../server/contract/commands.ts'
import type { PlanEntry } from '../model/planEntry.ts'

type CommandIdAt = (revision: number) => string | undefined

/** `commandIdAt`: of what is saved already; the log's own entries are looked up in itself. */
export function entriesOf({ commands }: CommandLog, commandIdAt: CommandIdAt = () => undefined): PlanEntry[] {
  const ids = new Map(commands.map(({ revision, commandId }) => [revision, commandId]))
  return commands.map(({ contested = [], ...logged }) => ({
    ...logged,
    contested: cellsOfRuns(contested),
    reverts: revertedBy(logged.command, (revision) => ids.get(revision) ?? commandIdAt(revision)),
  }))
}

function revertedBy(command: PlanEntry['command'], commandIdAt: CommandIdAt): string | undefined {
  if (command.kind !== 'revert') return undefined
  return 'commandId' in command ? command.commandId : commandIdAt(command.revision)
}

/** A command that names its grid and what it takes back by ids; null where there is no such grid or revision. */
export function byIds(
  command: Command | NumberedCommand,
  { grids }: Pick<Plan, 'grids'>,
  commandIdAt: CommandIdAt,
): Command | null {
  if (command.kind === 'paint' && 'grid' in command) {
    const gridId = grids.get(command.grid)?.gridId
    return gridId === undefined
      ? null
      : { kind: 'paint', gridId, cells: command.cells.map((start) => ({ start, length: 1 })) }
  }
  if (command.kind === 'revert' && 'revision' in command) {
    const commandId = commandIdAt(command.revision)
    return commandId === undefined ? null : { kind: 'revert', commandId }
  }
  return command
}
