/**
 * Whether a stored command is one that makes the patch stored with it: told from what the command names and the state before it, with
 * none of the rules that `apply` has for what is lawful, or for names and colours it chooses.
 */
import { cellsOfRuns, encodePatch, type Grid, invertPatch, type Patch } from '../../../partition/index.ts'
import { command as commandSchema, type GridCommand, type NumberedCommand } from '../../contract/commands.ts'
import { some } from './damage.ts'
import type { LogRow } from './logRow.ts'

export interface LoggedPatch extends Patch {
  readonly commandId: string
}

export interface CommandContext {
  readonly patch: Patch
  /** by revision */
  readonly patches: ReadonlyMap<number, LoggedPatch>
  readonly idOf: (number: number) => string | undefined
  readonly before: { readonly assignment: Uint16Array; readonly records: ReadonlyMap<number, Grid> }
}

/** What is wrong, as the end of a sentence that begins with the revision; undefined where nothing is. */
export function faultOfCommand(row: LogRow, context: CommandContext): string | undefined {
  const parsed = commandSchema.safeParse(JSON.parse(row.command))
  if (!parsed.success) return `its command is none: ${parsed.error.issues[0]?.message}`
  const command = parsed.data
  if (isNumbered(command)) return faultOfNumbered(row, command, context)
  return faultOfContested(row, command, context) ?? faultOfGridCommand(row, command, context)
}

function isNumbered(command: GridCommand | NumberedCommand): command is NumberedCommand {
  return 'grid' in command || 'revision' in command
}

function faultOfNumbered(
  row: LogRow,
  command: NumberedCommand,
  { patch, patches, before }: CommandContext,
): string | undefined {
  if (command.kind === 'revert') {
    const reverted = command.revision < row.revision ? patches.get(command.revision) : undefined
    if (!reverted) return `it reverts revision ${command.revision}, which the log does not have before it`
    // Of what changed grids too, and of what others have changed since, a part may be taken back.
    if (command.keepOthers || reverted.grids.length > 0) return faultOfRevert(patch, reverted)
    const isInverse = Buffer.compare(encodePatch(invertPatch(reverted)), encodePatch(patch)) === 0
    return isInverse ? undefined : `its patch does not undo revision ${command.revision}`
  }
  if (patch.grids.length > 0) return `its patch changes the record of grid ${patch.grids[0]!.number}`
  const painted = new Set(command.cells.filter((cell) => before.assignment[cell] !== command.grid))
  for (const { start, length, to } of patch.runs)
    for (let cell = start; cell < start + length; cell++)
      if (to !== command.grid || !painted.delete(cell))
        return `its patch puts cell ${cell} into grid ${to}, its command does not`
  return painted.size === 0 ? undefined : `its command paints cells ${some([...painted])}, its patch does not`
}

/** Cells left to others are the command's own, and not those it changed. */
function faultOfContested(
  { contested }: LogRow,
  command: GridCommand,
  { patch, patches }: CommandContext,
): string | undefined {
  if (!contested) return undefined
  const left = cellsOfRuns(contested.map(([start, length]) => ({ start, length })))
  const own = new Set(cellsOfRuns(runsOfCommand(command, patches)))
  const changed = new Set(cellsOfRuns(patch.runs))
  const odd = left.filter((cell) => !own.has(cell) || changed.has(cell))
  return odd.length === 0 ? undefined : `it says that it left cells ${some(odd)} to others, and was not about them`
}

function runsOfCommand(command: GridCommand, patches: CommandContext['patches']) {
  if (command.kind === 'paint' || command.kind === 'pin') return command.cells
  if (command.kind === 'split') return command.parts.flatMap(({ cells }) => cells)
  if (command.kind !== 'revert') return []
  return [...patches.values()].find(({ commandId }) => commandId === command.commandId)?.runs ?? []
}

function faultOfGridCommand(row: LogRow, command: GridCommand, context: CommandContext): string | undefined {
  const { patch, patches, idOf } = context
  const isOf = (number: number, gridId: string) => idOf(number) === gridId
  switch (command.kind) {
    case 'paint': {
      const own = new Set(cellsOfRuns(command.cells))
      const odd = patch.runs.find((run) => !isOf(run.to, command.gridId) || cellsOfRuns([run]).some((c) => !own.has(c)))
      if (odd) return `its patch puts cell ${odd.start} into grid ${odd.to}, its command does not`
      const left = new Set([
        ...cellsOfRuns(patch.runs),
        ...cellsOfRuns((row.contested ?? []).map(([start, length]) => ({ start, length }))),
      ])
      const missing = [...own].filter(
        (cell) => !left.has(cell) && !isOf(context.before.assignment[cell]!, command.gridId),
      )
      if (missing.length > 0) return `its command paints cells ${some(missing)}, its patch does not`
      return patch.grids.length > 0 ? 'its patch changes records, its command does not' : undefined
    }
    case 'pin': {
      const own = new Set(cellsOfRuns(command.cells))
      const odd = patch.grids.some(({ from, to }) => {
        const [less, more] = command.pinned ? [from, to] : [to, from]
        const old = new Set(cellsOfRuns(less?.pins ?? []))
        return cellsOfRuns(more?.pins ?? []).some((cell) => !old.has(cell) && !own.has(cell))
      })
      return odd || patch.runs.length > 0 || !onlyChange(patch, ['pins'])
        ? 'its patch pins other cells than its command'
        : undefined
    }
    case 'create':
      return (
        faultOfNew(patch, [command]) ?? (patch.runs.length > 0 ? 'it begins a grid, its patch moves cells' : undefined)
      )
    case 'delete': {
      const [only] = patch.grids
      const isIt = patch.grids.length === 1 && only?.to === null && only.from?.gridId === command.gridId
      return isIt && patch.runs.length === 0 ? undefined : `its patch does not delete grid ${command.gridId}`
    }
    case 'merge':
      return faultOfMerge(command, context)
    case 'split': {
      const cellsOf = new Map(command.parts.map(({ gridId, cells }) => [gridId, new Set(cellsOfRuns(cells))]))
      const odd = patch.runs.find(
        (run) =>
          !isOf(run.from, command.gridId) || cellsOfRuns([run]).some((c) => !cellsOf.get(idOf(run.to) ?? '')?.has(c)),
      )
      return (
        faultOfNew(patch, command.parts) ??
        (odd && `its patch puts cell ${odd.start} into grid ${odd.to}, its command does not`)
      )
    }
    case 'revert': {
      const found = [...patches].find(([, { commandId }]) => commandId === command.commandId)
      if (!found || found[0] >= row.revision)
        return `it reverts command ${command.commandId}, which the log does not have before it`
      return faultOfRevert(patch, found[1])
    }
    default: {
      const { kind: _, gridId, ...fields } = command
      const [only] = patch.grids
      const isIt = patch.grids.length === 1 && only?.to?.gridId === gridId && patch.runs.length === 0
      const given = Object.entries(fields)
      const isAsked = given.every(
        ([key, value]) => only?.to?.[key as keyof Grid] === (key === 'name' ? String(value).trim() : value),
      )
      return isIt &&
        isAsked &&
        onlyChange(
          patch,
          given.map(([key]) => key),
        )
        ? undefined
        : `its patch does not make what its command (${command.kind}) asks for`
    }
  }
}

/** The records a patch changes differ in these fields alone. */
function onlyChange({ grids }: Patch, fields: readonly string[]): boolean {
  const rest = (grid: Grid | null) =>
    JSON.stringify({ ...grid, ...Object.fromEntries(fields.map((key) => [key, null])) })
  return grids.every(({ from, to }) => from !== null && to !== null && rest(from) === rest(to))
}

function faultOfNew({ grids }: Patch, wanted: readonly { gridId: string }[]): string | undefined {
  const made = grids.map(({ from, to }) => (from === null ? to : null))
  const isMade = wanted.every(({ gridId, ...given }) => {
    const grid = made.find((one) => one?.gridId === gridId)
    return grid && asGiven(grid, given)
  })
  return isMade && made.length === wanted.length ? undefined : 'its patch does not begin the grids its command names'
}

function asGiven(grid: Grid, given: object): boolean {
  return (['code', 'name', 'colour', 'areaClass', 'parentId'] as const).every((key) => {
    const value = (given as Partial<Grid>)[key]
    return value === undefined || grid[key] === (key === 'name' ? value?.trim() : value)
  })
}

function faultOfMerge(
  command: Extract<GridCommand, { kind: 'merge' }>,
  { patch, idOf, before }: CommandContext,
): string | undefined {
  const gone = new Set(command.gone)
  const odd = patch.runs.find(({ from, to }) => !gone.has(idOf(from) ?? '') || idOf(to) !== command.gridId)
  if (odd) return `its patch moves cell ${odd.start} from grid ${odd.from} to ${odd.to}, its command does not`
  const ended = patch.grids.filter(({ to }) => to === null)
  const stays = ended.find(({ from }) => !gone.has(from!.gridId))
  if (stays) return `its patch ends grid ${stays.number}, its command does not`
  const alive = [...before.records.values()].filter(({ gridId }) => gone.has(gridId))
  if (alive.length !== ended.length) return 'its patch does not end the grids its command names'
  const others = patch.grids.filter(({ to }) => to !== null)
  return onlyChange({ runs: [], grids: others }, ['parentId'])
    ? undefined
    : 'its patch changes more records than a merge does'
}

/** A revert touches cells and records of what it takes back alone, and puts records and fields back as they were. */
function faultOfRevert(patch: Patch, reverted: Patch): string | undefined {
  const own = new Set(cellsOfRuns(reverted.runs))
  const odd = cellsOfRuns(patch.runs).filter((cell) => !own.has(cell))
  if (odd.length > 0) return `its patch changes cells ${some(odd)}, which what it takes back did not`
  for (const { number, from, to } of patch.grids) {
    const was = reverted.grids.find((change) => change.number === number)
    if (!was) return `its patch changes the record of grid ${number}, which what it takes back did not`
    if ((from === null) !== (was.to === null) || (to === null) !== (was.from === null))
      return `its patch does not put the record of grid ${number} back`
  }
  return undefined
}
