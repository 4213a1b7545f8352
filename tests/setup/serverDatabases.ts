/** Databases on the tests' server, of one node: new ones, and copies of what is made once a run. */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { databaseUrl, onDatabase, type ServerDatabase, serverUrl } from '../integration/cluster.ts'
import { databasesOf } from './postgres.ts'
import { makeOnce } from './templates.ts'

/** Where the tests of a run keep what they copy. */
export function directoryOfRun(): string {
  const directory = process.env.SHAPAN_TEST_RUN
  if (!directory) throw new Error('SHAPAN_TEST_RUN is not set: run the tests by vitest’s project')
  return directory
}

export const nameOne = () => databasesOf(directoryOfRun()) + randomBytes(6).toString('hex')

/** Copied by files: by the log, as is usual, it takes four times the time of the processor. */
export async function createNamed(name: string, template = 'template1'): Promise<ServerDatabase> {
  const server = serverUrl()
  await onDatabase(server, (client) => client.query(`create database ${name} template ${template} strategy file_copy`))
  const drop = async () => {
    await onDatabase(server, (client) => client.query(`drop database ${name} with (force)`))
  }
  return { url: databaseUrl(server, name), drop }
}

/** The name of a database with today's schema and what `fill` puts into it, to be copied: nobody else opens it. */
export async function serverTemplate(content: string, fill?: (database: Database) => Promise<void>): Promise<string> {
  const name = databasesOf(directoryOfRun()) + content
  await makeOnce(join(directoryOfRun(), `postgres-${content}`), async () => {
    const { url } = await createNamed(name, fill && (await serverTemplate('schema')))
    const database = await openDatabase({ databaseUrl: url, dataDir: tmpdir() })
    try {
      await fill?.(database)
    } finally {
      await database.close()
    }
  })
  return name
}
