import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Job } from '../../../server/contract/jobs.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { importLock } from '../../../server/data/importLock.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { eachTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

eachTown('what can be deleted', (database) => {
  const server = serveApp(database)
  const remove = (url: string) => server().app.inject({ method: 'DELETE', url })
  const plan = () =>
    runPartition(database(), 'town', { grids: 3, tolerance: 0.5, weights: ['customers'], preset: 'fast' })
  const load = (city: string, count: number) =>
    importFile(database(), city, Readable.from([Buffer.from(customerCsv(count))]), {
      crs: 'wgs84',
      sourceName: 'b.csv',
    })
  const rowsOf = async (table: string, where: string) => {
    const { rows } = await database().execute(`select count(*)::int as count from ${table} where ${where}`)
    return rows[0]?.count
  }

  it('is a draft, whose number is not given out again, and which no cache remembers', async () => {
    const { planId, planNumber } = await plan()
    expect((await server().get(`/api/plans/${planId}`)).statusCode).toBe(200)
    const deleted = await remove(`/api/plans/${planId}`)
    expect([deleted.statusCode, deleted.body]).toEqual([204, ''])
    for (const url of [`/api/plans/${planId}`, `/api/plans/${planId}/report`, `/api/plans/${planId}/grids`])
      expectProblem(await server().get(url), 404, 'plan-not-found')
    expectProblem(await remove(`/api/plans/${planId}`), 404, 'plan-not-found')
    for (const table of ['plan', 'grid', 'command'])
      expect(await rowsOf(table, `city_id = 1 and plan_number = ${planNumber}`)).toBe(0)
    expect((await plan()).planNumber).toBe(planNumber + 1)
  })

  it('is no plan that is pending, published or archived', async () => {
    for (const status of ['pending', 'published', 'archived']) {
      const { planId, planNumber } = await plan()
      const steps = status === 'archived' ? ['published', 'archived'] : [status]
      for (const step of steps)
        await sql`update plan set status = ${step} where city_id = 1 and plan_number = ${planNumber}`.execute(
          database().kysely,
        )
      expectProblem(await remove(`/api/plans/${planId}`), 409, 'plan-not-draft')
      const bySql = sql`delete from plan where city_id = 1 and plan_number = ${planNumber}`
      await expect(bySql.execute(database().kysely)).rejects.toMatchObject({ code: '23514' })
    }
  })

  it('is no plan that a job in progress stays near; once deleted, its job goes on telling of it', async () => {
    const { headers } = await server().post('/api/cities/town/partitions', {
      grids: 3,
      weights: ['customers'],
      tolerance: 0.5,
    })
    const location = String(headers.location)
    const { planId } = await ended(location)
    const waits = sql`insert into job (city_id, job_id, kind, parameters)
      values (1, '6f1a1f9e-0000-4000-8000-000000000001', 'partition', ${JSON.stringify({ from: planId })})`
    await waits.execute(database().kysely)
    const problem = expectProblem(await remove(`/api/plans/${planId}`), 409, 'plan-in-use')
    expect(problem.detail).toContain('/api/cities/town/jobs/6f1a1f9e-0000-4000-8000-000000000001')
    await remove('/api/cities/town/jobs/6f1a1f9e-0000-4000-8000-000000000001')
    expect((await remove(`/api/plans/${planId}`)).statusCode).toBe(204)
    expect((await server().get(location)).json()).toMatchObject({ state: 'succeeded', planId })
  })

  it('is a command’s plan while the command is on its way: one of the two is refused, and nothing is left over', async () => {
    const { planId, planNumber } = await plan()
    const { rawPayload } = await server().get(`/api/plans/${planId}/assignment`)
    const own = rawPayload.readUInt16LE(0)
    const command = { kind: 'paint', grid: (own % 3) + 1, cells: [0] }
    const request = { commandId: '6f1a1f9e-0000-4000-8000-000000000002', baseRevision: 0, command }
    const [painted, deleted] = await Promise.all([
      server().post(`/api/plans/${planId}/commands`, request),
      remove(`/api/plans/${planId}`),
    ])
    expect(deleted.statusCode).toBe(204)
    expect([200, 404, 409]).toContain(painted.statusCode)
    expect(await rowsOf('command', `city_id = 1 and plan_number = ${planNumber}`)).toBe(0)
  })

  it('is a snapshot that is neither the only one nor in use; its number is not given out again', async () => {
    await makeCity(database(), 'data')
    const { rows } = await database().execute(`select city_id from city where code = 'data'`)
    const cityId = rows[0]?.city_id
    await load('data', 50)
    await load('data', 60)
    await runPartition(database(), 'data', { grids: 2, tolerance: 0.5, weights: ['customers'], preset: 'fast' })
    await load('data', 70)
    const list = async () => (await server().get('/api/cities/data/snapshots')).json()
    const listed = async () => (await list()).snapshots
    expect((await list()).currentSnapshotId).toBe(3)
    expect(await listed()).toMatchObject([
      { snapshotId: 3, plans: [], rowsLoaded: 70 },
      { snapshotId: 2, plans: ['data-1'], rowsLoaded: 60 },
      { snapshotId: 1, plans: [], rowsLoaded: 50 },
    ])
    const url = '/api/cities/data/snapshots'
    expectProblem(await remove('/api/cities/town/snapshots/1'), 409, 'snapshot-in-use')
    expect(expectProblem(await remove(`${url}/2`), 409, 'snapshot-in-use').detail).toContain('data-1')
    expectProblem(await remove(`${url}/9`), 404, 'unknown-snapshot')
    expectProblem(await remove(`${url}/x`), 400, 'invalid-request')
    const unlock = await database().tryLock(importLock(Number(cityId)))
    expectProblem(await remove(`${url}/1`), 409, 'import-running')
    await unlock?.()
    expect((await remove(`${url}/1`)).statusCode).toBe(204)
    expectProblem(await remove(`${url}/1`), 404, 'unknown-snapshot')
    for (const table of ['customer', 'cell_fact', 'snapshot'])
      expect(await rowsOf(table, `city_id = ${cityId} and snapshot_id = 1`)).toBe(0)
    expect((await remove('/api/plans/data-1')).statusCode).toBe(204)
    expect((await remove(`${url}/2`)).statusCode).toBe(204)
    expect((await listed()).map(({ snapshotId }: { snapshotId: number }) => snapshotId)).toEqual([3])
    expect((await load('data', 10)).snapshotId).toBe(4)
  })

  it('is a city with all it has, published plans too, when its code is said once more and nothing runs', async () => {
    const { cityId } = await makeCity(database(), 'gone')
    await load('gone', 50)
    const first = await runPartition(database(), 'gone', {
      grids: 2,
      tolerance: 0.5,
      weights: ['customers'],
      preset: 'fast',
    })
    await server().get(`/api/plans/${first.planId}/report`)
    await sql`update plan set status = 'published' where city_id = ${cityId}`.execute(database().kysely)
    const url = '/api/cities/gone?confirm=gone'
    for (const bad of ['/api/cities/gone', '/api/cities/gone?confirm=town'])
      expect(expectProblem(await remove(bad), 400, 'invalid-request').detail).toContain('?confirm=gone')
    expectProblem(await remove('/api/cities/nowhere?confirm=nowhere'), 404, 'city-not-found')
    const unlock = await database().tryLock(importLock(cityId))
    expectProblem(await remove(url), 409, 'import-running')
    await unlock?.()
    await sql`insert into job (city_id, job_id, kind, parameters)
      values (${cityId}, '6f1a1f9e-0000-4000-8000-000000000003', 'partition', '{}')`.execute(database().kysely)
    expectProblem(await remove(url), 409, 'city-in-use')
    await remove('/api/cities/gone/jobs/6f1a1f9e-0000-4000-8000-000000000003')

    expect((await remove(url)).statusCode).toBe(204)
    for (const table of [
      'city',
      'city_state',
      'division',
      'segment',
      'admin_area',
      'cell',
      'snapshot',
      'cell_fact',
      'customer',
      'plan',
      'grid',
      'command',
      'job',
    ])
      expect([table, await rowsOf(table, `city_id = ${cityId}`)]).toEqual([table, 0])
    expectProblem(await server().get('/api/cities/gone'), 404, 'city-not-found')
    expectProblem(await server().get(`/api/plans/${first.planId}`), 404, 'plan-not-found')
    expect((await server().get('/api/plans/town-1')).statusCode).toBe(200)

    // Made anew under the same code: nothing that was kept of the first answers for it.
    await makeCity(database(), 'gone')
    expectProblem(await server().get(`/api/plans/${first.planId}`), 404, 'plan-not-found')
    await load('gone', 90)
    await runPartition(database(), 'gone', { grids: 4, tolerance: 0.5, weights: ['customers'], preset: 'fast' })
    expect((await server().get('/api/plans/gone-1')).json()).toMatchObject({ gridCount: 4, totals: { customers: 90 } })
    const report = (await server().get('/api/plans/gone-1/report')).json()
    expect(report.reconciliation[0]).toMatchObject({ sum: 90, file: 90, agrees: true })
  })

  async function ended(location: string): Promise<Job> {
    for (;;) {
      const job = (await server().get(location)).json<Job>()
      if (job.finishedAt !== null) return job
    }
  }
})
