import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ShapanError } from '../base/errors.ts'
import { isLockHeld, type LockFile, tryStat } from './base/lockFile.ts'
import { type Holder, livingEarlierHolder, readNote, removeNote, writeNote } from './holderNote.ts'
import { closeTree, makeDataDirectoryPrivate } from './privateFiles.ts'

/**
 * An exclusive lock on the embedded database's directory.
 *
 * PGlite takes none: two processes on one directory silently lose acknowledged rows. The lock is the kernel's own (fcntl on POSIX,
 * LockFileEx on Windows), held through Node's SQLite by an open exclusive transaction on the empty file `shapan.lock.sqlite`: the
 * one way to such a lock without a native package. The kernel knows its holder for certain, whatever its PID namespace, container
 * or clock; a stopped holder keeps it, a killed one frees it at once. Two openers in one process exclude each other as well, because
 * SQLite keeps one table of locks a process, by device and inode.
 *
 * POSIX drops a process's lock when it closes *any* descriptor of the file, so nothing in this process may open it but SQLite,
 * which knows. The file is never removed: whoever has it open and whoever makes it anew would hold two different locks.
 *
 * Not promised on network file systems, whose locks may stay on each machine (docs/operations.md).
 */
export interface DirectoryLock {
  readonly file: LockFile
  release(): void
}

const lockName = 'shapan.lock.sqlite'
// Long enough to outlast `shapan doctor`, which holds the lock for a moment to see whether it is free.
const patienceMs = 200

/**
 * Throws `database-locked`, naming the holder, when another process (or this one) holds the directory, and `write-failed` when the
 * directory or the lock's file cannot be made or used.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, lockName)
  try {
    makeDataDirectoryPrivate(directory)
  } catch (error) {
    throw unusableError(directory, error)
  }
  const held = acquire(path, directory, patienceMs)
  if (held === null) throw lockedError(directory, readNote(directory))
  const earlier = livingEarlierHolder(directory)
  if (earlier) {
    held.close()
    throw lockedError(directory, earlier)
  }
  writeNote(directory, lockName)
  closeTree(path)

  const { dev: device, ino: inode } = statSync(path)
  const file: LockFile = { path, device, inode }
  const release = () => {
    process.off('exit', release)
    if (!held.isOpen) return
    if (isLockHeld(file)) removeNote(directory)
    held.close()
  }
  // Also keeps the connection from being collected as garbage, which would free the lock.
  process.on('exit', release)
  return { file, release }
}

/** Who holds the directory now: null when nobody does, `unknown` when its note cannot be read. */
export function findHolder(directory: string): Holder | 'unknown' | null {
  const path = join(directory, lockName)
  if (tryStat(path) === undefined) return livingEarlierHolder(directory)
  const held = acquire(path, directory, 0)
  if (held === null) return readNote(directory) ?? 'unknown'
  held.close()
  return livingEarlierHolder(directory)
}

/** An open exclusive transaction, or null when someone else has one. */
function acquire(path: string, directory: string, timeout: number): DatabaseSync | null {
  let connection: DatabaseSync | undefined
  try {
    connection = new DatabaseSync(path, { timeout })
    // The change is never committed. It is there because SQLite, where it may not write, would quietly take no exclusive lock.
    connection.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive; pragma user_version = 1',
    )
    return connection
  } catch (error) {
    connection?.close()
    if (primaryCode(error) === sqliteBusy) return null
    throw unusableLockError(path, directory, error)
  }
}

const sqliteBusy = 5

/** SQLite's extended codes carry the primary one in their low byte. */
function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff
}

function lockedError(directory: string, holder: Holder | null): ShapanError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  const isEarlier = holder !== null && holder.kernelLock === undefined
  const wayOut = isEarlier
    ? 'It is of an earlier version: stop it; where it was killed, try again in half a minute'
    : 'Stop that process first, or use DATABASE_URL to share one PostgreSQL server'
  return new ShapanError('database-locked', `The data directory ${directory} is in use by ${who}. ${wayOut}`, {
    directory,
    pid: holder?.pid,
    host: holder?.host,
  })
}

const unusable: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'it is a file',
  ENOTDIR: 'a file stands on its path',
  ELOOP: 'its path goes round in circles',
  ENAMETOOLONG: 'its path is too long',
}

function unusableError(directory: string, error: unknown): unknown {
  const reason = unusable[(error as NodeJS.ErrnoException).code ?? '']
  if (!reason) return error
  const message = `The data directory ${directory} cannot be used: ${reason}. Choose another with SHAPAN_DATA_DIR`
  return new ShapanError('write-failed', message, { directory }, error)
}

const reasonOfCode: Readonly<Record<number, string>> = {
  8: 'this user may not write it; mend its permissions, or choose another directory with SHAPAN_DATA_DIR',
  14: 'this user may not make or open it; mend its permissions, or choose another directory with SHAPAN_DATA_DIR',
  26: 'something else stands in its place; remove it',
}

function unusableLockError(path: string, directory: string, error: unknown): ShapanError {
  const standing = tryStat(path)
  const reason =
    standing && !standing.isFile()
      ? `a ${standing.isDirectory() ? 'directory' : 'special file'} stands in its place; remove it`
      : (reasonOfCode[primaryCode(error)] ??
        `its file system gives no lock (${(error as Error).message}); choose a local disk with SHAPAN_DATA_DIR`)
  return new ShapanError('write-failed', `The lock file ${path} cannot be used: ${reason}`, { directory }, error)
}
