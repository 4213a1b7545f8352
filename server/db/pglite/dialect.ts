import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { assertOutsideTransaction, enterTransaction, leaveTransaction } from '../base/transactionGuard.ts'
import type { PgliteClient } from './client.ts'
import type { PgliteHost } from './host.ts'
import type { Mutex } from './mutex.ts'

/**
 * Kysely over the embedded database's one connection. A transaction, or a single query, holds the connection; others wait in order.
 *
 * PostgresAdapter and not Kysely's PGliteAdapter: that one queues inside Kysely, before the driver could refuse a query that would
 * wait for its own transaction.
 */
export function pgliteDialect(host: PgliteHost, mutex: Mutex): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PgliteDriver(host, mutex),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #client: PgliteClient
  readonly release: () => void

  constructor(client: PgliteClient, release: () => void) {
    this.#client = client
    this.release = release
  }

  exec(sql: string) {
    return this.#client.exec(sql)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, command, affectedRows } = await this.#client.query(query.sql, query.parameters)
    const counts = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return { rows: rows as R[], ...(counts ? { numAffectedRows: BigInt(affectedRows) } : {}) }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and the embedded database has no cursor to stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The embedded database does not stream rows')
  }
}

class PgliteDriver implements Driver {
  readonly #host: PgliteHost
  readonly #mutex: Mutex

  constructor(host: PgliteHost, mutex: Mutex) {
    this.#host = host
    this.#mutex = mutex
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PgliteConnection> {
    assertOutsideTransaction()
    const release = await this.#mutex.acquire()
    try {
      return new PgliteConnection(await this.#host.current(), release)
    } catch (error) {
      release()
      throw error
    }
  }

  // Not async: enterTransaction must run in the caller's own async context (see transactionGuard.ts).
  beginTransaction(connection: PgliteConnection, settings: TransactionSettings): Promise<void> {
    enterTransaction(connection)
    const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
    const access = settings.accessMode ? ` ${settings.accessMode}` : ''
    return connection.exec(`start transaction${isolation}${access}`).then(() => undefined)
  }

  async commitTransaction(connection: PgliteConnection): Promise<void> {
    const [result] = await connection.exec('commit')
    leaveTransaction(connection)
    // PostgreSQL answers COMMIT with ROLLBACK when a statement of the transaction had failed.
    if (result?.command === 'ROLLBACK')
      throw new Error('The transaction was rolled back: one of its statements had failed')
  }

  async rollbackTransaction(connection: PgliteConnection): Promise<void> {
    leaveTransaction(connection)
    await connection.exec('rollback')
  }

  async releaseConnection(connection: PgliteConnection): Promise<void> {
    leaveTransaction(connection)
    connection.release()
  }

  async destroy(): Promise<void> {}
}
