import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../../../server/contract/jobs.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { failureOf } from '../../../server/db/failure.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { longRun } from '../../longRun.ts'
import { firstStroke, type Stroke } from '../api/strokes.ts'
import { customerCsv, temporaryDirectory } from '../builders.ts'
import { runShapan } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'
import { type ServerProcess, startServerProcess } from './serverProcess.ts'
import { ownClient, terminate, terminateOnce } from './sessions.ts'

// PostgreSQL may end any session at any moment (an administrator, a fail-over, memory running out): it must cost no more than the
// request or the job that used it.

const planCount = 25

let server: ServerProcess
let database: Database
let place: { url: string; drop: () => Promise<void> }

beforeAll(async () => {
  place = await createServerDatabase('town')
  database = await openDatabase({ databaseUrl: place.url, dataDir: tmpdir() })
  await copyPlan(planCount)
  server = await startServerProcess({ databaseUrl: place.url })
})
afterAll(async () => {
  await server?.stop()
  await database?.close()
  await place?.drop()
})

test('the end of the session that holds a job fails that job, and the next one runs', async () => {
  const observer = await ownClient(place.url)
  const job = await startPartition({ ...longRun, grids: 200 })
  await terminateOnce(
    observer,
    `pid in (select pid from pg_locks where locktype = 'advisory' and objid = hashtext('job ${job.jobId}')::oid)`,
  )
  const ended = await endOf(job)
  expect(ended).toMatchObject({ state: 'failed', planId: null, problem: { status: 503, code: 'interrupted' } })
  const { state, problem } = await endOf(await startPartition({ grids: 12, tolerance: 0.2 }))
  expect({ state, problem }).toEqual({ state: 'succeeded', problem: null })
  await expectWell()
})

test('the end of every session while 25 planners paint loses no stroke and applies none twice', async () => {
  const observer = await ownClient(place.url)
  const stroke = firstStroke(await loadPlanState(database, 'town-1'))
  // Held fast in the middle of their transactions and ended there, again and again.
  const holder = await ownClient(place.url)
  await holder.query('begin')
  await holder.query('select from plan for update')
  const strokes = Array.from({ length: planCount }, (_, i) => paint(`town-${i + 1}`, stroke))
  for (let round = 0; round < 3; round++)
    await terminateOnce(observer, `state = 'active' and wait_event_type = 'Lock'`, 5)
  await holder.query('rollback')
  const answers = await Promise.all(strokes)
  const refusals = answers.flatMap(({ refused }) => refused)
  expect(refusals.length).toBeGreaterThanOrEqual(5)
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ status: 503, retryAfter: '5', type: 'application/problem+json; charset=utf-8' })
    expect(['database-unreachable', 'database-busy']).toContain(refusal.code)
  }
  for (const { planId, revision } of answers) {
    expect(revision).toBe(1)
    const { commands } = (await (await fetch(`${server.url}/api/plans/${planId}/commands`)).json()) as {
      commands: unknown[]
    }
    expect(commands).toHaveLength(1)
  }
  await expectWell()
})

test('the end of the session of a COPY fails that import alone, and the city keeps its data', async () => {
  const observer = await ownClient(place.url)
  const importing = importFile(database, 'town', Readable.from(endlessRows()), { crs: 'wgs84' })
  await Promise.all([
    expect(importing.catch((error) => Promise.reject(failureOf(error)))).rejects.toMatchObject({
      code: 'database-unreachable',
    }),
    terminateOnce(observer, `query like 'copy %'`),
  ])
  expect(await importCustomers()).toMatchObject({ rowsLoaded: 4000 })
})

test('the end of the session that keeps other imports out ends the import', async () => {
  const observer = await ownClient(place.url)
  const importing = importFile(database, 'town', Readable.from(endlessRows()), { crs: 'wgs84' })
  const [{ code, message }] = await Promise.all([
    importing.then(
      () => ({ code: 'none', message: '' }),
      (error) => error,
    ),
    terminateOnce(observer, `query like '%pg_try_advisory_lock%'`),
  ])
  expect([code, message]).toEqual(['database-unreachable', expect.stringContaining('import the file again')])
  expect(await importCustomers()).toMatchObject({ rowsLoaded: 4000 })
})

test('the command line says so in one line and fails', async () => {
  const observer = await ownClient(place.url)
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'large.csv'), customerCsv(500_000))
  const args = ['import', 'town', 'large.csv', '--crs', 'wgs84']
  const running = runShapan(args, { cwd: directory, env: { DATABASE_URL: place.url } })
  await terminateOnce(observer, `query like 'copy %'`)
  const { code, stderr } = await running
  expect(code).toBe(4)
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^shapan: .* \[database-unreachable\]$/)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('the end of a session in the middle of a transaction fails its next statement and nothing else', async () => {
  const observer = await ownClient(place.url)
  for (const kysely of [database.kysely, database.patient]) {
    const transacting = kysely.transaction().execute(async (transaction) => {
      await sql`update city set name = 'changed'`.execute(transaction)
      await terminate(observer, `state = 'idle in transaction'`)
      await sleep(50)
      await sql`select 1`.execute(transaction)
    })
    await expect(transacting.catch((error) => Promise.reject(failureOf(error)))).rejects.toMatchObject({
      code: 'database-unreachable',
    })
    const { rows } = await sql`select from city where name = 'changed'`.execute(kysely)
    expect(rows).toEqual([])
  }
})

test('the end of the session that migrates fails that start', async () => {
  const empty = await createServerDatabase()
  try {
    const observer = await ownClient(empty.url)
    const holder = await ownClient(empty.url)
    await holder.query(`begin; select pg_advisory_xact_lock(hashtext('shapan migrations'))`)
    const opening = openDatabase({ databaseUrl: empty.url, dataDir: tmpdir() })
    await Promise.all([
      expect(opening.catch((error) => Promise.reject(failureOf(error)))).rejects.toMatchObject({
        code: 'database-unreachable',
      }),
      terminateOnce(observer, `wait_event_type = 'Lock'`),
    ])
    await holder.query('rollback')
    await (await openDatabase({ databaseUrl: empty.url, dataDir: tmpdir() })).close()
  } finally {
    await empty.drop()
  }
})

test('a lock whose session ended says so, is free for others, and leaves its connection to them', async () => {
  const observer = await ownClient(place.url)
  for (let i = 0; i < 25; i++) {
    let isLost = false
    const onLost = () => {
      isLost = true
    }
    // The server needs a moment to end a session, and frees its locks by that.
    let unlock = await database.tryLock('fragile', onLost)
    while (!unlock) unlock = await database.tryLock('fragile', onLost)
    await terminate(observer, `query like '%pg_try_advisory_lock%'`)
    if (i % 2 === 0) await expect.poll(() => isLost, { timeout: 600_000 }).toBe(true)
    await unlock()
  }
})

async function expectWell(): Promise<void> {
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
  expect(server.child.exitCode).toBeNull()
  expect(server.complaints()).toBe('')
}

async function copyPlan(count: number): Promise<void> {
  await database.execute(`
    insert into plan (city_id, plan_number, name, snapshot_id, parameters, links, assignment)
    select city_id, n, name, snapshot_id, parameters, links, assignment from plan, generate_series(2, ${count}) n
    where plan_number = 1`)
  await database.execute(`
    insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour)
    select city_id, n, grid_number, grid_id, code, name, colour from grid, generate_series(2, ${count}) n
    where plan_number = 1`)
}

function importCustomers() {
  return importFile(database, 'town', Readable.from([Buffer.from(customerCsv(4000))]), { crs: 'wgs84' })
}

async function* endlessRows(): AsyncGenerator<Buffer> {
  yield Buffer.from('id,lon,lat\n')
  for (let n = 0; ; n += 1000) {
    yield Buffer.from(Array.from({ length: 1000 }, (_, i) => `k${n + i},121.5,31.2\n`).join(''))
    // Rows that are always there would leave no time to hear of the end.
    await nextTurn()
  }
}

async function startPartition(request: Partial<PartitionInput>): Promise<Job> {
  const answer = await fetch(`${server.url}/api/cities/town/partitions`, post({ weights: ['customers'], ...request }))
  expect(answer.status).toBe(202)
  return (await answer.json()) as Job
}

async function endOf({ city, jobId }: Job): Promise<Job> {
  for (;;) {
    const job = (await (await fetch(`${server.url}/api/cities/${city}/jobs/${jobId}`)).json()) as Job
    if (job.finishedAt !== null) return job
    await sleep(100)
  }
}

interface Refusal {
  status: number
  code: string
  retryAfter: string | null
  type: string | null
}

/** Gives one cell to a grid that touches it, as the sandbox does: the same request again until it is answered. */
async function paint(
  planId: string,
  stroke: Stroke,
): Promise<{ planId: string; revision: number; refused: Refusal[] }> {
  const request = { commandId: randomUUID(), baseRevision: 0, command: stroke }
  const refused: Refusal[] = []
  for (;;) {
    const answer = await fetch(`${server.url}/api/plans/${planId}/commands`, post(request))
    const body = (await answer.json()) as { revision: number; code: string }
    if (answer.status === 200) return { planId, revision: body.revision, refused }
    const { status, headers } = answer
    refused.push({ status, code: body.code, retryAfter: headers.get('retry-after'), type: headers.get('content-type') })
    expect(status).toBe(503)
    await sleep(100)
  }
}

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
