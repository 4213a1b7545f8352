import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type DatabaseConnection, PostgresAdapter, PostgresDialect, PostgresDriver } from 'kysely'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { ShapanError } from '../base/errors.ts'
import { assertOutsideTransaction, enterTransaction, leaveTransaction } from './base/transactionGuard.ts'
import { toSqlText } from './base/values.ts'
import { failureOf } from './failure.ts'
import { withClient } from './pool.ts'
import { probeSql } from './probe.ts'
import { within } from './within.ts'

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
export function copyIntoPostgres(pool: Pool, sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  return withClient(pool, async (client) => {
    const stream = client.query(copyFrom(sql))
    await pipeline(Readable.from(chunks, { objectMode: true }), stream)
    return stream.rowCount
  })
}

const unlockMs = 5_000

/**
 * A session's advisory lock, which holds a connection of the pool until it is freed. Where the session ends before, the lock is free
 * for others, and `onLost` is called.
 */
export async function tryAdvisoryLock(
  pool: Pool,
  name: string,
  onLost: () => void,
): Promise<(() => Promise<void>) | null> {
  // A connection of the pool may have ended a moment ago, unheard as yet; asking twice does no harm.
  const client = await askForLock(pool, name).catch((error: unknown) => {
    if (failureOf(error)?.code !== 'database-unreachable') throw error
    return askForLock(pool, name)
  })
  if (!client) return null
  client.once('end', onLost)
  return async () => {
    client.off('end', onLost)
    const unlocking = client.query(`select pg_advisory_unlock(hashtext('shapan'), hashtext($1))`, [name])
    // A session that cannot be asked any more is closed, which frees its locks too.
    const isFreed = await within(unlockMs, 'unlocking', unlocking).then(
      () => true,
      () => false,
    )
    client.release(!isFreed)
  }
}

/** The connection that has the lock; null where somebody else has it. */
async function askForLock(pool: Pool, name: string): Promise<PoolClient | null> {
  const client = await pool.connect()
  let isSound = false
  let isLocked = false
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtext('shapan'), hashtext($1)) as locked`,
      [name],
    )
    isSound = true
    isLocked = rows[0]?.locked === true
  } finally {
    if (!isLocked) client.release(!isSound)
  }
  return isLocked ? client : null
}

/**
 * Whether the server says anything at all, be it an error. It is asked twice: where this process stood still for a while, its timers
 * are over before it reads what the server has said meanwhile.
 */
export async function serverAnswers(signs: Pool): Promise<boolean> {
  return (await answersOnce(signs)) || (await answersOnce(signs))
}

async function answersOnce(signs: Pool): Promise<boolean> {
  try {
    await signs.query('select 1')
    return true
  } catch (error) {
    return error instanceof DatabaseError
  }
}

/** Fails where the server does not answer, cannot write to its disk, or takes no changes. */
export async function probeServer(pool: Pool): Promise<void> {
  const { rows } = await withClient(pool, (client) =>
    client.query<{ is_standby: boolean; is_read_only: boolean }>(probeSql),
  )
  if (rows[0]?.is_standby || rows[0]?.is_read_only)
    throw new ShapanError('database-unreachable', 'The database takes no changes: it is a standby, or read-only')
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
