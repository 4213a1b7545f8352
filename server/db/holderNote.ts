import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/**
 * `shapan.lock`: tells people who holds the data directory. What excludes others is the kernel's lock (directoryLock.ts).
 *
 * Versions before the kernel's lock used this file as the lock itself: made with O_EXCL, touched every 5 s, believed while its process
 * lives. The note therefore keeps their form, so that such a version refuses to start beside this one, and a note that lacks
 * `kernelLock` is one of theirs, whose holder may still run.
 */
export interface Holder {
  readonly pid: number
  readonly startedAt: string | null
  readonly host: string
  /** name of the file that carries the lock; absent in notes of earlier versions */
  readonly kernelLock?: string
}

const silentHolderMs = 30_000

const notePath = (directory: string) => join(directory, 'shapan.lock')

/** Leaves a note of this process; does without where something else stands in its place or the disk is full. */
export function writeNote(directory: string, kernelLock: string): void {
  const self: Holder = { pid: process.pid, startedAt: processStart(process.pid), host: hostname(), kernelLock }
  try {
    removeNote(directory)
    // O_EXCL: an earlier version that starts at this moment makes the same file, and must not lose it.
    writeFileSync(notePath(directory), JSON.stringify(self), { flag: 'wx', mode: 0o600 })
  } catch {
    // It informs only.
  }
}

export function removeNote(directory: string): void {
  try {
    unlinkSync(notePath(directory))
  } catch {
    // Not there, or not ours to remove.
  }
}

/** Who is noted as the holder, living or dead; null where there is no note that can be read. */
export function readNote(directory: string): Holder | null {
  try {
    const path = notePath(directory)
    // A pipe in its place would be read for ever.
    if (!statSync(path).isFile()) return null
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isHolder(note) ? note : null
  } catch {
    return null
  }
}

function isHolder(note: unknown): note is Holder {
  const { pid, host } = (note ?? {}) as Partial<Record<keyof Holder, unknown>>
  return Number.isSafeInteger(pid) && (pid as number) > 0 && typeof host === 'string'
}

/**
 * The holder of an earlier version that seems to run still: its process is there, or it has touched the note within 30 s, which is
 * all that can be known of one in another container. A note from the future is no sign of life.
 */
export function livingEarlierHolder(directory: string): Holder | null {
  const holder = readNote(directory)
  if (!holder || holder.kernelLock !== undefined) return null
  const isFresh = Math.abs(Date.now() - statSync(notePath(directory)).mtimeMs) < silentHolderMs
  if (isFresh) return holder
  const isSameProcess = holder.startedAt !== null && holder.startedAt === processStart(holder.pid)
  return holder.host === hostname() && isSameProcess ? holder : null
}

/** Linux: the boot's id with the clock ticks from boot to the process's start; null where there is no such process or no /proc. */
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
