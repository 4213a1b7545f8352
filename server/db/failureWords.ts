/**
 * What databases and their drivers say in words alone, word for word: tests/integration/db/failureWords.test.ts makes them say it, and
 * tests/unit/server/db/failure.test.ts finds what is new in the drivers' sources.
 */

/** Of `pg`, its pool and Kysely, whose own errors have no code. */
export const wordsOfDrivers: Readonly<Record<string, 'database-busy' | 'database-unreachable'>> = {
  // every connection is lent out, or a new one was not made in time
  'timeout exceeded when trying to connect': 'database-busy',
  'Query read timeout': 'database-busy',
  'timeout expired': 'database-unreachable',
  'Connection terminated': 'database-unreachable',
  'Connection terminated unexpectedly': 'database-unreachable',
  'Connection terminated due to connection timeout': 'database-unreachable',
  'The server does not support SSL connections': 'database-unreachable',
  'There was an error establishing an SSL connection': 'database-unreachable',
  'Client was closed and is not queryable': 'database-unreachable',
  'Client has encountered a connection error and is not queryable': 'database-unreachable',
  'Postgres connection has been discarded': 'database-unreachable',
  // this server is stopping
  'Cannot use a pool after calling end on the pool': 'database-unreachable',
  'driver has already been destroyed': 'database-unreachable',
}

/**
 * PostgreSQL has a SQLSTATE for a disk without room (53100), and none for a quota that is used up or a file that is as large as may be:
 * these are an internal error or one of the system, which ends in the operating system's words.
 */
export const fileFaultStates: readonly string[] = ['XX000', '58000', '58030']
export const wordsOfFullDisk: readonly string[] = ['No space left on device', 'Disk quota exceeded', 'File too large']
