import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { distribute } from '../../server/db/distribute.ts'
import { databasesOf } from '../setup/postgres.ts'
import { embeddedTemplate, makeOnce } from '../setup/templates.ts'
import { createOnCluster, databaseUrl, findCluster, onDatabase, type ServerDatabase, serverUrl } from './cluster.ts'
import { makeTown } from './town.ts'

/** What a database starts with: today's schema alone, or the city `town` too. */
export type Content = 'schema' | 'town'
type Block = (database: () => Database, driver: Database['driver']) => void

/**
 * Runs a block of tests once on the embedded database and once on PostgreSQL, each on a fresh database of its own.
 * `database()` gives it inside a test.
 */
export const eachDatabase = (name: string, block: Block) => describeOn(['pglite', 'postgres'], name, block, 'schema')

/** The same with the city `town` in each (`town.ts`). */
export const eachTown = (name: string, block: Block) => describeOn(['pglite', 'postgres'], name, block, 'town')

/**
 * Runs a block of tests whose subject is no database but what stands before it on PostgreSQL alone; on the embedded database it runs
 * with the long tests (`tests/long/otherDatabase.test.ts`).
 */
export const anyDatabase = (name: string, block: Block) => describeOn([oneDriver()], name, block, 'schema')

export const anyTown = (name: string, block: Block) => describeOn([oneDriver()], name, block, 'town')

const oneDriver = () => (process.env.SHAPAN_TEST_OTHER_DATABASE ? 'pglite' : 'postgres')

function describeOn(drivers: readonly Database['driver'][], name: string, block: Block, content: Content): void {
  for (const driver of drivers) {
    describe(`${name} (${driver})`, () => {
      let opened: OpenedDatabase | undefined
      beforeAll(async () => {
        opened = await (driver === 'pglite' ? openEmbedded(content) : openServer(content))
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

async function openEmbedded(content: Content): Promise<OpenedDatabase> {
  const dataDir = await copyOfTemplate(content)
  const config = { databaseUrl: undefined, dataDir }
  const database = await openDatabase(config)
  const dispose = async () => {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { database, config, dispose }
}

async function openServer(content: Content): Promise<OpenedDatabase> {
  const cluster = await findCluster()
  const { url, drop } = cluster ? await createOnCluster(cluster, nameOne()) : await createServerDatabase(content)
  const config = { databaseUrl: url, dataDir: tmpdir() }
  const database = await openDatabase(config)
  if (cluster) {
    await distribute(database)
    if (content === 'town') await makeTown(database)
  }
  const dispose = async () => {
    await database.close()
    await drop()
  }
  return { database, config, dispose }
}

/** A database on the tests' server, of one node; empty, if it is not said what it starts with. */
export async function createServerDatabase(content?: Content): Promise<ServerDatabase> {
  const template = content && (await serverTemplate(content))
  return await createNamed(nameOne(), template)
}

const nameOne = () => databasesOf(directoryOfRun()) + randomBytes(6).toString('hex')

async function serverTemplate(content: Content): Promise<string> {
  const run = directoryOfRun()
  const name = databasesOf(run) + content
  await makeOnce(join(run, `postgres-${content}`), async () => {
    const { url } = await createNamed(name, content === 'town' ? await serverTemplate('schema') : undefined)
    const database = await openDatabase({ databaseUrl: url, dataDir: tmpdir() })
    if (content === 'town') await makeTown(database)
    await database.close()
  })
  return name
}

async function createNamed(name: string, template = 'template1'): Promise<ServerDatabase> {
  const server = serverUrl()
  await onDatabase(server, (client) => client.query(`create database ${name} template ${template}`))
  const drop = async () => {
    await onDatabase(server, (client) => client.query(`drop database ${name} with (force)`))
  }
  return { url: databaseUrl(server, name), drop }
}

/** A data directory with an embedded database; the caller removes it. */
export async function copyOfTemplate(content: Content | 'bare' = 'schema'): Promise<string> {
  const template = content === 'town' ? await embeddedTown() : await embeddedTemplate(content)
  const directory = mkdtempSync(join(tmpdir(), 'shapan-test-'))
  cpSync(template, directory, { recursive: true })
  return directory
}

function embeddedTown(): Promise<string> {
  return makeOnce(join(directoryOfRun(), 'pglite-town'), async (dataDir) => {
    cpSync(await embeddedTemplate('schema'), dataDir, { recursive: true })
    const database = await openDatabase({ databaseUrl: undefined, dataDir })
    await makeTown(database)
    await database.close()
  })
}

function directoryOfRun(): string {
  const directory = process.env.SHAPAN_TEST_RUN
  if (!directory) throw new Error('SHAPAN_TEST_RUN is not set: run the tests by vitest’s project')
  return directory
}
