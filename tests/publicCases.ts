import { existsSync } from 'node:fs'
import { join } from 'node:path'

const data = process.env.SHAPAN_DATA

/** Where the cases that others reported in public lie, beside the real data sets; undefined where they are not. */
export const casesDirectory = data && existsSync(join(data, '../cases')) ? join(data, '../cases') : undefined

/** A file of a case, where it is there: what may not be copied is brought by hand. */
export function caseFile(folder: string, name: string): string | undefined {
  const path = casesDirectory && join(casesDirectory, folder, name)
  return path && existsSync(path) ? path : undefined
}
