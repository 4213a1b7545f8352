import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type DatabaseConnection, PostgresAdapter, PostgresDialect, PostgresDriver } from 'kysely'
import { Pool, types } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { ShapanError } from '../errors.ts'
import { assertOutsideTransaction, enterTransaction, leaveTransaction } from './transactionGuard.ts'
import { resultParsers, toSqlText } from './values.ts'

/** A pool whose values mean the same as the embedded database's. Nothing connects until the first query. */
export function createPool(databaseUrl: string): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'shapan',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        (format !== 'binary' && resultParsers[oid]) || types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  })
  // An idle connection that the server closes is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

export class GuardedPostgresDialect extends PostgresDialect {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createAdapter(): PostgresAdapter {
    return new PostgresAdapter()
  }

  override createDriver(): PostgresDriver {
    return new GuardedPostgresDriver({ pool: this.#pool })
  }
}

class GuardedPostgresDriver extends PostgresDriver {
  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): ReturnType<PostgresDriver['acquireConnection']> {
    assertOutsideTransaction()
    const connection = await super.acquireConnection(...options)
    convertParameters(connection)
    return connection
  }

  // Not async: enterTransaction must run in the caller's own async context (see transactionGuard.ts).
  override beginTransaction(...parameters: Parameters<PostgresDriver['beginTransaction']>): Promise<void> {
    enterTransaction(parameters[0])
    return super.beginTransaction(...parameters)
  }

  override async commitTransaction(...[connection]: Parameters<PostgresDriver['commitTransaction']>): Promise<void> {
    await super.commitTransaction(connection)
    leaveTransaction(connection)
  }

  override async rollbackTransaction(
    ...[connection]: Parameters<PostgresDriver['rollbackTransaction']>
  ): Promise<void> {
    leaveTransaction(connection)
    await super.rollbackTransaction(connection)
  }

  override async releaseConnection(...[connection]: Parameters<PostgresDriver['releaseConnection']>): Promise<void> {
    leaveTransaction(connection)
    await super.releaseConnection(connection)
  }
}

const converted = new WeakSet<DatabaseConnection>()

function convertParameters(connection: DatabaseConnection): void {
  if (converted.has(connection)) return
  converted.add(connection)
  const executeQuery = connection.executeQuery.bind(connection)
  connection.executeQuery = (query, ...rest) =>
    executeQuery({ ...query, parameters: query.parameters.map(toSqlText) }, ...rest)
}

/** Streams bytes into one COPY statement; its rows appear together when it ends. */
export async function copyIntoPostgres(pool: Pool, sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const client = await pool.connect()
  let failure: unknown
  try {
    const stream = client.query(copyFrom(sql))
    await pipeline(Readable.from(chunks, { objectMode: true }), stream)
    return stream.rowCount
  } catch (error) {
    failure = error
    throw error
  } finally {
    // After a broken stream the connection's state is unknown: passing the error closes it.
    client.release(failure instanceof Error ? failure : undefined)
  }
}

/** A session's advisory lock, which holds a connection of the pool until it is freed. */
export async function tryAdvisoryLock(pool: Pool, name: string): Promise<(() => Promise<void>) | null> {
  const client = await pool.connect()
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(hashtext('shapan'), hashtext($1)) as locked`,
    [name],
  )
  if (rows[0]?.locked !== true) {
    client.release()
    return null
  }
  return async () => {
    await client.query(`select pg_advisory_unlock(hashtext('shapan'), hashtext($1))`, [name])
    client.release()
  }
}

/** Throws `database-unreachable`, `database-too-old` or nothing; the URL's password never enters a message. */
export async function checkServer(pool: Pool): Promise<void> {
  let version: number
  try {
    const result = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`)
    version = Number(result.rows[0]?.version)
  } catch (error) {
    const { host, port, database, user } = connectionParts(pool)
    const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error)
    throw new ShapanError(
      'database-unreachable',
      `Cannot open PostgreSQL database "${database}" as "${user}" at ${host}:${port}: ${reason}. Check DATABASE_URL and that the server runs`,
      { host, port, database },
      error,
    )
  }
  if (version < 150_000) {
    throw new ShapanError(
      'database-too-old',
      `PostgreSQL 15 or newer is needed; the server is ${Math.floor(version / 10_000)}`,
    )
  }
}

function connectionParts(pool: Pool): { host: string; port: string; database: string; user: string } {
  const url = new URL(pool.options.connectionString ?? 'postgres://localhost')
  return {
    host: url.hostname || 'localhost',
    port: url.port || '5432',
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    user: decodeURIComponent(url.username) || 'postgres',
  }
}
