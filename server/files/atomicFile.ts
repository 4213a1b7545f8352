/**
 * The only code of the server that makes, replaces or removes a file for its user (tests/unit/server/files/writers.test.ts holds it to
 * that). A file is whole or not there: it is written under a temporary name beside its place and renamed, and what stood there before
 * stays until then.
 */
import { closeSync, createWriteStream, openSync, readSync, rmSync, statSync } from 'node:fs'
import { access, constants, mkdir, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ShapanError } from '../base/errors.ts'
import { followLinks } from './sameFile.ts'
import { beginUnfinished, endUnfinished, removeLeftovers } from './unfinishedFiles.ts'

/**
 * Writes `chunks` to `path`; a symbolic link stays and its target is replaced, with the permissions it had. A pipe or device is
 * written directly. Throws `write-failed`, or what `chunks` throws.
 */
export async function writeAtomically(
  path: string,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  let isReading = false
  async function* watched() {
    isReading = true
    yield* chunks
    isReading = false
  }
  let unfinished: string | undefined
  try {
    const place = followLinks(path)
    const present = await stat(place).catch(() => undefined)
    if (present && !present.isFile()) {
      await pipeline(Readable.from(watched(), { objectMode: true }), createWriteStream(path))
      return
    }
    if (present) await access(place, constants.W_OK)
    await removeLeftovers(place)
    unfinished = beginUnfinished(place)
    const stream = createWriteStream(unfinished, { flags: 'wx', mode: present ? present.mode & 0o777 : 0o666 })
    await pipeline(Readable.from(watched(), { objectMode: true }), stream)
    await rename(unfinished, place)
  } catch (error) {
    if (unfinished) await rm(unfinished, { force: true })
    const code = (error as NodeJS.ErrnoException).code
    const isOurs = error instanceof ShapanError || code === undefined || (isReading && code === 'ABORT_ERR')
    if (isOurs) throw error
    throw new ShapanError('write-failed', `Cannot write ${path}: ${reasons[code] ?? code}`, { path }, error)
  } finally {
    if (unfinished) endUnfinished(unfinished)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
}

/** Makes a directory and those above it, where they are not there yet. Throws `write-failed`. */
export async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ShapanError('write-failed', `Cannot make the directory ${path}: ${error.code}`, { path }, error)
  })
}

/** Removes the file at `path` if it is one that shapan wrote: an ordinary file that begins with `firstLine`. Tells whether it did. */
export function removeOwnFile(path: string, firstLine: string): boolean {
  if (!beginsWith(path, firstLine)) return false
  rmSync(followLinks(path))
  return true
}

/** Whether `path` is an ordinary file whose text begins with `start`, after a byte order mark or without one. */
export function beginsWith(path: string, start: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
  const wanted = Buffer.from(start)
  const head = Buffer.alloc(wanted.length + 3)
  const file = openSync(path, 'r')
  try {
    const text = head.subarray(0, readSync(file, head, 0, head.length, 0)).toString('utf8')
    return text.replace(/^\ufeff/, '').startsWith(start)
  } finally {
    closeSync(file)
  }
}
