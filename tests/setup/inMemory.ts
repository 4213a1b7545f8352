import { existsSync, statfsSync } from 'node:fs'

const memory = '/dev/shm'
const neededBytes = 4 * 2 ** 30

/**
 * Where tests keep their databases: in memory where Linux has room for all of them at once, since each embedded one is a thousand files.
 * Undefined: where the system keeps temporary files.
 */
export function directoryInMemory(): string | undefined {
  if (!existsSync(memory)) return undefined
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= neededBytes ? memory : undefined
}
