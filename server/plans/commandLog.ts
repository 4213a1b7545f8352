import { decodePatch } from '../../partition/index.ts'

/** One row of a plan's log as stored; `command` is JSON text. */
export interface StoredCommand {
  readonly revision: number
  readonly commandId: string
  readonly command: string
  readonly patch: Uint8Array
  readonly author: string
  readonly createdAt: string
  /** null where it left nothing to others */
  readonly contested: readonly [start: number, length: number][] | null
  /** null of what version 0.1.0 wrote */
  readonly hash: number | null
}

/** Log entries as the API sends them, JSON with commas between. The commands' own text is passed on as it is stored. */
export function commandLogJson(rows: readonly StoredCommand[]): Uint8Array {
  const entries = rows.map(({ revision, commandId, command, patch, author, createdAt, contested, hash }) => {
    const head = JSON.stringify({ revision, commandId }).slice(0, -1)
    const tail = JSON.stringify({
      patch: decodePatch(patch),
      author,
      createdAt,
      ...(contested && { contested: contested.map(([start, length]) => ({ start, length })) }),
      ...(hash !== null && { hash }),
    }).slice(1)
    return `${head},"command":${command},${tail}`
  })
  return Buffer.from(entries.join(','))
}
