/**
 * Databases that are made once and copied by each test that starts with one: to make an embedded one takes some 10 s, a city with a plan
 * some 4. What no code of ours has filled is kept in `.cache` from run to run.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../server/db/database.ts'
import { lockDirectory } from '../../server/db/directoryLock.ts'
import { readMigrations } from '../../server/db/migrate.ts'
import { startPglite } from '../../server/db/pglite/client.ts'

const root = resolve(import.meta.dirname, '../..')
const longestMakingMs = 600_000

/** An embedded database without a schema, or with that of today. */
export function embeddedTemplate(content: 'bare' | 'schema'): Promise<string> {
  const key = createHash('sha256')
  for (const name of ['pglite', 'pglite-postgis']) {
    key.update(readFileSync(join(root, 'node_modules/@electric-sql', name, 'package.json')))
  }
  if (content === 'schema') for (const { sha256 } of readMigrations()) key.update(sha256)
  const path = join(root, '.cache', `pglite-${content}-${key.digest('hex').slice(0, 16)}`)
  return makeOnce(path, content === 'bare' ? initialize : addSchema)
}

async function initialize(dataDir: string): Promise<void> {
  const lock = lockDirectory(dataDir)
  const client = await startPglite({ dataDir, lock: lock.file, longestMs: longestMakingMs }, () => {})
  await client.close()
  lock.release()
}

async function addSchema(dataDir: string): Promise<void> {
  cpSync(await embeddedTemplate('bare'), dataDir, { recursive: true })
  await (await openDatabase({ databaseUrl: undefined, dataDir })).close()
}

/** Fills a directory by `make`, once for all processes that ask for it. */
export async function makeOnce(path: string, make: (directory: string) => Promise<void>): Promise<string> {
  const unfinished = `${path}.unfinished`
  mkdirSync(dirname(path), { recursive: true })
  for (;;) {
    if (existsSync(path)) return path
    if (tryMakeDirectory(unfinished)) break
    await sleep(200)
  }
  try {
    await make(unfinished)
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return path
}

/** Of several test processes one makes the directory; what a killed one left is thrown away. */
function tryMakeDirectory(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? Date.now())
    if (age > longestMakingMs) rmSync(path, { recursive: true, force: true })
    return false
  }
}
