import { type BigIntStats, fstatSync, lstatSync, readlinkSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute } from 'node:path'
import { ShapanError } from '../base/errors.ts'

/** A file that a command names; `-` is standard input. */
export interface NamedFile {
  /** how the message calls it, such as `--out` */
  readonly name: string
  readonly path: string
}

/**
 * Refuses a command that would write over a file it reads, over another file it writes, or over the file its own output is redirected
 * to, before any is touched. Files are the same by device and inode, whichever path, symbolic or hard link leads there; of two that are
 * not there yet, by directory and name, where case does not count: on many disks it makes no other file. Devices and pipes may be
 * shared. Throws `invalid-request`.
 */
export function refuseSharedFiles(inputs: readonly NamedFile[], outputs: readonly NamedFile[]): void {
  const taken = new Map<string, NamedFile>()
  for (const descriptor of [1, 2]) {
    const key = openFileKey(descriptor)
    if (key) taken.set(key, { name: 'what this command prints', path: '' })
  }
  for (const input of inputs) {
    const key = input.path === '-' ? openFileKey(0) : fileKey(input.path)
    if (key) taken.set(key, input)
  }
  for (const output of outputs) {
    const key = fileKey(output.path)
    if (!key) continue
    const other = taken.get(key)
    if (other) {
      const paths = other.path === output.path || other.path === '' ? output.path : `${output.path} and ${other.path}`
      const message = `${output.name} would overwrite ${other.name}: ${paths} is one file. Name another for ${output.name}`
      throw new ShapanError('invalid-request', message, { path: output.path })
    }
    taken.set(key, output)
  }
}

/**
 * The path that the symbolic links at `path` lead to, whether something stands there or not. Nothing is tidied up: `link/..` is above
 * where the link leads, as it is for the system.
 */
export function followLinks(path: string): string {
  let place = path
  for (let steps = 0; steps < mostLinks; steps++) {
    if (!attempt(() => lstatSync(place, { throwIfNoEntry: false }))?.isSymbolicLink()) return place
    const target = readlinkSync(place)
    if (/^\w+:\[/.test(target)) return place // an open pipe or socket under /proc
    place = isAbsolute(target) ? target : `${dirname(place)}/${target}`
  }
  return place
}

// As Linux does before it answers ELOOP.
const mostLinks = 40

function fileKey(path: string): string | null {
  const entry = attempt(() => statSync(path, { bigint: true, throwIfNoEntry: false }))
  if (entry) return keyOf(entry)
  const place = followLinks(path)
  const parent = attempt(() => statSync(dirname(place), { bigint: true, throwIfNoEntry: false }))
  const directory = parent ? `${parent.dev}:${parent.ino}` : dirname(place)
  return `${directory}/${basename(place).normalize('NFC').toLowerCase()}`
}

function openFileKey(descriptor: number): string | null {
  const entry = attempt(() => fstatSync(descriptor, { bigint: true }))
  return entry ? keyOf(entry) : null
}

function keyOf(entry: BigIntStats): string | null {
  return entry.isFile() || entry.isDirectory() ? `${entry.dev}:${entry.ino}` : null
}

/** What cannot be looked at is told by the code that opens it. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
