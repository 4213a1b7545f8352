import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { splitLimits } from '../../../../server/db/pool.ts'

const root = resolve(import.meta.dirname, '../../../..')

/** Whoever connects elsewhere has a session whose end nobody hears, which ends the process. */
const home = 'server/db/pool.ts'
/** Takes a connection that outlives the function; everybody else borrows one by `withClient`. */
const longBorrowers: Readonly<Record<string, number>> = {
  [home]: 1,
  'server/db/postgres.ts': 1,
  'server/db/news.ts': 1,
}

function connecting(source: string): string[] {
  return [
    // its error class and types connect to nothing
    ...(source.match(/import (?!type\b|\{ DatabaseError(?:, type \w+)* \})[^;\n]*\bfrom 'pg(-pool|-native)?'/g) ?? []),
    ...(source.match(/\bimport\('pg(-pool|-native)?'\)/g) ?? []),
    ...(source.match(/\bnew (\w+\.)?(Client|Pool)\(/g) ?? []),
  ]
}

function borrowing(source: string): number {
  return source.match(/\b(pool|client|requests|work|health)\w*\.connect\(/gi)?.length ?? 0
}

test('connections to PostgreSQL are made in one place only', () => {
  const files = globSync(['server/**/*.ts', 'fixtures/**/*.ts'], { cwd: root, exclude: ['**/node_modules/**'] })
  expect(files.length).toBeGreaterThan(50)
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const makers = files.filter((file) => connecting(read(file)).length > 0)
  expect(makers).toEqual([home])
  const borrowers = files.flatMap((file) => {
    const count = borrowing(read(file))
    return count > 0 ? [[file, count]] : []
  })
  expect(Object.fromEntries(borrowers)).toEqual(longBorrowers)
})

test('the scan sees every way to connect', () => {
  expect(connecting(`import { Pool } from 'pg'`)).toHaveLength(1)
  expect(connecting(`import pg from 'pg'\nnew pg.Client({})`)).toHaveLength(2)
  expect(connecting(`await import('pg')`)).toHaveLength(1)
  expect(connecting(`import type { Pool } from 'pg'`)).toEqual([])
  expect(borrowing('const c = await pool.connect()')).toBe(1)
})

test('limits are taken from the database URL, and only they', () => {
  const { url, limits } = splitLimits(
    'postgres://a:b@db:5432/shapan?sslmode=require&statement_timeout=60000&connect_timeout=2&pool_size=3',
  )
  expect(url).toBe('postgres://a:b@db:5432/shapan?sslmode=require')
  expect(limits).toEqual({
    poolSize: 3,
    connectMs: 2000,
    statementMs: 60_000,
    lockMs: 10_000,
    idleInTransactionMs: 30_000,
  })
})

test('a limit that is none is named with its value and without the password', () => {
  for (const value of ['0', '-1', '1.5', 'soon', '', '99999999999']) {
    const read = () => splitLimits(`postgres://a:secret@db/shapan?lock_timeout=${value}`)
    expect(read).toThrow(`The parameter lock_timeout of DATABASE_URL is "${value}"`)
    expect(read).not.toThrow(/secret/)
  }
})
