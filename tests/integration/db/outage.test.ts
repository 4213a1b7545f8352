import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Job } from '../../../server/contract/jobs.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { firstStroke } from '../api/strokes.ts'
import { temporaryDirectory } from '../builders.ts'
import { runShapan } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'
import { ownClient } from './sessions.ts'
import { type Wire, wireTo } from './wire.ts'

let place: { url: string; drop: () => Promise<void> }
beforeAll(async () => {
  place = await createServerDatabase('town')
})
afterAll(async () => place?.drop())

/** A server whose way to the database can be held and cut; its limits are short, so that the tests are. */
async function serveThroughProxy(limits = ''): Promise<{ proxy: Wire; server: TestServer; database: Database }> {
  const proxy = await wireTo(place.url)
  const database = await openDatabase({ databaseUrl: `${proxy.url}?${limits}`, dataDir: tmpdir() })
  const server = await serve(database)
  onTestFinished(async () => {
    await server.app.close()
    await database.close()
  })
  return { proxy, server, database }
}

/** One of each way to ask the database: a query, a transaction, and one that starts a job. */
async function askAll(server: TestServer) {
  const command = { kind: 'paint', grid: 1, cells: [1] }
  return await Promise.all([
    server.get('/api/cities'),
    server.get('/api/plans/town-1'),
    server.get('/api/plans/town-1/verification'),
    server.get('/api/plans/town-1/report?format=csv'),
    server.get('/api/cities/town/jobs'),
    server.post('/api/plans/town-1/commands', { commandId: randomUUID(), baseRevision: 0, command }),
    server.post('/api/cities/town/partitions', { grids: 5 }),
  ])
}

async function expectUnavailable(server: TestServer, codes: string[]): Promise<void> {
  for (const answer of await askAll(server)) {
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    expect(codes).toContain(answer.json().code)
  }
  const health = await server.get('/api/health')
  expect([health.statusCode, health.headers['retry-after']]).toEqual([503, '5'])
  expect((await server.get('/api/config')).statusCode).toBe(200)
}

/** Limits as short as here are met by a full machine too: it may take a few times. */
async function expectWell(server: TestServer): Promise<void> {
  await expect
    .poll(
      async () => {
        const answers = [await server.get('/api/health'), ...(await askAll(server))]
        return answers.filter(({ statusCode }) => statusCode >= 500).map((answer) => answer.json().code)
      },
      { interval: 200 },
    )
    .toEqual([])
}

test('a database that is off is told as such, and used again once it is back', async () => {
  const { proxy, server } = await serveThroughProxy('connect_timeout=1')
  await expectWell(server)
  await proxy.cut()
  await expectUnavailable(server, ['database-unreachable'])
  await proxy.mend()
  await expectWell(server)
})

test('a database that hangs is told as such, and used again once it is back', async () => {
  const { proxy, server } = await serveThroughProxy(
    'connect_timeout=1&statement_timeout=500&lock_timeout=500&idle_in_transaction_session_timeout=500',
  )
  await expectWell(server)
  proxy.hold()
  await expectUnavailable(server, ['database-unreachable', 'database-busy'])
  await proxy.mend()
  await expectWell(server)
})

test('a lock on a server that hangs is lost, and one on a server that is merely asked nothing is not', async () => {
  const { proxy, database } = await serveThroughProxy('statement_timeout=500&idle_in_transaction_session_timeout=500')
  let isLost = false
  const unlock = await database.tryLock('quiet', () => {
    isLost = true
  })
  expect(unlock).not.toBeNull()
  // Longer than a connection for requests may be silent.
  await sleep(7_000)
  expect(isLost).toBe(false)
  proxy.hold()
  await expect.poll(() => isLost, { timeout: 600_000 }).toBe(true)
  await unlock?.()
  await proxy.mend()
})

test('where all connections are lent out, requests are told to come again, and health is well', async () => {
  const { server, database } = await serveThroughProxy('connect_timeout=1&pool_size=2')
  const holders = [1, 2].map(() => {
    let end = () => {}
    const lent = new Promise<void>((isLent) => {
      void database.kysely.connection().execute(async () => {
        isLent()
        await new Promise<void>((resolve) => {
          end = resolve
        })
      })
    })
    return { lent, end: () => end() }
  })
  await Promise.all(holders.map(({ lent }) => lent))
  for (const answer of await askAll(server))
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'database-busy', '5'])
  expect((await server.get('/api/health')).statusCode).toBe(200)
  for (const { end } of holders) end()
  await expectWell(server)
})

test('a statement and a lock that take too long are ended, and the request told to come again', async () => {
  const { server } = await serveThroughProxy('statement_timeout=2000&lock_timeout=200')
  const holder = await ownClient(place.url)
  await holder.query('begin; select from plan for update')
  const observed = await openDatabase({ databaseUrl: place.url, dataDir: tmpdir() })
  onTestFinished(() => observed.close())
  const state = await loadPlanState(observed, 'town-1')
  const request = { commandId: randomUUID(), baseRevision: state.revision, command: firstStroke(state) }
  const refused = await server.post('/api/plans/town-1/commands', request)
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'database-busy'])
  await holder.query('rollback; begin; lock table city in access exclusive mode')
  const slow = await server.get('/api/cities')
  expect([slow.statusCode, slow.json().code]).toEqual([503, 'database-busy'])
  await holder.query('rollback')
  expect((await server.post('/api/plans/town-1/commands', request)).statusCode).toBe(200)
})

test('a job that meets an outage ends as interrupted once the database is back, and the next one runs', async () => {
  const { proxy, server } = await serveThroughProxy('connect_timeout=1')
  const submit = async () => {
    const answer = await server.post('/api/cities/town/partitions', { grids: 5, weights: ['customers'] })
    expect(answer.statusCode).toBe(202)
    return answer.json<Job>().jobId
  }
  const stateOf = async (jobId: string) => (await server.get(`/api/cities/town/jobs/${jobId}`)).json<Job>().state
  const over = /succeeded|failed|cancelled/
  const first = await submit()
  await proxy.cut()
  await proxy.mend()
  await expect.poll(() => stateOf(first), { timeout: 600_000, interval: 200 }).toMatch(over)
  const second = await submit()
  await expect.poll(() => stateOf(second), { timeout: 600_000, interval: 200 }).toBe('succeeded')
})

test('a full disk is told as such, nothing is lost, and the same request passes once there is room', async () => {
  const { server, database } = await serveThroughProxy()
  const state = await loadPlanState(database, 'town-1')
  const request = { commandId: randomUUID(), baseRevision: state.revision, command: firstStroke(state) }
  // /dev/full answers what a full disk answers, on every machine.
  await database.execute(`
    create function fill_disk() returns trigger language plpgsql as
      $$ begin copy (select repeat('x', 100000)) to '/dev/full'; return new; end $$;
    create trigger fill_disk before insert on command for each row execute function fill_disk()`)
  const refused = await server.post('/api/plans/town-1/commands', request)
  expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([503, 'disk-full', '5'])
  await database.execute('drop trigger fill_disk on command; drop function fill_disk')
  const passed = await server.post('/api/plans/town-1/commands', request)
  expect([passed.statusCode, passed.json().revision]).toEqual([200, state.revision + 1])
})

test('health tells of a database that has no room left to write', async () => {
  const { server, database } = await serveThroughProxy()
  const name = new URL(place.url).pathname.slice(1)
  await database.execute(`alter database ${name} set temp_file_limit = 0`)
  const full = await server.get('/api/health')
  expect([full.statusCode, full.json().code]).toEqual([503, 'disk-full'])
  await database.execute(`alter database ${name} reset temp_file_limit`)
  expect((await server.get('/api/health')).statusCode).toBe(200)
})

test('health tells of a database that takes no changes', async () => {
  const { server, database } = await serveThroughProxy()
  const name = new URL(place.url).pathname.slice(1)
  await database.execute(`alter database ${name} set default_transaction_read_only = on`)
  const standby = await server.get('/api/health')
  expect([standby.statusCode, standby.json().code]).toEqual([503, 'database-unreachable'])
  await database.execute(
    `begin; set transaction read write; alter database ${name} reset default_transaction_read_only; commit`,
  )
  expect((await server.get('/api/health')).statusCode).toBe(200)
})

test('the command line says in one line that the database is away or hangs, and fails', async () => {
  const proxy = await wireTo(place.url)
  const run = () => {
    const env = { DATABASE_URL: `${proxy.url}?connect_timeout=1` }
    return runShapan(['plans', 'town'], { cwd: temporaryDirectory(), env })
  }
  expect(await run()).toMatchObject({ code: 0, stderr: '' })
  proxy.hold()
  for (const outage of ['held', 'cut']) {
    if (outage === 'cut') await proxy.cut()
    const { code, stdout, stderr } = await run()
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(/^shapan: [^\n]+ \[database-unreachable\]\n$/)
  }
})
