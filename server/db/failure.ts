import { type ErrorCode, isShapanError, ShapanError } from '../base/errors.ts'
import { type Collision, collisionOf } from './uniqueKeys.ts'

/**
 * What an error of a database means, whichever driver threw it: the one place that reads SQLSTATE classes, Node's system errors, and the
 * few messages of `pg`, Kysely and PGlite that have no code. Where requests, jobs and commands end they ask here; until then errors stay
 * what the driver threw.
 */
type Outage = Extract<ErrorCode, 'database-unreachable' | 'database-busy' | 'disk-full' | 'database-crashed'>

const again = 'repeat the request in a moment'
const sentence: Readonly<Record<Outage | Collision, string>> = {
  'database-unreachable': `The database cannot be reached right now, or ended the session: ${again}`,
  'database-busy': `The database is too busy to answer in time: ${again}`,
  'disk-full': 'The disk of the database is full: nothing was changed; free some space, then repeat the request',
  'database-crashed': `The database has failed and is starting again: ${again}`,
  'command-id-taken': 'The command id belongs to another command: use a new one for each command',
  'city-exists': 'A city of this code was made at the same moment: choose another code',
  'invalid-admin-areas': 'An area of this code was added at the same moment: look at what is there, and add the rest',
  'concurrent-change': 'Somebody else changed the same thing at the same moment: load it again and repeat the request',
}

/** By SQLSTATE; the longest prefix that fits counts. */
const bySqlState: Readonly<Record<string, Outage | 'concurrent-change'>> = {
  '08': 'database-unreachable',
  // read-only: a standby, or a primary that has become one
  '25006': 'database-unreachable',
  '25P03': 'database-busy',
  '25P04': 'database-busy',
  // deleted meanwhile
  '23503': 'concurrent-change',
  '28': 'database-unreachable',
  '3D000': 'database-unreachable',
  '40001': 'database-busy',
  '40003': 'database-unreachable',
  '40P01': 'database-busy',
  '53': 'database-busy',
  '53100': 'disk-full',
  // the space for temporary files is used up
  '53400': 'disk-full',
  '55P03': 'database-busy',
  '57014': 'database-busy',
  '57P': 'database-unreachable',
  '58': 'database-crashed',
}

const bySystemError: Readonly<Record<string, Outage>> = {
  ECONNREFUSED: 'database-unreachable',
  ECONNRESET: 'database-unreachable',
  ECONNABORTED: 'database-unreachable',
  EPIPE: 'database-unreachable',
  ETIMEDOUT: 'database-unreachable',
  EHOSTUNREACH: 'database-unreachable',
  ENETUNREACH: 'database-unreachable',
  ENETDOWN: 'database-unreachable',
  ENOTFOUND: 'database-unreachable',
  EAI_AGAIN: 'database-unreachable',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
}

/** tests/unit/server/db/failure.test.ts holds this against the drivers' sources. */
const byMessage: readonly (readonly [RegExp, Outage])[] = [
  [/No space left on device|Disk quota exceeded|File too large/i, 'disk-full'],
  // pg-pool: every connection is lent out, or a new one was not made in time
  [/^timeout exceeded when trying to connect$/, 'database-busy'],
  [/^Query read timeout$/, 'database-busy'],
  [/^timeout expired$/, 'database-unreachable'],
  [/^Connection terminated/, 'database-unreachable'],
  [
    /^(The server does not support SSL connections|There was an error establishing an SSL connection)$/,
    'database-unreachable',
  ],
  [/^Client (was closed|has encountered a connection error) and is not queryable$/, 'database-unreachable'],
  [/^Postgres connection has been discarded$/, 'database-unreachable'],
  // this server is stopping
  [/^(Cannot use a pool after calling end on the pool|driver has already been destroyed)$/, 'database-unreachable'],
]

/** The error as one of this layer; `undefined` for what is no database's, or a mistake of ours. */
export function failureOf(error: unknown): ShapanError | undefined {
  if (isShapanError(error)) return error
  if (!(error instanceof Error)) return undefined
  const code = codeOf(error)
  return code && new ShapanError(code, sentence[code], { reason: reasonOf(error) }, error)
}

function codeOf(error: Error): keyof typeof sentence | undefined {
  const { code } = error as { code?: unknown }
  // Before the code: a server that finds its disk full while it reads a file calls it an error of the system.
  const told = byMessage.find(([pattern]) => pattern.test(error.message))?.[1]
  if (told) return told
  if (typeof code !== 'string') return undefined
  if (code === '23505') return collisionOf((error as { constraint?: string }).constraint ?? '')
  for (let length = code.length === 5 ? 5 : 0; length >= 2; length--) {
    const found = bySqlState[code.slice(0, length)]
    if (found) return found
  }
  return bySystemError[code]
}

/** Node leaves the message of a refused connection empty where a name has several addresses. */
function reasonOf(error: Error): string {
  return error.message || String((error as { code?: unknown }).code)
}
