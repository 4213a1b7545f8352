import { Socket } from 'node:net'
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg'
import { ShapanError } from '../base/errors.ts'
import { resultParsers } from './base/values.ts'
import { within } from './within.ts'

/**
 * The only place that connects to PostgreSQL (tests/unit/server/db/connections.test.ts holds it), so that every session has what it needs to
 * fail alone: somebody who hears its error, an end to its silence, and a release that nobody can forget.
 *
 * - `requests`: short statements. The server ends one that runs, waits or idles too long; a connection that has been silent for longer
 *   than that is cut from here, since a server that hangs ends nothing.
 * - `work`: imports, migrations, new cities, and the locks of jobs, which are held for hours. They have connections of their own, so that
 *   they never leave requests without one. They may be silent for hours: from time to time the server is asked by another connection
 *   whether it answers at all, and they are cut where it does not.
 * - `signs`: that other connection. It has the time of a request: on a full machine a server may be slow that does not hang.
 * - `health`: a connection a look, which answers within its second and a half or not at all.
 */
export type Purpose = 'requests' | 'work' | 'signs' | 'health'

export interface Limits {
  /** connections for requests */
  readonly poolSize: number
  readonly connectMs: number
  readonly statementMs: number
  readonly lockMs: number
  readonly idleInTransactionMs: number
}

/** The parameters of DATABASE_URL that set limits: the names are PostgreSQL's and libpq's, but for pool_size. */
const limitOfParameter: Readonly<Record<string, readonly [limit: keyof Limits, factor: number, fallback: number]>> = {
  pool_size: ['poolSize', 1, 10],
  connect_timeout: ['connectMs', 1000, 5],
  statement_timeout: ['statementMs', 1, 30_000],
  lock_timeout: ['lockMs', 1, 10_000],
  idle_in_transaction_session_timeout: ['idleInTransactionMs', 1, 30_000],
}

/** What the server's own limit needs to reach us. */
const graceMs = 5_000
const healthMs = 1_500
/** Linux gives up on a peer that does not acknowledge after this and nine probes, 75 s apart. */
const keepAliveDelayMs = 10_000
const workPoolSize = 10
const workStatementMs = 6 * 3600_000
const workIdleInTransactionMs = 600_000

/** Takes the limits out of a database URL; throws `invalid-config` where one is no whole number above 0. */
export function splitLimits(databaseUrl: string): { url: string; limits: Limits } {
  const url = new URL(databaseUrl)
  const limits = Object.entries(limitOfParameter).map(([name, [limit, factor, fallback]]) => {
    const text = url.searchParams.get(name)
    url.searchParams.delete(name)
    const value = text === null ? fallback : Number(text)
    if (!Number.isInteger(value) || value < 1 || value * factor >= 2 ** 31) {
      const unit = factor === 1000 ? ' of seconds' : name.endsWith('timeout') ? ' of milliseconds' : ''
      throw new ShapanError(
        'invalid-config',
        `The parameter ${name} of DATABASE_URL is "${text}" but must be a whole number${unit} above 0`,
      )
    }
    return [limit, value * factor]
  })
  return { url: url.href, limits: Object.fromEntries(limits) as Limits }
}

/** A pool whose values mean the same as the embedded database's. Nothing connects until the first query. */
export function createPool(
  databaseUrl: string,
  purpose: Purpose = 'requests',
  answers: () => Promise<boolean> = async () => purpose === 'work',
): Pool {
  const { url, limits } = splitLimits(databaseUrl)
  const sockets = new Set<Socket>()
  const pool = new Pool({
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
    stream: () => {
      const socket = watchedSocket(purpose === 'health' ? healthMs : silenceMs(limits), answers)
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    },
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        (format !== 'binary' && resultParsers[oid]) || types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
    Client: HeardClient,
    ...optionsFor(purpose, limits),
  })
  // A pool passes on the errors of its idle connections, and would end the process where nobody listens.
  pool.on('error', () => {})
  socketsOf.set(pool, sockets)
  return pool
}

const socketsOf = new WeakMap<Pool, Set<Socket>>()

function optionsFor(purpose: Purpose, limits: Limits) {
  switch (purpose) {
    case 'requests':
      return {
        application_name: 'shapan',
        max: limits.poolSize,
        connectionTimeoutMillis: limits.connectMs,
        statement_timeout: limits.statementMs,
        lock_timeout: limits.lockMs,
        idle_in_transaction_session_timeout: limits.idleInTransactionMs,
      }
    case 'work':
      return {
        application_name: 'shapan work',
        max: workPoolSize,
        connectionTimeoutMillis: limits.connectMs,
        statement_timeout: workStatementMs,
        idle_in_transaction_session_timeout: workIdleInTransactionMs,
      }
    case 'signs':
      return {
        application_name: 'shapan signs',
        max: 1,
        connectionTimeoutMillis: silenceMs(limits),
        statement_timeout: silenceMs(limits),
        // one that stays open would be silent itself
        maxUses: 1,
      }
    case 'health':
      return {
        application_name: 'shapan health',
        max: 1,
        connectionTimeoutMillis: healthMs,
        statement_timeout: healthMs,
        // so little that the probe's sort is written to disk
        options: '-c work_mem=64kB',
        // whether a new connection can be had is part of the answer
        maxUses: 1,
      }
  }
}

/** A session may end at any moment, also while it is lent out; its next query then fails, and that is what its user hears. */
class HeardClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config)
    this.on('error', () => {})
  }
}

function silenceMs({ statementMs, idleInTransactionMs }: Limits): number {
  return Math.max(statementMs, idleInTransactionMs) + graceMs
}

/** A socket that is cut once it has been silent for so long, unless the server still answers elsewhere. */
function watchedSocket(limitMs: number, answers: () => Promise<boolean>): Socket {
  const socket = new Socket()
  socket.on('timeout', async () => {
    // Armed again, since a time-out comes once for each silence.
    if (await answers()) return socket.setTimeout(limitMs)
    const error = new Error(`The database has been silent for ${limitMs / 1000} s`)
    return socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }))
  })
  return socket.setTimeout(limitMs)
}

/** Lends a client for `work`. Where that fails the session ends with it: nobody knows what state it is in. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isSound = false
  try {
    const result = await work(client)
    isSound = true
    return result
  } finally {
    client.release(!isSound)
  }
}

/** Closes a pool, and does not wait for a server that no longer answers. */
export async function endPool(pool: Pool): Promise<void> {
  if (pool.ending) return
  await within(graceMs, 'closing the connections', pool.end()).catch(() => {})
  for (const socket of socketsOf.get(pool) ?? []) socket.destroy()
}
