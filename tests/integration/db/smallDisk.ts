import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory whose disk can be filled. */
export interface SmallDisk {
  readonly directory: string
  fill(): void
  makeRoom(): void
  remove(): void
}

const sizeMb = 400
const leftBytes = 150_000

/**
 * A small file system of its own where this user may mount one; elsewhere this process is forbidden to write files beyond a size, which
 * fails at the same places.
 */
export function makeSmallDisk(): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-small-'))
  const root = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`
  const remove = () => rmSync(directory, { recursive: true, force: true })
  if (!run([...root, 'mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m,${owner}`, 'none', directory])) {
    return {
      directory,
      fill: () => limitFileSize(String(leftBytes)),
      makeRoom: () => limitFileSize('unlimited'),
      remove,
    }
  }
  const filler = join(directory, 'filler')
  return {
    directory,
    fill: () => {
      const { bavail, bsize } = statfsSync(directory)
      writeFileSync(filler, Buffer.alloc(bavail * bsize - leftBytes))
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove: () => {
      run([...root, 'umount', '-l', directory])
      remove()
    },
  }
}

/** The soft limit, which may be raised again; Node ignores the signal that comes with the error. */
export function limitFileSize(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
}

function run([command = '', ...args]: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
