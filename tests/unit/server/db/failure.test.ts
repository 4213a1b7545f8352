import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { problemOfError, ShapanError } from '../../../../server/base/errors.ts'
import { failureOf } from '../../../../server/db/failure.ts'

const packages = resolve(import.meta.dirname, '../../../../node_modules')
const codeOf = (error: unknown) => failureOf(error)?.code
const withCode = (code: string, fields: object = {}) => Object.assign(new Error('said the driver'), { code, ...fields })

test.each([
  ['08006', 'database-unreachable'],
  ['08P01', 'database-unreachable'],
  ['25006', 'database-unreachable'],
  ['23503', 'concurrent-change'],
  ['40001', 'database-busy'],
  ['40P01', 'database-busy'],
  ['53000', 'database-busy'],
  ['53100', 'disk-full'],
  ['53200', 'database-busy'],
  ['53300', 'database-busy'],
  ['53400', 'disk-full'],
  ['55P03', 'database-busy'],
  ['57014', 'database-busy'],
  ['57P01', 'database-unreachable'],
  ['57P02', 'database-unreachable'],
  ['57P03', 'database-unreachable'],
  ['58030', 'database-crashed'],
  ['ECONNREFUSED', 'database-unreachable'],
  ['ECONNRESET', 'database-unreachable'],
  ['ETIMEDOUT', 'database-unreachable'],
  ['ENOSPC', 'disk-full'],
])('%s is %s', (code, expected) => {
  expect(codeOf(withCode(code))).toBe(expected)
})

test.each(['23514', '22P02', '42P01', '42703', 'XX000', 'ENOENT', 'ERR_INVALID_ARG_TYPE'])(
  '%s is no outage but a fault of ours',
  (code) => {
    expect(codeOf(withCode(code))).toBeUndefined()
  },
)

test.each([
  ['XX000', 'could not extend file "base/5/18067": Disk quota exceeded'],
  ['XX000', 'could not write to file "base/pgsql_tmp/pgsql_tmp42.0": File too large'],
  ['58030', 'could not read block 3 in file "base/5/1": No space left on device'],
])('%s with the words "%s" is a full disk', (code, message) => {
  expect(codeOf(withCode(code, { message }))).toBe('disk-full')
})

test('words count where they are the driver’s own alone: what a statement or a value says is no outage', () => {
  const said = (code: string, message: string) => codeOf(withCode(code, { message }))
  expect(said('22P02', 'invalid input syntax for type integer: "No space left on device"')).toBeUndefined()
  expect(said('XX000', 'the value "No space left on device" is odd')).toBeUndefined()
  expect(said('22023', 'Connection terminated')).toBeUndefined()
  expect(codeOf(new Error('the plan "timeout expired" is gone'))).toBeUndefined()
  expect(codeOf(new Error('constructor'))).toBeUndefined()
})

test('a unique key is told by its name, whatever the shard', () => {
  const collide = (constraint: string) => codeOf(withCode('23505', { constraint }))
  expect(collide('command_city_id_command_id_key_102012')).toBe('command-id-taken')
  expect(collide('command_city_id_command_id_key')).toBe('command-id-taken')
  expect(collide('city_code_key')).toBe('city-exists')
  expect(collide('plan_pkey_102031')).toBe('concurrent-change')
  expect(collide('grid_city_id_plan_number_code_key_102040')).toBeUndefined()
  expect(collide('of_a_library')).toBeUndefined()
  // as a coordinator hands on what a worker said
  const words = 'duplicate key value violates unique constraint "command_city_id_command_id_key_102426"'
  expect(codeOf(Object.assign(new Error(words), { code: '23505' }))).toBe('command-id-taken')
})

test('an error of this layer stays what it is, and what is no error has no code', () => {
  const own = new ShapanError('plan-not-found', 'There is no plan')
  expect(failureOf(own)).toBe(own)
  expect(failureOf('text')).toBeUndefined()
  expect(failureOf(undefined)).toBeUndefined()
})

test('the answer of an outage is 503, and tells nothing of hosts, users or statements', () => {
  const failure = failureOf(withCode('ECONNREFUSED', { message: 'connect ECONNREFUSED 10.1.2.3:5432' }))
  const problem = failure && problemOfError(failure)
  expect(problem).toMatchObject({ status: 503, code: 'database-unreachable' })
  expect(JSON.stringify(problem)).not.toContain('10.1.2.3')
})

/** Of the messages without a code that speak of connections and time, those that are a mistake of the caller. */
const callersMistakes = [
  'Client has already been connected. You cannot reuse a client.',
  'Release called on client which has already been released to the pool.',
  'Passing a function as the first parameter to pool.query is not supported',
  'Called end on pool more than once',
  'sslnegotiation=direct requires SSL to be enabled',
]

test('every message of the drivers that tells of a connection or of time is known', () => {
  const sources = globSync(['pg/lib/*.js', 'pg-pool/index.js', 'kysely/dist/dialect/postgres/postgres-driver.js'], {
    cwd: packages,
  })
  const messages = sources.flatMap((file) =>
    [...readFileSync(join(packages, file), 'utf8').matchAll(/new Error\('([^'\n]+)'/g)].map((match) => match[1] ?? ''),
  )
  const telling = messages.filter((message) =>
    /connect|terminat|time|expired|queryable|pool|ssl|destroyed|discarded/i.test(message),
  )
  expect(telling.length).toBeGreaterThan(10)
  const unknown = telling.filter(
    (message) => !callersMistakes.includes(message) && codeOf(new Error(message)) === undefined,
  )
  expect(unknown).toEqual([])
})
