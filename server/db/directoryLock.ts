import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ShapanError } from '../errors.ts'

/**
 * An exclusive lock on the embedded database's directory.
 *
 * PGlite takes none: two processes on one directory silently lose acknowledged rows. The lock is a file `shapan.lock` made with
 * O_EXCL that names its holder: pid, the moment that pid started (so a reused pid is not taken for the holder) and the host.
 * A holder on this host is alive when its pid exists with that start; a holder on another host (another container on the same
 * volume) is alive while it touches the file, which every holder does each 5 s. A dead holder's lock is taken over under a second
 * exclusive name, so that of two who find a stale lock one wins.
 */
export interface DirectoryLock {
  release(): void
}

interface Holder {
  readonly pid: number
  readonly startedAt: string | null
  readonly host: string
}

const heartbeatMs = 5_000
const silentHolderMs = 30_000
const takeoverMs = 5_000

/**
 * Throws `database-locked`, naming the holder, when another living process (or this one) holds the directory, and `write-failed` when
 * the directory cannot be made or written.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, 'shapan.lock')
  const self: Holder = { pid: process.pid, startedAt: processStart(process.pid), host: hostname() }
  try {
    mkdirSync(directory, { recursive: true })
    if (!tryCreate(path, self)) takeOver(path, self, directory)
  } catch (error) {
    throw unusableError(directory, error)
  }

  const heartbeat = setInterval(() => touch(path), heartbeatMs)
  heartbeat.unref()
  const release = () => {
    clearInterval(heartbeat)
    process.off('exit', release)
    if (sameHolder(readHolder(path), self)) removeFile(path)
  }
  process.on('exit', release)
  return { release }
}

function takeOver(path: string, self: Holder, directory: string): void {
  refuseIfAlive(path, directory)
  const takeoverPath = `${path}.takeover`
  if (!tryMakeDirectory(takeoverPath)) throw lockedError(directory, null)
  try {
    // Someone may have taken it over between the first look and the exclusive name.
    refuseIfAlive(path, directory)
    removeFile(path)
    if (!tryCreate(path, self)) throw lockedError(directory, readHolder(path))
  } finally {
    rmdirSync(takeoverPath)
  }
}

function refuseIfAlive(path: string, directory: string): void {
  const holder = readHolder(path)
  if (holder && isAlive(holder, path)) throw lockedError(directory, holder)
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return ageMs(path) < silentHolderMs
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const startedAt = processStart(holder.pid)
  return startedAt === null || holder.startedAt === null || startedAt === holder.startedAt
}

/** Linux: clock ticks from boot to the process's start, with the boot's id; null where /proc is not there. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The command name (field 2) may hold spaces and brackets, so fields are counted after its last bracket.
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return null
  }
}

function lockedError(directory: string, holder: Holder | null): ShapanError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new ShapanError(
    'database-locked',
    `The data directory ${directory} is in use by ${who}. Stop that process first, or use DATABASE_URL to share one PostgreSQL server`,
    { directory, pid: holder?.pid, host: holder?.host },
  )
}

const unusable: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'it is a file',
  ENOTDIR: 'a file stands on its path',
}

function unusableError(directory: string, error: unknown): unknown {
  const reason = unusable[(error as NodeJS.ErrnoException).code ?? '']
  if (!reason) return error
  const message = `The data directory ${directory} cannot be used: ${reason}. Choose another with SHAPAN_DATA_DIR`
  return new ShapanError('write-failed', message, { directory }, error)
}

function tryCreate(path: string, holder: Holder): boolean {
  let file: number
  try {
    file = openSync(path, 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  writeSync(file, JSON.stringify(holder))
  closeSync(file)
  return true
}

function tryMakeDirectory(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // Whoever made it died inside the takeover, which takes a few milliseconds.
  if (ageMs(path) < takeoverMs) return false
  rmdirSync(path)
  return tryMakeDirectory(path)
}

/** null when the file is gone or half written; a half-written file younger than a second still counts as a holder's. */
function readHolder(path: string): Holder | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  try {
    return JSON.parse(text) as Holder
  } catch {
    return ageMs(path) < 1_000 ? { pid: 0, startedAt: null, host: 'an unknown host' } : null
  }
}

function sameHolder(a: Holder | null, b: Holder): boolean {
  return a !== null && a.pid === b.pid && a.startedAt === b.startedAt && a.host === b.host
}

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function touch(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // The directory was removed under a running server; the database will say so itself.
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
