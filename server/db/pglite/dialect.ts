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

/**
 * Kysely over the embedded database's one connection. A transaction, or a single query, holds the connection; others wait in order.
 *
 * PostgresAdapter and not Kysely's PGliteAdapter: that one queues inside Kysely, before the driver could refuse a query that would
 * wait for its own transaction.
 */
export function pgliteDialect(host: PgliteHost, turnstile: Turnstile): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PgliteDriver(host, turnstile),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/** First come, first served; `enter` resolves with the function that lets the next one in. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve()

  async enter(): Promise<() => void> {
    const previous = this.#last
    let leave = () => {}
    this.#last = new Promise((resolve) => {
      leave = resolve
    })
    await previous
    return leave
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #client: PgliteClient
  readonly leave: () => void

  constructor(client: PgliteClient, leave: () => void) {
    this.#client = client
    this.leave = leave
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
  readonly #turnstile: Turnstile

  constructor(host: PgliteHost, turnstile: Turnstile) {
    this.#host = host
    this.#turnstile = turnstile
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PgliteConnection> {
    assertOutsideTransaction()
    const leave = await this.#turnstile.enter()
    try {
      return new PgliteConnection(await this.#host.current(), leave)
    } catch (error) {
      leave()
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
    connection.leave()
  }

  async destroy(): Promise<void> {}
}
