import type { ErrorCode } from '../base/errors.ts'

/** What the process ends with; stable, scripts switch on it. */
export const exitCodes = {
  ok: 0,
  /** the command ran and the answer is no: violations found, something missing, no plan could be made */
  failed: 1,
  /** the command line, a file or a name in it is wrong */
  usage: 2,
  /** another process holds the data directory, or an import of this city is running, or changed the same thing just now */
  busy: 3,
  /** this machine does not let it: database unreachable, disk full, Node too old */
  environment: 4,
  /** a fault of the program */
  internal: 5,
  /** stopped by Ctrl-C or a termination signal */
  interrupted: 130,
} as const

type ExitName = keyof typeof exitCodes

/** Every code of the server's errors that is not the user's input. */
const exitOfError: Partial<Record<ErrorCode, ExitName>> = {
  'solve-failed': 'failed',
  refused: 'failed',
  blocked: 'failed',
  'timeline-moved': 'busy',
  'database-locked': 'busy',
  'database-lock-lost': 'busy',
  'import-running': 'busy',
  'concurrent-change': 'busy',
  'city-in-use': 'busy',
  'plan-in-use': 'busy',
  'database-unreachable': 'environment',
  'database-busy': 'environment',
  'disk-full': 'environment',
  'database-too-old': 'environment',
  'database-permission': 'environment',
  'migration-changed': 'environment',
  'write-failed': 'environment',
  'database-crashed': 'internal',
  'database-dropped-statement': 'internal',
  'database-nested-query': 'internal',
  'database-parameter': 'internal',
  cancelled: 'interrupted',
}

export function exitCodeOf(code: ErrorCode): number {
  return exitCodes[exitOfError[code] ?? 'usage']
}

export const exitCodeHelp = `
Exit codes: 0 done · 1 the answer is no (violations, something missing, no plan possible) · 2 wrong command line or input ·
3 data directory or city in use · 4 this machine does not let it (database unreachable, disk full) · 5 a fault of shapan ·
130 interrupted`
