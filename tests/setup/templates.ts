/**
 * Databases that are made once and copied by each test that starts with one: to make an embedded one takes some 10 s, a city with a plan
 * some 4. What no code of ours has filled is kept in `.cache` from run to run.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isShapanError } from '../../server/base/errors.ts'
import { openDatabase } from '../../server/db/database.ts'
import { type DirectoryLock, lockDirectory } from '../../server/db/directoryLock.ts'
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

/**
 * Fills a directory by `make`, once for all processes that ask for it, also those of another run in this working copy. Who makes it holds
 * the lock of a directory beside it, which the kernel takes back from one that was killed; what that one left is thrown away.
 */
export async function makeOnce(path: string, make: (directory: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  const lock = await lockWhenFree(`${path}.making`)
  const unfinished = `${path}.unfinished`
  try {
    if (existsSync(path)) return path
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished)
    await make(unfinished)
    renameSync(unfinished, path)
  } finally {
    lock.release()
  }
  return path
}

async function lockWhenFree(directory: string): Promise<DirectoryLock> {
  for (;;) {
    try {
      return lockDirectory(directory)
    } catch (error) {
      if (!isShapanError(error, 'database-locked')) throw error
      await sleep(200)
    }
  }
}
