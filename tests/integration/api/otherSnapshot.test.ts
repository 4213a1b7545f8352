import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeAssignment } from '../../../partition/index.ts'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import type { City } from '../../../server/contract/cities.ts'
import type { Figures } from '../../../server/contract/figures.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { buildCityModel } from '../../../web/model/cityModel.ts'
import { createPlanCells } from '../../../web/model/planCells.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { expectProblem, serve, type TestServer } from './apiServer.ts'

const sizes = [1000, 2500, 4000]

anyDatabase('a plan looked at with another snapshot', (database) => {
  let server: TestServer

  beforeAll(async () => {
    await makeCity(database(), 'town', 8)
    for (const [place, count] of sizes.entries()) {
      await importFile(database(), 'town', Readable.from([Buffer.from(customerCsv(count))]), {
        crs: 'wgs84',
        sourceName: `month-${place + 1}.csv`,
      })
      await runPartition(database(), 'town', { grids: 5, tolerance: 0.3, weights: ['customers'], preset: 'fast' })
    }
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  /** By grid code: what the imported customers themselves add up to in SQL. */
  async function sumsInSql(snapshotId: number, assignment: Uint16Array): Promise<Map<number, Figures>> {
    const { rows } = await sql<{ cell: number; customers: string; revenue: string }>`
      select cell_index as cell, count(*)::text as customers, sum(figures[2])::text as revenue
      from customer where city_id = 1 and snapshot_id = ${snapshotId} and cell_index is not null
      group by cell_index`.execute(database().kysely)
    const sums = new Map<number, Figures>()
    for (const { cell, customers, revenue } of rows) {
      const sum = sums.get(assignment[cell]!) ?? { customers: 0, revenue: 0 }
      sums.set(assignment[cell]!, sum)
      sum.customers! += Number(customers)
      sum.revenue! += Number(revenue)
    }
    return sums
  }

  it.each([1, 2, 3])(
    'plan %i has the same figures on the screen, by the API, in the report and in SQL',
    async (number) => {
      const planId = `town-${number}`
      const own = (await server.get(`/api/plans/${planId}`)).json<PlanDetail>()
      const [city] = (await server.get('/api/cities')).json<{ cities: City[] }>().cities
      const cellsOf = async (snapshotId: number) =>
        decodeCells((await server.get(`/api/cities/town/cells?snapshot=${snapshotId}`)).rawPayload)
      const first = await cellsOf(own.snapshotId)
      const bytes = (await server.get(`/api/plans/${planId}/assignment`)).rawPayload
      const assignment = decodeAssignment(bytes, first.cellIds.length)
      const model = buildCityModel(city!, first, { type: 'FeatureCollection', features: [] })
      const screen = createPlanCells(model, own, assignment, { snapshotId: own.snapshotId, facts: first.figures })

      for (const snapshotId of [1, 2, 3, number]) {
        const answer = await server.get(`/api/plans/${planId}?snapshot=${snapshotId}`)
        expect(answer.headers['x-snapshot']).toBe(String(snapshotId))
        const plan = answer.json<PlanDetail>()
        expect(plan).toMatchObject({ snapshotId: number, snapshot: { snapshotId } })
        expect(plan.totals.customers).toBe(sizes[snapshotId - 1])

        screen.lookWith({ snapshotId, facts: (await cellsOf(snapshotId)).figures })
        expect(screen.sums()).toEqual({ totals: plan.totals, unassigned: plan.unassigned })
        const stored = await sumsInSql(snapshotId, assignment)
        const report = (await server.get(`/api/plans/${planId}/report?snapshot=${snapshotId}`)).json()
        expect(report).toMatchObject({ snapshot: { snapshotId }, plan: { snapshotId: number } })
        expect(report.reconciliation[0]).toMatchObject({ file: sizes[snapshotId - 1], agrees: true })
        for (const [i, row] of screen.rows().entries()) {
          const { areaKm2: _, compactness: __, ...exact } = row
          expect(plan.grids[i]).toMatchObject(exact)
          expect(report.grids.find((grid: { number: number }) => grid.number === row.number)).toMatchObject(exact)
          expect(stored.get(row.number)).toEqual(row.figures)
        }
        const html = (await server.get(`/api/plans/${planId}/report?format=html&snapshot=${snapshotId}`)).body
        expect(html).toContain(`month-${snapshotId}.csv`)
        expect(html.includes('方案由另一期数据划分而来')).toBe(snapshotId !== number)
      }
    },
  )

  it('answers what was answered before by its ETag, and refuses a snapshot that is not there', async () => {
    const first = await server.get('/api/plans/town-1?snapshot=2')
    expect(first.headers.etag).not.toBe((await server.get('/api/plans/town-1')).headers.etag)
    const again = await server.get('/api/plans/town-1?snapshot=2', { 'if-none-match': String(first.headers.etag) })
    expect(again.statusCode).toBe(304)
    for (const path of ['/api/plans/town-1?snapshot=9', '/api/plans/town-1/report?snapshot=9'])
      expectProblem(await server.get(path), 404, 'unknown-snapshot')
  })
})
