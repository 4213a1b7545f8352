import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfTemplate } from '../databases.ts'

/** Puts an empty, migrated embedded database where the command line looks for one by itself. */
export async function makeEmbeddedData(cwd: string): Promise<Record<string, string>> {
  const made = await copyOfTemplate()
  cpSync(made, join(cwd, 'data'), { recursive: true })
  rmSync(made, { recursive: true, force: true })
  return {}
}
