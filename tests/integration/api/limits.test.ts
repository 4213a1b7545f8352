import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../../server/base/config.ts'
import { defaultLimits } from '../../../server/base/limits.ts'
import { buildApp } from '../../../server/start/app.ts'
import { makeCity } from '../builders.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

const limits = { ...defaultLimits, queuedJobs: 5, queuedJobsOfCity: 3, eventStreams: 100, eventStreamsOfAddress: 2 }

anyTown('limits', (database) => {
  serveApp(database)
  let app: FastifyInstance
  beforeAll(async () => {
    await makeCity(database(), 'other')
    const config = { ...loadConfig({ SHAPAN_DATA_DIR: '/nowhere', LOG_LEVEL: 'silent' }), limits }
    app = await buildApp({ config, database: database() })
  })
  afterAll(async () => app.close())

  const wait = (city: string, count: number) =>
    database().execute(`
      insert into job (city_id, job_id, kind, parameters)
      select city_id, gen_random_uuid(), 'partition', '{}' from city, generate_series(1, ${count}) where code = '${city}'`)
  const start = () =>
    app.inject({ method: 'POST', url: '/api/cities/town/partitions', payload: { grids: 3, weights: ['customers'] } })
  const clear = () =>
    database().execute(`update job set state = 'cancelled', finished_at = now() where state = 'queued'`)

  it('let so many jobs of a city wait, and say the way out', async () => {
    await wait('town', 3)
    const { detail } = expectProblem(await start(), 429, 'too-many-jobs')
    expect(detail).toContain('3 jobs of "town" are waiting')
    expect(detail).toContain('DELETE /api/cities/town/jobs/{job}')
    expect(detail).toContain('SHAPAN_MAX_QUEUED_JOBS_PER_CITY')
    await clear()
    expect((await start()).statusCode).toBe(202)
  })

  it('let so many jobs wait in all, and of several that come at once no more than there is room for', async () => {
    await wait('other', 5)
    expectProblem(await start(), 429, 'too-many-jobs')
    await clear()
    await wait('other', 3)
    // Whatever has begun meanwhile makes room.
    const answers = await Promise.all(Array.from({ length: 8 }, start))
    const accepted = answers.filter(({ statusCode }) => statusCode === 202).length
    const { rows } = await database().execute(`select count(*)::int as queued from job where state = 'queued'`)
    expect(rows[0]?.queued).toBeLessThanOrEqual(limits.queuedJobs)
    expect(accepted).toBeGreaterThan(0)
    for (const answer of answers) if (answer.statusCode !== 202) expectProblem(answer, 429, 'too-many-jobs')
    await clear()
  })

  it('let one address follow so many jobs, until it lets go of one', async () => {
    await app.listen({ host: '127.0.0.1', port: 0 })
    const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    // A job that nobody runs, so that its streams stay open.
    const { rows } = await database().execute(`
      insert into job (city_id, job_id, kind, parameters)
      select city_id, gen_random_uuid(), 'partition', '{}' from city where code = 'other' returning job_id`)
    const url = `${base}/api/cities/other/jobs/${rows[0]?.job_id}/events`
    const follow = async () => {
      const abort = new AbortController()
      const answer = await fetch(url, { signal: abort.signal })
      return { answer, leave: () => abort.abort() }
    }
    const first = await follow()
    const second = await follow()
    expect([first.answer.status, second.answer.status]).toEqual([200, 200])
    const third = await follow()
    expect(third.answer.status).toBe(429)
    expect(await third.answer.json()).toMatchObject({ code: 'too-many-streams', status: 429 })
    first.leave()
    for (;;) {
      const again = await follow()
      again.leave()
      if (again.answer.status === 200) break
    }
    second.leave()
    await clear()
  })
})
