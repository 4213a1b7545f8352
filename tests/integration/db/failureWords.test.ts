import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { failureOf } from '../../../server/db/failure.ts'
import { wordsOfDrivers } from '../../../server/db/failureWords.ts'
import { copyOfTemplate, createServerDatabase } from '../databases.ts'
import { ownClient } from './sessions.ts'
import { limitFileSize } from './smallDisk.ts'
import { wireTo } from './wire.ts'

// Real databases and drivers say their words; what is known of them is held against that.

let place: { url: string; drop: () => Promise<void> }
beforeAll(async () => {
  place = await createServerDatabase()
})
afterAll(async () => place?.drop())

const connectTo = async (config: pg.ClientConfig): Promise<pg.Client> => {
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  return client
}

async function failed(work: Promise<unknown>): Promise<Error & { code?: string }> {
  return await work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  )
}

/** A client that hears the end of its idle connection. */
async function cutOff(): Promise<{ client: pg.Client; error: unknown }> {
  const wire = await wireTo(place.url)
  const client = await connectTo({ connectionString: wire.url })
  const heard = once(client, 'error')
  await wire.cut()
  const [error] = await heard
  return { client, error }
}

/** A server that answers the wish for SSL with one byte. */
async function sslAnswering(byte: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(byte))
    onTestFinished(() => void socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none?sslmode=no-verify`
}

/** Each way to hear a sentence. */
const saying: Readonly<Record<keyof typeof wordsOfDrivers, () => Promise<unknown>>> = {
  'timeout exceeded when trying to connect': async () => {
    const pool = new pg.Pool({ connectionString: place.url, max: 1, connectionTimeoutMillis: 200 })
    const lent = await pool.connect()
    onTestFinished(() => pool.end())
    onTestFinished(() => lent.release())
    await pool.query('select 1')
  },
  'Query read timeout': async () => {
    const client = await connectTo({ connectionString: place.url, query_timeout: 200 })
    onTestFinished(() => client.end())
    await client.query('select pg_sleep(2)')
  },
  'timeout expired': async () => {
    const wire = await wireTo(place.url)
    wire.hold()
    await connectTo({ connectionString: wire.url, connectionTimeoutMillis: 200 })
  },
  'Connection terminated': async () => {
    const client = await connectTo({ connectionString: place.url })
    const slow = client.query('select pg_sleep(5)')
    void client.end().catch(() => {})
    await slow
  },
  'Connection terminated unexpectedly': async () => {
    const { error } = await cutOff()
    throw error
  },
  'Connection terminated due to connection timeout': async () => {
    const wire = await wireTo(place.url)
    wire.hold()
    const pool = new pg.Pool({ connectionString: wire.url, connectionTimeoutMillis: 200 })
    onTestFinished(() => pool.end())
    await pool.connect()
  },
  'The server does not support SSL connections': async () => connectTo({ connectionString: await sslAnswering('N') }),
  'There was an error establishing an SSL connection': async () =>
    connectTo({ connectionString: await sslAnswering('?') }),
  'Client was closed and is not queryable': async () => {
    const client = await connectTo({ connectionString: place.url })
    await client.end()
    await client.query('select 1')
  },
  'Client has encountered a connection error and is not queryable': async () => {
    const { client } = await cutOff()
    await client.query('select 1')
  },
  'Postgres connection has been discarded': async () => {
    const wire = await wireTo(place.url)
    const kysely = kyselyOn(wire.url)
    onTestFinished(() => kysely.destroy())
    await kysely.connection().execute(async (connection) => {
      const changing = connection.transaction().execute(async () => {
        await wire.cut()
        throw new Error('the change is given up')
      })
      await changing.catch(() => {})
      await sql`select 1`.execute(connection)
    })
  },
  'Cannot use a pool after calling end on the pool': async () => {
    const pool = new pg.Pool({ connectionString: place.url })
    await pool.end()
    await pool.connect()
  },
  'driver has already been destroyed': async () => {
    const kysely = kyselyOn(place.url)
    await sql`select 1`.execute(kysely)
    await kysely.destroy()
    await sql`select 1`.execute(kysely)
  },
}

function kyselyOn(connectionString: string): Kysely<unknown> {
  const pool = new pg.Pool({ connectionString })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}

test('every sentence of the drivers that is known has a way to hear it', () => {
  expect(Object.keys(saying).toSorted()).toEqual(Object.keys(wordsOfDrivers).toSorted())
})

test.each(Object.entries(saying))('“%s” is said by the driver, without a code, and understood', async (words, say) => {
  const error = await failed(say())
  expect([error.message, error.code]).toEqual([words, undefined])
  expect(failureOf(error)?.code).toBe(wordsOfDrivers[words])
})

test('PostgreSQL tells of a disk without room by its SQLSTATE', async () => {
  const client = await ownClient(place.url)
  const error = await failed(client.query(`copy (select repeat('x', 100000)) to '/dev/full'`))
  expect(error.code).toBe('53100')
  expect(failureOf(error)?.code).toBe('disk-full')
})

test('PostgreSQL tells of a file that may not grow in the words of the system alone', async () => {
  const database = await openDatabase({ databaseUrl: undefined, dataDir: await copyOfTemplate() })
  onTestFinished(() => database.close())
  await database.execute('create table kept (step text)')
  limitFileSize('1000000')
  onTestFinished(() => limitFileSize('unlimited'))
  const error = await failed(
    database.execute('insert into kept select repeat(md5(i::text), 30) from generate_series(1, 20000) as i'),
  )
  expect([error.code, error.message]).toEqual(['XX000', expect.stringMatching(/: File too large$/)])
  expect(failureOf(error)?.code).toBe('disk-full')
})
