import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { distribute } from '../../server/db/distribute.ts'
import { readMigrations } from '../../server/db/migrate.ts'
import { createOnCluster, databaseUrl, dropOnCluster, listWorkers, onDatabase } from './cluster.ts'

/**
 * Runs a block of tests once on the embedded database and once on PostgreSQL, each on a fresh database of its own.
 * `database()` gives it inside a test.
 *
 * Making an embedded database takes some 10 s, so one is made as a template for each state of the migrations and copied.
 */
export function eachDatabase(
  name: string,
  block: (database: () => Database, driver: Database['driver']) => void,
): void {
  for (const driver of ['pglite', 'postgres'] as const) {
    describe(`${name} (${driver})`, () => {
      let opened: OpenedDatabase | undefined
      beforeAll(async () => {
        opened = await (driver === 'pglite' ? openEmbedded() : openServer())
      })
      afterAll(async () => opened?.dispose())
      block(() => {
        if (!opened) throw new Error('database() is for inside a test')
        return opened.database
      }, driver)
    })
  }
}

export interface OpenedDatabase {
  readonly database: Database
  /** what opened it, to open it again after a close */
  readonly config: { databaseUrl: string | undefined; dataDir: string }
  dispose(): Promise<void>
}

async function openEmbedded(): Promise<OpenedDatabase> {
  const dataDir = await copyOfTemplate()
  const config = { databaseUrl: undefined, dataDir }
  const database = await openDatabase(config)
  const dispose = async () => {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { database, config, dispose }
}

async function openServer(): Promise<OpenedDatabase> {
  const { url, drop, isCluster } = await createServerDatabase()
  const config = { databaseUrl: url, dataDir: tmpdir() }
  const database = await openDatabase(config)
  if (isCluster) await distribute(database)
  const dispose = async () => {
    await database.close()
    await drop()
  }
  return { database, config, dispose }
}

/** An empty database on the tests' server. */
export async function createServerDatabase(): Promise<{ url: string; drop: () => Promise<void>; isCluster: boolean }> {
  const serverUrl = process.env.SHAPAN_TEST_DATABASE_URL
  if (!serverUrl) throw new Error('SHAPAN_TEST_DATABASE_URL is not set: run the tests as `npm test`')
  const name = `shapan_test_${randomBytes(6).toString('hex')}`
  const workers = await listWorkers(serverUrl)
  const url = databaseUrl(serverUrl, name)
  if (workers.length > 0) {
    await createOnCluster(serverUrl, name, workers)
    return { url, drop: () => dropOnCluster(serverUrl, name, workers), isCluster: true }
  }
  const onServer = async (statement: string) => {
    await onDatabase(serverUrl, (client) => client.query(statement))
  }
  await onServer(`create database ${name}`)
  return { url, drop: () => onServer(`drop database ${name} with (force)`), isCluster: false }
}

/** A data directory with a migrated, empty embedded database; the caller removes it. */
export async function copyOfTemplate(): Promise<string> {
  const template = await embeddedTemplate()
  const directory = mkdtempSync(join(tmpdir(), 'shapan-test-'))
  cpSync(template, directory, { recursive: true })
  return directory
}

const buildLimitMs = 150_000

async function embeddedTemplate(): Promise<string> {
  const cache = resolve(import.meta.dirname, '../../.cache')
  const key = createHash('sha256')
  for (const { sha256 } of readMigrations()) key.update(sha256)
  for (const name of ['pglite', 'pglite-postgis']) {
    key.update(readFileSync(resolve(import.meta.dirname, `../../node_modules/@electric-sql/${name}/package.json`)))
  }
  const template = join(cache, `pglite-template-${key.digest('hex').slice(0, 16)}`)
  const building = `${template}.building`
  mkdirSync(cache, { recursive: true })
  for (;;) {
    if (existsSync(template)) return template
    if (tryMakeDirectory(building)) break
    await sleep(200)
  }
  try {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: building })
    await database.close()
    renameSync(building, template)
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
  return template
}

/** Of several test processes one makes the template; what a killed one left is thrown away. */
function tryMakeDirectory(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? Date.now())
    if (age > buildLimitMs) rmSync(path, { recursive: true, force: true })
    return false
  }
}
