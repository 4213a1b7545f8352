import { once } from 'node:events'
import { createWriteStream, lstatSync, rmSync, type WriteStream } from 'node:fs'
import { ShapanError } from '../errors.ts'
import { formatCsvLine } from './csvWriter.ts'

export interface Reject {
  readonly line: number
  /** the column's name in the file; empty when the row as a whole is broken */
  readonly column: string
  readonly value: string
  /** stable */
  readonly code: string
  readonly reason: string
}

/** Counts refused rows, keeps the first few, and writes all of them to a CSV file (line, column, value, code, reason). */
export interface Rejects {
  readonly count: number
  readonly countByCode: ReadonlyMap<string, number>
  readonly first: readonly Reject[]
  /** Resolves when the file can take more, so that a file of bad rows only stays in constant memory. */
  add(rejects: readonly Reject[]): Promise<void>
  /** Completes the file. Without any reject there is no file. */
  close(): Promise<void>
}

const keptFirst = 20

/** `path` null counts only. A file left at `path` by an earlier import is removed at once, so it cannot be taken for this one's. */
export function openRejects(path: string | null): Rejects {
  if (path !== null) removeEarlier(path)
  const countByCode = new Map<string, number>()
  const first: Reject[] = []
  let count = 0
  let stream: WriteStream | null = null
  let failure: Error | null = null

  return {
    get count() {
      return count
    },
    countByCode,
    first,
    async add(rejects) {
      if (failure) throw failure
      let text = ''
      for (const reject of rejects) {
        count++
        countByCode.set(reject.code, (countByCode.get(reject.code) ?? 0) + 1)
        if (first.length < keptFirst) first.push(reject)
        text += formatCsvLine([reject.line, reject.column, reject.value, reject.code, reject.reason])
      }
      if (path === null || rejects.length === 0) return
      if (!stream) {
        stream = createWriteStream(path)
        stream.on('error', (error) => {
          failure = new ShapanError(
            'write-failed',
            `Cannot write the rejects file ${path}: ${error.message}`,
            {},
            error,
          )
        })
        stream.write(formatCsvLine(['line', 'column', 'value', 'code', 'reason']))
      }
      if (!stream.write(text) && !failure) await drained(stream)
    },
    async close() {
      if (stream && !stream.closed) {
        stream.end()
        if (!failure) await once(stream, 'close')
      }
      if (failure) throw failure
    },
  }
}

/** A device or a pipe, such as /dev/null, stays: it is written to. */
function removeEarlier(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false })
  if (entry?.isDirectory())
    throw new ShapanError('write-failed', `Cannot write the rejects file ${path}: it is a directory`)
  if (entry?.isFile() || entry?.isSymbolicLink()) rmSync(path)
}

/** Resolves when a full stream takes more, or has failed. */
function drained(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}
