import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeAssignment, valuesOf } from '../../../partition/index.ts'
import { exportCsv, exportGeojson } from '../../../server/cli/exportFile.ts'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import type { SnapshotList } from '../../../server/contract/cities.ts'
import { contractFigures } from '../../../server/contract/figures.ts'
import type { GridCollection } from '../../../server/contract/geojson.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { expectProblem, serve, type TestServer } from './apiServer.ts'

const sizes = [1000, 2500, 4000]
/** By plan number: the snapshot each plan is of. */
const snapshotOfPlan = { 1: 1, 2: 1, 3: 2, 4: 3, 5: 2, 6: 3 } as const

// The same statements answer on both databases; `data/importFile.test.ts` stores snapshots in both.
anyDatabase('plans of a city with three snapshots', (database) => {
  let server: TestServer

  beforeAll(async () => {
    await makeCity(database(), 'town', 8)
    const partition = (request: object) =>
      runPartition(database(), 'town', { grids: 5, tolerance: 0.3, weights: ['customers'], preset: 'fast', ...request })
    for (const [place, count] of sizes.entries()) {
      await importFile(database(), 'town', Readable.from([Buffer.from(customerCsv(count))]), {
        crs: 'wgs84',
        sourceName: `month-${place + 1}.csv`,
      })
      await partition({ seed: 1 })
      if (place === 0) await partition({ seed: 2 })
    }
    await partition({ snapshot: 2 })
    await partition({ from: 'town-1', budget: 1 })
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  it('are listed, the newest first, with the current one told apart', async () => {
    const { currentSnapshotId, snapshots } = (await server.get('/api/cities/town/snapshots')).json<SnapshotList>()
    expect(currentSnapshotId).toBe(3)
    expect(snapshots.map(({ snapshotId, sourceName, totals }) => [snapshotId, sourceName, totals.customers])).toEqual([
      [3, 'month-3.csv', 4000],
      [2, 'month-2.csv', 2500],
      [1, 'month-1.csv', 1000],
    ])
  })

  it.each(Object.entries(snapshotOfPlan))('plan %s is of snapshot %i in every answer', async (number, snapshotId) => {
    const planId = `town-${number}`
    const { rows } = await sql<{ customers: string; revenue: string }>`
      select sum(figures[1])::text as customers, sum(figures[2])::text as revenue
      from customer where snapshot_id = ${snapshotId}`.execute(database().kysely)
    const stored = { customers: Number(rows[0]!.customers), revenue: Number(rows[0]!.revenue) }
    expect(stored.customers).toBe(sizes[snapshotId - 1])
    const name = `month-${snapshotId}.csv`

    const detail = await server.get(`/api/plans/${planId}`)
    const plan = detail.json<PlanDetail>()
    expect(plan.totals).toEqual(stored)
    expect(plan.snapshot).toMatchObject({ snapshotId, sourceName: name })
    expect(sum(plan.grids.map(({ figures }) => figures.customers!))).toBe(stored.customers)

    const cells = await server.get(`/api/cities/town/cells?snapshot=${plan.snapshotId}`)
    expect(cells.headers['x-snapshot']).toBe(String(snapshotId))
    const customers = valuesOf(decodeCells(cells.rawPayload).figures, 'customers')
    const bytes = (await server.get(`/api/plans/${planId}/assignment`)).rawPayload
    const assignment = decodeAssignment(bytes, customers.length)
    for (const grid of plan.grids) {
      expect(sum([...customers].filter((_, cell) => assignment[cell] === grid.number))).toBe(grid.figures.customers)
    }

    const grids = (await server.get(`/api/plans/${planId}/grids`)).json<GridCollection>()
    expect(grids).toMatchObject({ planId, snapshot: { snapshotId, sourceName: name } })
    expect(sum(grids.features.map(({ properties }) => properties.figures.customers!))).toBe(stored.customers)

    const report = (await server.get(`/api/plans/${planId}/report?format=json`)).json()
    expect(report.snapshot).toMatchObject({ snapshotId, sourceName: name })
    expect(report.isNewestData).toBe(snapshotId === 3)
    expect(report.reconciliation[0]).toMatchObject({ sum: stored.customers, file: stored.customers, agrees: true })
    const html = (await server.get(`/api/plans/${planId}/report?format=html&lang=zh-CN`)).body
    expect(html).toContain(name)
    expect(html.includes('不是本市的最新数据：month-3.csv')).toBe(snapshotId !== 3)
    const csv = (await server.get(`/api/plans/${planId}/report?format=csv`)).body
    expect(csv).toContain(`total,${stored.customers},`)

    const state = await loadPlanState(database(), planId)
    const exported = JSON.parse([...exportGeojson(state, contractFigures)].join(''))
    expect(exported).toMatchObject({ planId, snapshot: { snapshotId, sourceName: name } })
    expect(
      sum(exported.features.map((feature: { properties: { customers: number } }) => feature.properties.customers)),
    ).toBe(stored.customers)
    const lines = [...exportCsv(state, contractFigures, true)].slice(1)
    expect(sum(lines.map((line) => Number(line.split(',')[3])))).toBe(stored.customers)

    for (const path of [
      '',
      '/assignment',
      '/grids',
      '/report?format=json',
      '/report?format=html',
      '/report?format=csv',
    ])
      expect([path, (await server.get(`/api/plans/${planId}${path}`)).headers['x-snapshot']]).toEqual([
        path,
        String(snapshotId),
      ])
  })

  it('has cells of the current snapshot where none is named, and an ETag for each', async () => {
    const current = await server.get('/api/cities/town/cells')
    const first = await server.get('/api/cities/town/cells?snapshot=1')
    expect(current.headers['x-snapshot']).toBe('3')
    expect(sum([...valuesOf(decodeCells(current.rawPayload).figures, 'customers')])).toBe(4000)
    expect(current.headers.etag).not.toBe(first.headers.etag)
    const again = await server.get('/api/cities/town/cells?snapshot=1', { 'if-none-match': String(first.headers.etag) })
    expect(again.statusCode).toBe(304)
    expect(again.headers['x-snapshot']).toBe('1')
  })

  it('refuses a snapshot that is not there, for cells and for a partition', async () => {
    expectProblem(await server.get('/api/cities/town/cells?snapshot=9'), 404, 'unknown-snapshot')
    expectProblem(await server.post('/api/cities/town/partitions', { grids: 5, snapshot: 9 }), 404, 'unknown-snapshot')
    expectProblem(await server.get('/api/cities/town/cells?snapshot=x'), 400, 'invalid-request')
  })
})

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
