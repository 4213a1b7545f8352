import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../server/db/database.ts'
import { makeTown } from '../e2e/town.ts'
import { serverTemplate } from './serverDatabases.ts'
import { embeddedTemplate } from './templates.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** what to copy, which nobody opens: a database of the tests' server, or a data directory; and its plan */
    town: { readonly driver: 'postgres' | 'pglite'; readonly place: string; readonly planId: string }
  }
}

/**
 * Makes the town that the tests of the page work on, once for all of them. The page does not know which database answers: with each
 * change it is PostgreSQL, which costs a quarter of a test less, and with the long tests the embedded one.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  if (project.name !== 'long') {
    let planId = ''
    const place = await serverTemplate('pages', async (database) => {
      planId = await makeTown(database)
    })
    project.provide('town', { driver: 'postgres', place, planId })
    return () => {}
  }
  const place = mkdtempSync(join(tmpdir(), 'shapan-town-'))
  cpSync(await embeddedTemplate('schema'), place, { recursive: true })
  const database = await openDatabase({ databaseUrl: undefined, dataDir: place })
  const planId = await makeTown(database).finally(() => database.close())
  project.provide('town', { driver: 'pglite', place, planId })
  return () => rmSync(place, { recursive: true, force: true })
}
