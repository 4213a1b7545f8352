import { createHash } from 'node:crypto'
import { decodePatch, encodeAssignment, encodePatch, invertPatch, type Patch } from '../../../partition/index.ts'
import { numberedCommand as commandSchema } from '../../contract/plans.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells, some } from './damage.ts'

export interface LogRow {
  readonly revision: number
  readonly commandId: string
  /** JSON text */
  readonly command: string
  readonly patch: Uint8Array
}

export interface LogInput {
  readonly revision: number
  /** as it stands at `revision` */
  readonly assignment: Uint16Array
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
}

/**
 * Takes the assignment back through the log to revision 0. At each step the cells a patch names must hold what it left them, and
 * the command, carried out on what was there before, must give the very patch. What comes out at the end must be what the plan
 * began with. A step that does not fit is undone all the same, so that one damage is told once.
 */
export function checkLog({ revision, assignment, startSha256, rows, locks }: LogInput): LogResult {
  const found: Violation[] = checkRevisions(revision, rows)
  const state = assignment.slice()
  const lockedCells: LogResult['lockedCells'] = []
  const keepLocked = (at: number) => {
    const own = locks.filter(({ since }) => since === at).map(({ grid }) => ({ grid, cells: [] as number[] }))
    const cellsOf = new Map(own.map(({ grid, cells }) => [grid, cells]))
    if (own.length > 0) for (const [cell, grid] of state.entries()) cellsOf.get(grid)?.push(cell)
    lockedCells.push(...own)
  }
  const patches = new Map<number, Patch>()
  for (const row of rows) {
    const patch = readPatch(row, state.length)
    if (typeof patch === 'string') found.push({ code: 'log-broken', message: patch })
    else patches.set(row.revision, patch)
  }
  for (const row of rows.toReversed()) {
    keepLocked(row.revision)
    const patch = patches.get(row.revision)
    if (!patch) continue
    const misfits = undo(state, patch)
    if (misfits.length > 0) {
      const message = `revision ${row.revision} does not lead to what comes after it: ${misfits.length} cells hold another grid (${some(misfits)}). The assignment or the log was changed by itself`
      found.push(aboutCells('log-broken', message, misfits))
    }
    const fault = faultOfCommand(row, patch, patches, state)
    if (fault) found.push({ code: 'command-mismatch', message: `revision ${row.revision}: ${fault}` })
  }
  keepLocked(0)
  const start = createHash('sha256').update(encodeAssignment(state)).digest('hex')
  if (startSha256 !== null && start !== startSha256)
    found.push({
      code: 'start-mismatch',
      message: `taken back to revision 0, the plan is not the one it began as: sha256 ${start}, ${startSha256} expected`,
    })
  return { found, lockedCells }
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
function undo(state: Uint16Array, { runs }: Patch): number[] {
  const misfits: number[] = []
  for (const { start, length, from, to } of runs)
    for (let cell = start; cell < start + length; cell++) {
      if (state[cell] !== to) misfits.push(cell)
      state[cell] = from
    }
  return misfits
}

function faultOfCommand(
  row: LogRow,
  patch: Patch,
  patches: ReadonlyMap<number, Patch>,
  before: Uint16Array,
): string | undefined {
  const parsed = commandSchema.safeParse(JSON.parse(row.command))
  if (!parsed.success) return `its command is none: ${parsed.error.issues[0]?.message}`
  const command = parsed.data
  if (command.kind === 'revert') {
    const reverted = command.revision < row.revision ? patches.get(command.revision) : undefined
    if (!reverted) return `it reverts revision ${command.revision}, which the log does not have before it`
    const isInverse = Buffer.compare(encodePatch(invertPatch(reverted)), row.patch) === 0
    return isInverse ? undefined : `its patch does not undo revision ${command.revision}`
  }
  const painted = new Set(command.cells.filter((cell) => before[cell] !== command.grid))
  for (const { start, length, to } of patch.runs)
    for (let cell = start; cell < start + length; cell++)
      if (to !== command.grid || !painted.delete(cell))
        return `its patch puts cell ${cell} into grid ${to}, its command does not`
  return painted.size === 0 ? undefined : `its command paints cells ${some([...painted])}, its patch does not`
}
