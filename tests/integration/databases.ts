import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { distribute } from '../../server/db/distribute.ts'
import { createNamed, directoryOfRun, nameOne, serverTemplate } from '../setup/serverDatabases.ts'
import { embeddedTemplate, makeOnce } from '../setup/templates.ts'
import { createOnCluster, findCluster, type ServerDatabase } from './cluster.ts'
import { makeTown } from './town.ts'

/** What a database starts with: today's schema alone, or the city `town` too. */
export type Content = 'schema' | 'town'
type Block = (database: () => Database, driver: Database['driver']) => void

/**
 * Runs a block of tests once on the embedded database and once on PostgreSQL, each on a fresh database of its own.
 * `database()` gives it inside a test.
 */
export const eachDatabase = (name: string, block: Block) => describeOn(bothDrivers(), name, block, 'schema')

/** The same with the city `town` in each (`town.ts`). */
export const eachTown = (name: string, block: Block) => describeOn(bothDrivers(), name, block, 'town')

/**
 * Runs a block of tests whose subject is no database but what stands before it, or what another file stores in both, on PostgreSQL alone;
 * on the embedded database it runs with the long tests (`tests/long/otherDatabase.test.ts`).
 */
export const anyDatabase = (name: string, block: Block) => describeOn([oneDriver()], name, block, 'schema')

export const anyTown = (name: string, block: Block) => describeOn([oneDriver()], name, block, 'town')

const isOther = () => process.env.SHAPAN_TEST_OTHER_DATABASE !== undefined
const oneDriver = () => (isOther() ? 'pglite' : 'postgres')
// What runs on both with each change is not run again with the other.
const bothDrivers = (): Database['driver'][] => (isOther() ? [] : ['pglite', 'postgres'])

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
  const template = content && (await templateOf(content))
  return await createNamed(nameOne(), template)
}

const templateOf = (content: Content) => serverTemplate(content, content === 'town' ? makeTown : undefined)

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
