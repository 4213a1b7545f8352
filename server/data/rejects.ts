import { statSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { ShapanError } from '../base/errors.ts'
import { visible } from '../contract/plainText.ts'
import type { RejectCode } from '../contract/rejectCodes.ts'
import { forPeople, forPrograms } from '../contract/sheetWriter.ts'
import { beginsWith, removeOwnFile, writeAtomically } from '../files/atomicFile.ts'

export interface Reject {
  readonly line: number
  /** the column's name in the file; empty when the row as a whole is broken */
  readonly column: string
  readonly value: string
  readonly code: RejectCode
  readonly reason: string
}

/** Counts refused rows, keeps the first few, and writes all of them to a CSV file for
 * spreadsheets (line, column, value, code, reason). */
export interface Rejects {
  readonly count: number
  readonly countByCode: ReadonlyMap<RejectCode, number>
  readonly first: readonly Reject[]
  readonly firstByCode: ReadonlyMap<RejectCode, Reject>
  /** Resolves when the file can take more, so that a file of bad rows only stays in constant memory. */
  add(rejects: readonly Reject[]): Promise<void>
  /** Completes the file. Without any reject there is no file. */
  close(): Promise<void>
}

const keptFirst = 20

const columns = ['line', 'column', 'value', 'code', 'reason']
/** Without a byte order mark: earlier lists had none, and are known by this line too. */
const firstLine = forPrograms.header(columns)

/**
 * `path` null counts only. A list of rejects left at `path` by an earlier run is removed at once, so it cannot be taken for this one's.
 * Any other file there stays as it is until there is a reject to write in its place.
 */
export function openRejects(path: string | null): Rejects {
  if (path !== null) removeEarlier(path)
  const countByCode = new Map<RejectCode, number>()
  const first: Reject[] = []
  const firstByCode = new Map<RejectCode, Reject>()
  let count = 0
  let file: { lines: PassThrough; written: Promise<void> } | null = null

  return {
    get count() {
      return count
    },
    countByCode,
    first,
    firstByCode,
    async add(rejects) {
      let text = ''
      for (const reject of rejects) {
        count++
        countByCode.set(reject.code, (countByCode.get(reject.code) ?? 0) + 1)
        if (first.length < keptFirst) first.push(reject)
        if (!firstByCode.has(reject.code)) firstByCode.set(reject.code, reject)
        const { line, column, value, code, reason } = reject
        text += forPeople.line([line, visible(column), visible(value), code, visible(reason)])
      }
      if (path === null || rejects.length === 0) return
      if (!file) {
        file = openFile(path)
        file.lines.write(forPeople.header(columns))
      }
      // A file that fails ends its lines: what is written then makes the error known.
      if (!file.lines.write(text)) await Promise.race([drained(file.lines), file.written])
    },
    async close() {
      file?.lines.end()
      await file?.written
    },
  }
}

function openFile(path: string): { lines: PassThrough; written: Promise<void> } {
  const lines = new PassThrough()
  lines.on('error', () => {})
  const written = writeAtomically(path, lines)
  // It is awaited by the next full buffer, or by close().
  written.catch(() => {})
  return { lines, written }
}

function drained(lines: PassThrough): Promise<void> {
  return new Promise((resolve) => lines.once('drain', resolve))
}

/** Refuses a file at `path`, which the user has not named, that is no earlier list of rejects. */
export function refuseForeignFile(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile() || beginsWith(path, firstLine)) return
  throw new ShapanError(
    'invalid-request',
    `${path}, where refused rows would go, is there already and is no list of them: name another with --rejects`,
    { path },
  )
}

function removeEarlier(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ShapanError('write-failed', `Cannot write the rejects file ${path}: it is a directory`)
  removeOwnFile(path, firstLine)
}
