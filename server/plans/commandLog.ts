import { decodePatch } from '../../partition/index.ts'

/** One row of a plan's log as stored; `command` is JSON text. */
export interface StoredCommand {
  readonly revision: number
  readonly commandId: string
  readonly command: string
  readonly patch: Uint8Array
  readonly author: string
  readonly createdAt: string
}

/** Log entries as the API sends them, JSON with commas between. The commands' own text is passed on as it is stored. */
export function commandLogJson(rows: readonly StoredCommand[]): Uint8Array {
  const entries = rows.map(({ revision, commandId, command, patch, author, createdAt }) => {
    const head = JSON.stringify({ revision, commandId }).slice(0, -1)
    const tail = JSON.stringify({ patch: decodePatch(patch), author, createdAt }).slice(1)
    return `${head},"command":${command},${tail}`
  })
  return Buffer.from(entries.join(','))
}
