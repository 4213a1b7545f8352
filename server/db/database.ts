import { Kysely } from 'kysely'
import type { Config } from '../base/config.ts'
import { ShapanError } from '../base/errors.ts'
import { isLockHeld } from './base/lockFile.ts'
import { assertOutsideTransaction } from './base/transactionGuard.ts'
import { toSqlText } from './base/values.ts'
import { type DirectoryLock, lockDirectory } from './directoryLock.ts'
import { migrate, type Run, readMigrations } from './migrate.ts'
import { listenForNews } from './news.ts'
import type { PgliteClient } from './pglite/client.ts'
import { pgliteDialect } from './pglite/dialect.ts'
import { type PgliteHost, startHost } from './pglite/host.ts'
import { Mutex } from './pglite/mutex.ts'
import type { OpenStage } from './pglite/protocol.ts'
import { createPool, endPool, withClient } from './pool.ts'
import {
  checkServer,
  copyIntoPostgres,
  GuardedPostgresDialect,
  probeServer,
  serverAnswers,
  tryAdvisoryLock,
} from './postgres.ts'
import { makeDataDirectoryPrivate } from './privateFiles.ts'
import { oneAtATime, probeSql } from './probe.ts'
import type { Schema } from './schema.ts'

/**
 * One database, two drivers: PGlite in a thread of this process, or PostgreSQL. Stores take `kysely` or a transaction of it and
 * cannot tell which; values, errors (`code` is the SQLSTATE) and the refusal of nested queries are the same on both.
 */
export interface Database {
  readonly kysely: Kysely<Schema>
  /** The same database for statements that take long, such as those of an import: `kysely` is for what a request waits for. */
  readonly patient: Kysely<Schema>
  readonly driver: 'pglite' | 'postgres'
  /**
   * Bulk-loads rows in COPY's text format (see copyRows.ts); every chunk must hold whole rows. Returns the number of rows.
   * Runs outside any transaction. PostgreSQL: all rows or none; embedded: each chunk is committed by itself, and other queries run
   * between chunks.
   */
  copyIn(target: CopyTarget, chunks: AsyncIterable<Uint8Array>): Promise<number>
  /**
   * Takes a named lock that excludes every other process on this database, without waiting. Resolves with the function that frees it,
   * or null when it is taken. A process that ends, or is killed, frees its locks. `onLost` is called where the lock is lost before that,
   * as by the end of the session that held it: the work it guarded must stop.
   */
  tryLock(name: string, onLost?: () => void): Promise<(() => Promise<void>) | null>
  /**
   * Calls `onNews` with what any process tells by `tellNews`; the embedded database has no other process. Returns what ends it. News
   * may be lost.
   */
  listen(onNews: (text: string) => void): () => void
  /** Fails where the database does not answer, or cannot write. */
  probe(): Promise<void>
  /** Plain SQL for libraries that bring their own; several statements are allowed when there are no parameters. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  close(): Promise<void>
}

export interface CopyTarget {
  readonly table: string
  readonly columns: readonly string[]
}

export interface OpenOptions {
  readonly logger?: { info(message: string): void }
  readonly onProgress?: (stage: OpenStage | 'migrate' | 'ready') => void
  /** what a statement of the embedded database may take before it counts as hung */
  readonly longestMs?: number
}

// Nothing interrupts a statement of the embedded database but its end. The longest that were seen, on the largest cities, took a minute.
const longestStatementMs = 600_000

/**
 * Opens the database that the configuration names and brings its schema up to date.
 * Throws ShapanError `database-locked`, `write-failed`, `database-unreachable`, `database-too-old`, `database-permission` or
 * `migration-changed`.
 * The first embedded start takes about 10 s on 2 cores, later ones about 2 s.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  options: OpenOptions = {},
): Promise<Database> {
  const database =
    config.databaseUrl === undefined
      ? await openEmbedded(config.dataDir, options)
      : await openServer(config.databaseUrl, options)
  options.onProgress?.('ready')
  return database
}

async function openEmbedded(dataDir: string, options: OpenOptions): Promise<Database> {
  const lock = lockDirectory(dataDir)
  let host: PgliteHost | undefined
  try {
    const { onProgress, longestMs = longestStatementMs } = options
    host = await startHost({ dataDir, lock: lock.file, longestMs }, (stage) => onProgress?.(stage))
    await migrateEmbedded(await host.current(), options)
    return embeddedDatabase(host, lock, dataDir)
  } catch (error) {
    await host?.close()
    lock.release()
    throw error
  }
}

async function migrateEmbedded(client: PgliteClient, options: OpenOptions): Promise<void> {
  options.onProgress?.('migrate')
  const run: Run = async (sql, parameters) =>
    parameters ? (await client.query(sql, parameters)).rows : ((await client.exec(sql)).at(-1)?.rows ?? [])
  await inTransaction(run, options)
}

function embeddedDatabase(host: PgliteHost, lock: DirectoryLock, dataDir: string): Database {
  const mutex = new Mutex()
  const locks = new Set<string>()
  const alone = async <T>(work: (client: PgliteClient) => Promise<T>): Promise<T> => {
    assertOutsideTransaction()
    const release = await mutex.acquire()
    try {
      return await work(await host.current())
    } finally {
      release()
    }
  }
  const kysely = new Kysely<Schema>({ dialect: pgliteDialect(host, mutex) })
  return {
    kysely,
    patient: kysely,
    driver: 'pglite',
    copyIn: async (target, chunks) => {
      const sql = copySql(target, `'/dev/blob'`)
      let rows = 0
      for await (const chunk of chunks) rows += (await alone((client) => client.copy(sql, chunk))).affectedRows
      return rows
    },
    // The directory lock already excludes other processes.
    tryLock: async (name) => {
      if (locks.has(name)) return null
      locks.add(name)
      return async () => {
        locks.delete(name)
      }
    },
    listen: () => () => {},
    probe: oneAtATime(() =>
      alone(async (client) => {
        try {
          await client.exec(`begin; set local work_mem = '64kB'; ${probeSql}`)
        } finally {
          await client.exec('rollback')
        }
      }),
    ),
    execute: (sql, parameters) =>
      alone(async (client) => {
        const result = parameters?.length ? await client.query(sql, parameters) : (await client.exec(sql)).at(-1)
        return { rows: result?.rows ?? [] }
      }),
    close: async () => {
      await kysely.destroy()
      const release = await mutex.acquire()
      await host.close().finally(release)
      // What the database has made since: PGlite knows nothing of the rights of files.
      if (isLockHeld(lock.file)) makeDataDirectoryPrivate(dataDir)
      lock.release()
    },
  }
}

async function openServer(databaseUrl: string, options: OpenOptions): Promise<Database> {
  const requests = createPool(databaseUrl, 'requests')
  const health = createPool(databaseUrl, 'health')
  const signs = createPool(databaseUrl, 'signs')
  // Every silent connection asks at about the same time, and one answer serves them all.
  const work = createPool(
    databaseUrl,
    'work',
    oneAtATime(() => serverAnswers(signs)),
  )
  const listeners = new Set<() => void>()
  const endPools = async () => {
    for (const stop of listeners) stop()
    await Promise.all([requests, work, signs, health].map(endPool))
  }
  try {
    await checkServer(work)
    options.onProgress?.('migrate')
    await withClient(work, async (client) => {
      const run: Run = async (sql, parameters) => {
        const result = await client.query(sql, parameters?.map(toSqlText))
        return (Array.isArray(result) ? result.at(-1) : result).rows
      }
      await inTransaction(run, options)
    }).catch((error) => {
      throw permissionError(error)
    })
  } catch (error) {
    await endPools()
    throw error
  }
  return {
    kysely: new Kysely<Schema>({ dialect: new GuardedPostgresDialect(requests) }),
    patient: new Kysely<Schema>({ dialect: new GuardedPostgresDialect(work) }),
    driver: 'postgres',
    copyIn: (target, chunks) => {
      assertOutsideTransaction()
      return copyIntoPostgres(work, copySql(target, 'stdin'), chunks)
    },
    tryLock: (name, onLost = () => {}) => tryAdvisoryLock(work, name, onLost),
    listen: (onNews) => {
      const stop = listenForNews(work, onNews)
      listeners.add(stop)
      return () => {
        listeners.delete(stop)
        stop()
      }
    },
    probe: oneAtATime(() => probeServer(health)),
    execute: async (sql, parameters) => {
      assertOutsideTransaction()
      const result = await requests.query(sql, parameters?.length ? parameters.map(toSqlText) : undefined)
      return { rows: (Array.isArray(result) ? result.at(-1) : result).rows }
    },
    close: endPools,
  }
}

/** The schema needs PostGIS, which on most servers only a superuser may add, and the right to make tables. */
function permissionError(error: unknown): unknown {
  if ((error as { code?: string }).code !== '42501') return error
  const message = `The role of DATABASE_URL may not set up its database: ${(error as Error).message}. Let a superuser run "create extension postgis" in it once, and make the role its owner`
  return new ShapanError('database-permission', message, {}, error)
}

async function inTransaction(run: Run, options: OpenOptions): Promise<void> {
  await run('begin')
  try {
    const applied = await migrate(run, readMigrations())
    await run('commit')
    for (const name of applied) options.logger?.info(`migration applied: ${name}`)
  } catch (error) {
    // Where the session is gone, so is its transaction.
    await run('rollback').catch(() => {})
    throw error
  }
}

function copySql(target: CopyTarget, source: string): string {
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
  return `copy ${quote(target.table)} (${target.columns.map(quote).join(', ')}) from ${source}`
}
