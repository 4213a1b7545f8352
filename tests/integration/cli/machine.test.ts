import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, ownEnvironment, program, runShapan } from './shapan.ts'

const cwd = makeDirectory()
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
const shapan = (args: string[], env: Record<string, string> = {}) => runShapan(args, { cwd, env })

test('an unreachable database is an environment error that says where it looked', async () => {
  const { code, stderr, stdout } = await shapan(['city', 'list'], {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  })
  expect(code).toBe(4)
  expect(stderr).toMatch(/^shapan: .*127\.0\.0\.1:1.* \[database-unreachable\]\n$/)
  expect(stdout).toBe('')
})

test('a role that may not add PostGIS is an environment error with the way out', async () => {
  const admin = new URL((await createServerDatabase()).url)
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  try {
    await client.query('drop role if exists shapan_weak')
    await client.query('create role shapan_weak login')
    admin.username = 'shapan_weak'
    const { code, stderr } = await shapan(['city', 'list'], { DATABASE_URL: admin.href })
    expect(code).toBe(4)
    expect(stderr).toMatch(/^shapan: .*permission denied.*create extension postgis.*\[database-permission\]\n$/)
    const doctor = await shapan(['doctor'], { DATABASE_URL: admin.href })
    expect(doctor.code).toBe(1)
    expect(doctor.stdout).toMatch(/permission denied.*create extension postgis/s)
  } finally {
    await client.query('drop role shapan_weak')
    await client.end()
  }
})

test('a wrong setting is a usage error that names it', async () => {
  const { code, stderr } = await shapan(['city', 'list'], { PORT: 'many' })
  expect(code).toBe(2)
  expect(stderr).toMatch(/PORT.*"many".*\[invalid-config\]\n$/)
})

test('doctor finds the server and what this machine has', async () => {
  const { code, stdout } = await shapan(['doctor', '--json'], { DATABASE_URL: (await createServerDatabase()).url })
  const { ok, findings } = JSON.parse(stdout)
  expect(code).toBe(ok ? 0 : 1)
  const server = findings.find(({ name }: { name: string }) => name === 'PostgreSQL')
  expect(server).toMatchObject({ state: 'ok', detail: expect.stringMatching(/PostGIS 3/) })
})

test('doctor fails where the database cannot be reached, and says the way out', async () => {
  const { code, stdout } = await shapan(['doctor'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(code).toBe(1)
  expect(stdout).toMatch(/✗ PostgreSQL: /)
  expect(stdout).toContain('check DATABASE_URL')
})

test('solve needs no database, and writes one part id a vertex', async () => {
  // a path of eight, cut in two
  const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((v) => [v - 1, v + 1].filter((u) => u >= 1 && u <= 8).join(' '))
  writeFileSync(join(cwd, 'path.graph'), `% a comment\n8 7\n${rows.join('\n')}\n`)
  const args = ['solve', 'path.graph', '--parts', '2', '--tolerance', '0.03', '--out', 'path.parts', '--json']
  const { code, stdout } = await shapan(args, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    cut: 1,
    weights: [{ maxOverAverage: 0, minOverAverage: 1 }],
    nonContiguousParts: 0,
    emptyParts: 0,
    seconds: expect.any(Number),
    peakMemoryMb: expect.any(Number),
  })
  const parts = readFileSync(join(cwd, 'path.parts'), 'utf8').trim().split('\n')
  expect(parts.slice(0, 4)).toEqual(Array(4).fill(parts[0]))
  expect(new Set(parts)).toEqual(new Set(['0', '1']))
})

test('solve names the line of a broken graph file', async () => {
  writeFileSync(join(cwd, 'broken.graph'), '2 1\n2\n3\n')
  const { code, stderr } = await shapan(['solve', 'broken.graph', '--parts', '2', '--tolerance', '5%', '--out', 'x'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^shapan: broken\.graph is no METIS graph: line 3: .*\[unreadable-file\]\n$/)
})

test('solve does not write over its graph, and names a graph file that is cut off', async () => {
  writeFileSync(join(cwd, 'kept.graph'), '2 1\n2\n1\n')
  const options = ['--parts', '2', '--tolerance', '5%', '--out']
  expect(await shapan(['solve', 'kept.graph', ...options, './kept.graph'])).toMatchObject({ code: 2 })
  expect(readFileSync(join(cwd, 'kept.graph'), 'utf8')).toBe('2 1\n2\n1\n')
  writeFileSync(join(cwd, 'cut.graph.gz'), gzipSync('2 1\n2\n1\n').subarray(0, -9))
  const { code, stderr } = await shapan(['solve', 'cut.graph.gz', ...options, 'x'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^shapan: Cannot read cut\.graph\.gz .*\[unreadable-file\]\n$/)
})

test('solve says no where more components than parts are asked for', async () => {
  writeFileSync(join(cwd, 'islands.graph'), '3 0\n\n\n\n')
  const { code, stderr } = await shapan(['solve', 'islands.graph', '--parts', '2', '--tolerance', '5%', '--out', 'x'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/\[solve-failed\]\n$/)
})

test('serve says its address as JSON when it is ready, and ends cleanly on a signal', async () => {
  const DATABASE_URL = (await createServerDatabase('town')).url
  const child = spawn(process.execPath, [program, 'serve', '--json'], {
    cwd,
    env: { ...ownEnvironment(), DATABASE_URL, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  const { url } = JSON.parse(line)
  expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok', database: 'postgres' })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
