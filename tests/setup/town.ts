import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { loadConfig } from '../../server/base/config.ts'
import { openDatabase } from '../../server/db/database.ts'
import { makeTown } from '../e2e/town.ts'
import { embeddedTemplate } from './templates.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** the data directory to copy, which nobody opens, and its plan */
    town: { readonly directory: string; readonly planId: string }
  }
}

/** Makes the town that the tests of the page work on, once for all of them. */
export default async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-town-'))
  cpSync(await embeddedTemplate('schema'), directory, { recursive: true })
  const database = await openDatabase(loadConfig({ SHAPAN_DATA_DIR: directory, LOG_LEVEL: 'warn' }))
  const planId = await makeTown(database).finally(() => database.close())
  project.provide('town', { directory, planId })
  return () => rmSync(directory, { recursive: true, force: true })
}
