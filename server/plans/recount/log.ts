import { createHash } from 'node:crypto'
import {
  decodePatch,
  encodeAssignment,
  hashAfter,
  hashPlan,
  invertPatch,
  lineageOf,
  type Patch,
  sameGrid,
} from '../../../partition/index.ts'
import type { Violation } from '../../contract/verification.ts'
import type { GridRow } from '../store.ts'
import { faultOfCommand, type LoggedPatch } from './commandFault.ts'
import { aboutCells, some } from './damage.ts'
import type { LogRow } from './logRow.ts'

export interface LogInput {
  readonly revision: number
  /** as it stands at `revision` */
  readonly assignment: Uint16Array
  /** as they stand at `revision` */
  readonly grids: readonly GridRow[]
  /** null where it was not kept */
  readonly startSha256: string | null
  /** ascending by revision */
  readonly rows: readonly LogRow[]
  readonly locks: readonly { readonly grid: number; readonly since: number }[]
}

export interface LogResult {
  readonly found: Violation[]
  /** of each locked grid, the cells it had when it was locked */
  readonly lockedCells: { grid: number; cells: number[] }[]
  /** numbers of grids that the log has begun, or taken cells back from: they may be without any */
  readonly mayBeEmpty: number[]
  /** the assignment at revision 0 */
  readonly start: Uint16Array
  /** the grids at revision 0 */
  readonly startRecords: GridRow[]
}

/**
 * Takes cells and grids' records back through the log to revision 0. At each step what a patch names must be as it left it, the state
 * must have the hash that was kept, and the command must be one that makes such a patch. What comes out at the end must be what the
 * plan began with. A step that does not fit is undone all the same, so that one damage is told once.
 */
export function checkLog(input: LogInput): LogResult {
  const { revision, startSha256, rows, locks } = input
  const found: Violation[] = checkRevisions(revision, rows)
  const state = {
    assignment: input.assignment.slice(),
    records: new Map(input.grids.map((grid) => [grid.number, grid])),
  }
  const lockedCells: LogResult['lockedCells'] = []
  const keepLocked = (at: number) => {
    const own = locks.filter(({ since }) => since === at).map(({ grid }) => ({ grid, cells: [] as number[] }))
    const cellsOf = new Map(own.map(({ grid, cells }) => [grid, cells]))
    if (own.length > 0) for (const [cell, grid] of state.assignment.entries()) cellsOf.get(grid)?.push(cell)
    lockedCells.push(...own)
  }
  const patches = readPatches(rows, state.assignment.length, found)
  const idOf = idsOfNumbers(input.grids, patches)
  let hash: number | null = hashPlan({ assignment: state.assignment, grids: state.records })
  for (const row of rows.toReversed()) {
    keepLocked(row.revision)
    const patch = patches.get(row.revision)
    if (!patch) {
      hash = null
      continue
    }
    const misfits = undoCells(state.assignment, patch)
    if (misfits.length > 0) {
      const message = `revision ${row.revision} does not lead to what comes after it: ${misfits.length} cells hold another grid (${some(misfits)}). The assignment or the log was changed by itself`
      found.push(aboutCells('log-broken', message, misfits))
    }
    const others = undoRecords(state.records, patch)
    if (others.length > 0) {
      const message = `revision ${row.revision} does not lead to what comes after it: the record of grid ${some(others)} is another. The grids or the log were changed by themselves`
      found.push({ code: 'log-broken', message, grid: others[0]! })
    }
    if (misfits.length + others.length > 0) hash = null
    if (hash !== null && row.hash !== null && hash !== row.hash) {
      const message = `revision ${row.revision} left a plan of hash ${row.hash}, what it leads to has ${hash}: a grid's record, the assignment or the log was changed by itself`
      found.push({ code: 'hash-mismatch', message })
      hash = null
    }
    hash = hash === null ? null : hashAfter(hash, invertPatch(patch))
    const fault = faultOfCommand(row, { patch, patches, idOf, before: state })
    if (fault) found.push({ code: 'command-mismatch', message: `revision ${row.revision}: ${fault}` })
    const descent = faultOfDescent(row, patch, idOf)
    if (descent) found.push({ code: 'command-mismatch', message: `revision ${row.revision}: ${descent}` })
  }
  keepLocked(0)
  found.push(...checkStart(state, startSha256))
  return {
    found,
    lockedCells,
    mayBeEmpty: emptiable(rows, patches),
    start: state.assignment,
    startRecords: [...state.records.values()],
  }
}

function checkStart(
  { assignment, records }: { assignment: Uint16Array; records: ReadonlyMap<number, GridRow> },
  startSha256: string | null,
): Violation[] {
  const start = createHash('sha256').update(encodeAssignment(assignment)).digest('hex')
  if (startSha256 !== null && start !== startSha256) {
    const message = `taken back to revision 0, the plan is not the one it began as: sha256 ${start}, ${startSha256} expected`
    return [{ code: 'start-mismatch', message }]
  }
  const without = [...new Set(assignment)].filter((number) => number !== 0 && !records.has(number))
  if (without.length === 0) return []
  const message = `taken back to revision 0, the plan has cells of grid ${some(without)}, and no record of it`
  return [{ code: 'start-mismatch', message }]
}

function readPatches(rows: readonly LogRow[], cellCount: number, found: Violation[]): Map<number, LoggedPatch> {
  const patches = new Map<number, LoggedPatch>()
  for (const row of rows) {
    const patch = readPatch(row, cellCount)
    if (typeof patch === 'string') found.push({ code: 'log-broken', message: patch })
    else patches.set(row.revision, { ...patch, commandId: row.commandId })
  }
  return patches
}

/** A number is one grid's in the whole life of a plan. */
function idsOfNumbers(
  grids: readonly GridRow[],
  patches: ReadonlyMap<number, Patch>,
): (number: number) => string | undefined {
  const records = [...patches.values()].flatMap((patch) => patch.grids.flatMap(({ from, to }) => [from, to]))
  const ids = new Map([...records, ...grids].flatMap((grid) => (grid ? [[grid.number, grid.gridId]] : [])))
  return (number) => ids.get(number)
}

function faultOfDescent(row: LogRow, patch: Patch, idOf: (number: number) => string | undefined): string | undefined {
  const isRevert = (JSON.parse(row.command) as { kind?: unknown } | null)?.kind === 'revert'
  const ids = new Set(lineageOf(patch, idOf, isRevert).map(({ gridId }) => gridId))
  const kept = new Set(row.lineageIds ?? [])
  return ids.size === kept.size && [...ids].every((id) => kept.has(id))
    ? undefined
    : `it says that grids ${some([...kept])} came, went, gave or took; its patch says ${some([...ids])}`
}

function emptiable(rows: readonly LogRow[], patches: ReadonlyMap<number, Patch>): number[] {
  const numbers = rows.flatMap(({ revision, command }) => {
    const { runs, grids } = patches.get(revision) ?? { runs: [], grids: [] }
    const begun = grids.filter(({ from }) => from === null).map(({ number }) => number)
    const isRevert = command.includes('"revert"')
    return isRevert ? [...begun, ...runs.map(({ from }) => from)] : begun
  })
  return [...new Set(numbers)]
}

function checkRevisions(revision: number, rows: readonly LogRow[]): Violation[] {
  const own = new Set(rows.map((row) => row.revision))
  const missing: number[] = []
  // A damaged revision may be in the billions.
  for (let r = 1; r <= revision && missing.length <= rows.length + 3; r++) if (!own.has(r)) missing.push(r)
  const beyond = [...own].filter((r) => r > revision || r < 1)
  const found: Violation[] = []
  if (missing.length > 0)
    found.push({
      code: 'log-gap',
      message: `the plan is at revision ${revision}, its log has ${rows.length} commands: ${some(missing)} are missing`,
    })
  if (beyond.length > 0)
    found.push({ code: 'log-gap', message: `the plan is at revision ${revision}, its log has ${some(beyond)} as well` })
  if (own.size < rows.length) found.push({ code: 'log-gap', message: 'the log has two commands of one revision' })
  const ids = new Set(rows.map((row) => row.commandId))
  if (ids.size < rows.length) found.push({ code: 'command-mismatch', message: 'two commands of the log have one id' })
  return found
}

function readPatch({ revision, patch: bytes }: LogRow, cellCount: number): Patch | string {
  try {
    const patch = decodePatch(bytes)
    const { start, length } = patch.runs.at(-1) ?? { start: 0, length: 0 }
    return start + length <= cellCount ? patch : `the patch of revision ${revision} is of more cells than the city has`
  } catch (error) {
    return `the patch of revision ${revision} cannot be read: ${(error as Error).message}`
  }
}

/** Puts back what the patch replaced; answers with the cells that did not hold what it had put there. */
function undoCells(state: Uint16Array, { runs }: Patch): number[] {
  const misfits: number[] = []
  for (const { start, length, from, to } of runs)
    for (let cell = start; cell < start + length; cell++) {
      if (state[cell] !== to) misfits.push(cell)
      state[cell] = from
    }
  return misfits
}

/** The same of records; answers with the numbers of those that were others. */
function undoRecords(records: Map<number, GridRow>, { grids }: Patch): number[] {
  const misfits: number[] = []
  for (const { number, from, to } of grids) {
    if (!sameGrid(records.get(number) ?? null, to)) misfits.push(number)
    if (from) records.set(number, from)
    else records.delete(number)
  }
  return misfits
}
