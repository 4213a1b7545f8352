import { type ErrorCode, isShapanError, ShapanError } from '../base/errors.ts'
import { fileFaultStates, wordsOfDrivers, wordsOfFullDisk } from './failureWords.ts'
import { type Collision, collisionOf } from './uniqueKeys.ts'

/**
 * What an error of a database means, whichever driver threw it: the one place that reads SQLSTATE classes, Node's system errors, and, where
 * there is no code or one that says too little, the words of failureWords.ts. Where requests, jobs and commands end they ask here; until
 * then errors stay what the driver threw.
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

/** The error as one of this layer; `undefined` for what is no database's, or a mistake of ours. */
export function failureOf(error: unknown): ShapanError | undefined {
  if (isShapanError(error)) return error
  if (!(error instanceof Error)) return undefined
  const code = codeOf(error)
  return code && new ShapanError(code, sentence[code], { reason: reasonOf(error) }, error)
}

function codeOf(error: Error): keyof typeof sentence | undefined {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string')
    return Object.hasOwn(wordsOfDrivers, error.message) ? wordsOfDrivers[error.message] : undefined
  // A coordinator does not always hand on which key a worker named; the message has its name.
  if (code === '23505') return collisionOf((error as { constraint?: string }).constraint || error.message)
  if (fileFaultStates.includes(code) && wordsOfFullDisk.some((words) => error.message.endsWith(`: ${words}`)))
    return 'disk-full'
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
