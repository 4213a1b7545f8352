import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Job } from '../../../server/contract/jobs.ts'
import type { Database } from '../../../server/db/database.ts'
import { longRun } from '../../longRun.ts'
import { makeCity } from '../builders.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serve, serveApp, type TestServer } from './apiServer.ts'

// Jobs are told by the same statements; `deletion.test.ts` runs them on both databases.
anyTown('a partition job', (database) => {
  const server = serveApp(database)

  it('is accepted at once, is followed to its end over a real connection, and leaves a plan', async () => {
    const base = await listen(server())
    const accepted = await fetch(
      `${base}/api/cities/town/partitions`,
      post({ grids: 5, weights: ['customers'], name: '五格' }),
    )
    const location = accepted.headers.get('location') ?? ''
    expect([accepted.status, ((await accepted.json()) as Job).state]).toEqual([202, 'queued'])
    expect(location).toMatch(/^\/api\/cities\/town\/jobs\/[0-9a-f-]{36}$/)

    const events = await fetch(`${base}${location}/events`)
    expect(events.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(events.headers.get('content-security-policy')).toContain("default-src 'self'")
    const told = jobsIn(await events.text())
    const progress = told.map((job) => job.progress)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    const last = told.at(-1)
    expect(last).toMatchObject({ state: 'succeeded', progress: 1, problem: null, kind: 'partition' })
    expect(Object.keys(last ?? {})).not.toContain('cityId')

    const plan = (await server().get(`/api/plans/${last?.planId}`)).json()
    expect(plan).toMatchObject({ name: '五格', gridCount: 5, revision: 0, parameters: { grids: 5, seed: 1 } })
    const again = await fetch(`${base}${location}/events`)
    expect(jobsIn(await again.text())).toEqual([last])
  })

  it('is cancelled while it waits or runs, and leaves no plan', async () => {
    const plans = async () => (await server().get('/api/cities/town/plans')).json().plans.length
    const before = await plans()
    const started = await Promise.all(
      [1, 2, 3].map((seed) => server().post('/api/cities/town/partitions', { ...longRun, grids: 200, seed })),
    )
    for (const { headers } of started) {
      const cancelled = await server().app.inject({ method: 'DELETE', url: String(headers.location) })
      expect(cancelled.statusCode).toBe(202)
    }
    for (const { headers } of started) {
      const job = await ended(server(), String(headers.location))
      expect(job).toMatchObject({ state: 'cancelled', planId: null })
      expect(job.finishedAt).not.toBeNull()
    }
    expect(await plans()).toBe(before)
  })

  it('stands in the list of its city, the newest first', async () => {
    const start = async (seed: number) =>
      (await server().post('/api/cities/town/partitions', { grids: 4, seed })).json() as Job
    const older = await start(1)
    const newer = await start(2)
    const listed = (await server().get('/api/cities/town/jobs?limit=2')).json()
    expect(listed.jobs.map((job: Job) => job.jobId)).toEqual([newer.jobId, older.jobId])
    for (const { jobId } of [older, newer]) await ended(server(), `/api/cities/town/jobs/${jobId}`)
    expect((await server().get('/api/cities/town/jobs?limit=1')).json().jobs).toMatchObject([
      { jobId: newer.jobId, state: 'succeeded' },
    ])
    expectProblem(await server().get('/api/cities/nowhere/jobs'), 404, 'city-not-found')
    expectProblem(await server().get('/api/cities/town/jobs?limit=0'), 400, 'invalid-request')
  })

  it('fails with the reason when there is no such partition, and stores nothing', async () => {
    const answer = await server().post('/api/cities/town/partitions', { grids: 60_000 })
    const job = await ended(server(), String(answer.headers.location))
    expect(job).toMatchObject({ state: 'failed', planId: null, problem: { status: 422, code: 'solve-failed' } })
    expect(job.problem?.detail).toMatch(/at most \d+/)
    const cancelled = await server().app.inject({ method: 'DELETE', url: String(answer.headers.location) })
    expect(cancelled.json()).toMatchObject({ state: 'failed' })
  })

  it('is refused for a city without data, an unknown city, and a request out of range', async () => {
    await makeCity(database(), 'empty', 7)
    expectProblem(await server().post('/api/cities/empty/partitions', { grids: 5 }), 409, 'snapshot-not-found')
    expectProblem(await server().post('/api/cities/nowhere/partitions', { grids: 5 }), 404, 'city-not-found')
    const problem = expectProblem(
      await server().post('/api/cities/town/partitions', {
        grids: 0,
        tolerance: 2,
        weights: ['customers', 'customers'],
      }),
      400,
      'invalid-request',
    )
    expect(problem.errors?.map(({ path }) => path)).toEqual(['body.grids', 'body.tolerance', 'body.weights'])
    expect(problem.errors?.[0]).toMatchObject({ value: 0 })
    const unknown = `/api/cities/town/jobs/${randomUUID()}`
    expectProblem(await server().get(unknown), 404, 'job-not-found')
    expectProblem(await server().get(`${unknown}/events`), 404, 'job-not-found')
  })

  it('that ran when its process died is failed at the next start', async () => {
    const dead = randomUUID()
    await insertRunningJob(database(), dead)
    const other = await serve(database())
    try {
      const job = (await other.get(`/api/cities/town/jobs/${dead}`)).json<Job>()
      expect(job).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } })
      expect(job.problem?.detail).toContain('start it again')
    } finally {
      await other.app.close()
    }
  })

  it('ends with the server: events stop, a running job is failed, and a waiting one is run by the next start', async () => {
    await server().app.close()
    const first = await serve(database())
    const base = await listen(first)
    const [running, waiting] = await Promise.all(
      [{ ...longRun, grids: 200 }, { grids: 15 }].map((request) => first.post('/api/cities/town/partitions', request)),
    )
    const events = await fetch(`${base}${running?.headers.location}/events`)
    while ((await first.get(String(running?.headers.location))).json<Job>().state === 'queued') await sleep(5)
    const [told] = await Promise.all([events.text(), first.app.close()])
    expect(jobsIn(told).at(-1)).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } })

    const next = await serve(database())
    try {
      const job = await ended(next, String(running?.headers.location))
      expect(job).toMatchObject({ state: 'failed', planId: null, problem: { code: 'interrupted' } })
      expect(await ended(next, String(waiting?.headers.location))).toMatchObject({ state: 'succeeded' })
    } finally {
      await next.app.close()
    }
  })
})

function post(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function listen({ app }: TestServer): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

function jobsIn(stream: string): Job[] {
  return [...stream.matchAll(/^event: job\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Job)
}

async function ended(server: TestServer, location: string): Promise<Job> {
  for (;;) {
    const job = (await server.get(location)).json<Job>()
    if (job.state !== 'queued' && job.state !== 'running') return job
    await sleep(50)
  }
}

async function insertRunningJob(database: Database, jobId: string): Promise<void> {
  const { city_id } = await database.kysely
    .selectFrom('city')
    .where('code', '=', 'town')
    .select('city_id')
    .executeTakeFirstOrThrow()
  const parameters = JSON.stringify({ grids: 5 })
  await database.kysely
    .insertInto('job')
    .values({ city_id, job_id: jobId, kind: 'partition', state: 'running', parameters })
    .execute()
}
