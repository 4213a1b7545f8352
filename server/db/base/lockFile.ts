import { type Stats, statSync } from 'node:fs'

/** The file that carries a directory's lock, to see later that it is still the one in the directory. */
export interface LockFile {
  readonly path: string
  readonly device: number
  readonly inode: number
}

/** Whether the directory still holds the file that was locked: whoever removed or replaced it may have let another process in. */
export function isLockHeld({ path, device, inode }: LockFile): boolean {
  const now = tryStat(path)
  return now !== undefined && now.dev === device && now.ino === inode
}

export function tryStat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
