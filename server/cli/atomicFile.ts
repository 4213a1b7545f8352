import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ShapanError } from '../errors.ts'

/**
 * Writes a file that is either whole or not there: to a temporary name beside it, then renamed. What stood there before stays until
 * then. A pipe or device is written directly. Throws `write-failed`, or what `chunks` throws.
 */
export async function writeAtomically(
  path: string,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const isOrdinary = await stat(path).then(
    (entry) => entry.isFile(),
    () => true,
  )
  const target = isOrdinary ? join(dirname(path), `.${basename(path)}.${process.pid}.tmp`) : path
  let isReading = false
  async function* watched() {
    isReading = true
    yield* chunks
    isReading = false
  }
  try {
    await pipeline(Readable.from(watched(), { objectMode: true }), createWriteStream(target))
    if (isOrdinary) await rename(target, path)
  } catch (error) {
    if (isOrdinary) await rm(target, { force: true })
    const code = (error as NodeJS.ErrnoException).code
    const isOurs = error instanceof ShapanError || code === undefined || (isReading && code === 'ABORT_ERR')
    if (isOurs) throw error
    throw new ShapanError('write-failed', `Cannot write ${path}: ${reasons[code] ?? code}`, { path }, error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
}
