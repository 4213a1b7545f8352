import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import type { CommandAnswers } from '../../../server/contract/commands.ts'
import type { Division } from '../../../server/contract/divisions.ts'
import type { Figures } from '../../../server/contract/figures.ts'
import type { GridCollection } from '../../../server/contract/geojson.ts'
import type { PlanDetail, PlanSummary } from '../../../server/contract/plans.ts'
import type { Verification } from '../../../server/contract/verification.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { expectProblem, serve, type TestServer } from '../api/apiServer.ts'
import { eachDatabase } from '../databases.ts'
import { addAll, inBusiness, inRest, makeDividedTown, sumsInSql } from './dividedCity.ts'

const plans = [
  { planId: 'town-1', division: 'all', name: 'all', grids: 9, condition: inRest },
  { planId: 'town-2', division: 'business', name: '商务', grids: 4, condition: inBusiness },
] as const

eachDatabase('a city whose public and business customers are divided each for themselves', (database) => {
  let server: TestServer

  beforeAll(async () => {
    await makeDividedTown(database())
    for (const { division, grids } of plans)
      await runPartition(database(), 'town', { grids, division, tolerance: 0.5, weights: ['customers'] })
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  const read = async (planId: string) => (await server.get(`/api/plans/${planId}`)).json<PlanDetail>()

  async function assignmentOf(planId: string): Promise<Uint16Array> {
    const { rawPayload } = await server.get(`/api/plans/${planId}/assignment`)
    return Uint16Array.from({ length: rawPayload.length / 2 }, (_, cell) => rawPayload.readUInt16LE(2 * cell))
  }

  /** Gives the first cell that may go to another grid to that grid. */
  async function paint(planId: string): Promise<void> {
    const { grids } = await read(planId)
    const assignment = await assignmentOf(planId)
    for (const [cell, number] of assignment.entries()) {
      for (const to of grids.filter((grid) => grid.number !== number).slice(0, 3)) {
        const seen = grids.find((grid) => grid.number === number)!.gridId
        const command = { kind: 'paint', gridId: to.gridId, cells: [{ start: cell, length: 1, seen }] }
        const { answers } = (
          await server.post(`/api/plans/${planId}/commands`, { commands: [{ commandId: randomUUID(), command }] })
        ).json<CommandAnswers>()
        if (answers[0]?.status === 'accepted') return
      }
    }
    throw new Error(`no cell of ${planId} may change its grid`)
  }

  it('lists its plans by division', async () => {
    const list = async (query = '') =>
      (await server.get(`/api/cities/town/plans${query}`)).json<{ plans: PlanSummary[] }>().plans
    expect((await list()).map(({ planId, division }) => [planId, division])).toEqual([
      ['town-2', 'business'],
      ['town-1', 'all'],
    ])
    expect((await list('?division=business')).map(({ planId }) => planId)).toEqual(['town-2'])
    expect(
      expectProblem(await server.get('/api/cities/town/plans?division=x'), 404, 'unknown-division').detail,
    ).toContain('it has all, business')
  })

  it('gives the same figures by the API, in the report, by GeoJSON, by cells, by the recount and in SQL', async () => {
    for (const { planId, division, name, grids: count, condition } of plans) {
      await paint(planId)
      const plan = await read(planId)
      expect(plan).toMatchObject({ division, revision: 1, gridCount: count })
      const assignment = await assignmentOf(planId)
      const stored = await sumsInSql(database(), condition)
      const inside = addAll(stored, (cell) => cell >= 0)
      expect(plan.totals).toEqual(inside)
      for (const grid of plan.grids)
        expect([grid.name, grid.figures]).toEqual([
          grid.name,
          addAll(stored, (cell) => cell >= 0 && assignment[cell] === grid.number),
        ])

      const { headers, rawPayload } = await server.get(`/api/cities/town/cells?division=${division}`)
      expect(headers['x-division']).toBe(division)
      const cells = decodeCells(rawPayload)
      for (const [f, key] of cells.figures.keys.entries())
        for (const [cell, value] of cells.figures.values[f]!.entries()) expect(value).toBe(stored.get(cell)?.[key] ?? 0)

      const geojson = (await server.get(`/api/plans/${planId}/grids`)).json<GridCollection>()
      expect(geojson.division).toEqual({ key: division, name, isOnly: false })
      expect(geojson.features.map(({ properties }) => properties.figures)).toEqual(plan.grids.map((one) => one.figures))

      const report = (await server.get(`/api/plans/${planId}/report`)).json()
      expect(report).toMatchObject({ division: { key: division, name }, plan: { division } })
      for (const row of report.reconciliation) {
        const sum = (isOf: (cell: number) => boolean) => addAll(stored, isOf)[row.key as keyof Figures]
        expect(row).toMatchObject({ agrees: true, file: sum(() => true), outside: sum((cell) => cell < 0) })
      }
      const html = (await server.get(`/api/plans/${planId}/report?format=html&lang=zh-CN`)).body
      expect(html).toContain(`业务线：${name === 'all' ? '其余客户' : name}`)
      const csv = (await server.get(`/api/plans/${planId}/report?format=csv`)).body.trim().split(/\r?\n/)
      expect(csv[0]).toMatch(/,division,period$/)
      expect(csv.slice(1).every((line) => line.includes(`,${division},2`))).toBe(true)

      const verified = (await server.get(`/api/plans/${planId}/verification`)).json<Verification>()
      expect(verified).toMatchObject({ ok: true, division: { key: division, name } })
      expect(verified.stats).toMatchObject(inside)

      const owner = await server.get(`/api/plans/${planId}/ownership?lon=121.5&lat=31.2&crs=wgs84`)
      expect(owner.json()).toMatchObject({ division, place: { basis: 'cell' } })
      const points = [{ id: 'a', lon: 121.5, lat: 31.2 }]
      const owners = await server.post(`/api/plans/${planId}/ownership`, { crs: 'wgs84', points })
      expect(owners.json()).toMatchObject({ division, owned: 1 })
    }
  })

  it('leaves a plan of one division as it is while one of another is edited', async () => {
    const paths = ['', '/grids', '/assignment', '/commands'].map((path) => `/api/plans/town-1${path}`)
    const bodies = async () => Promise.all(paths.map(async (path) => (await server.get(path)).body))
    const tags = async () => Promise.all(paths.map(async (path) => (await server.get(path)).headers.etag))
    const before = [await bodies(), await tags()]
    await paint('town-2')
    expect([await bodies(), await tags()]).toEqual(before)
    expect((await read('town-2')).revision).toBe(2)
  })

  it('refuses what mixes divisions', async () => {
    const start = (request: object) => server.post('/api/cities/town/partitions', request)
    expectProblem(await start({ grids: 3, division: 'x' }), 404, 'unknown-division')
    await expect(runPartition(database(), 'town', { from: 'town-1', division: 'business' })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(/"town-1" is of the division all, not of business/),
    })
    const near = await runPartition(database(), 'town', { from: 'town-2', budget: 0.1, tolerance: 0.5 })
    expect(near.division.key).toBe('business')
    expectProblem(await server.get('/api/cities/town/cells?division=x'), 404, 'unknown-division')
  })

  it('counts a plan on the segments that it has, wherever they are changed', async () => {
    const url = '/api/cities/town/divisions/business'
    const patch = async (payload: object) => await server.app.inject({ method: 'PATCH', url, payload })
    const tag = async () => (await server.get('/api/plans/town-2')).headers.etag
    const before = await tag()
    const changed = await patch({ segments: ['商务', '政企', '校园', '还没有'] })
    expect(changed.json<Division>()).toMatchObject({ unseen: ['还没有'], seen: ['商务', '政企', '校园'] })
    const condition = `coalesce(segment, '') in ('商务', '政企', '校园')`
    const inside = async (one: string) => addAll(await sumsInSql(database(), one), (cell) => cell >= 0)
    expect((await read('town-2')).totals).toEqual(await inside(condition))
    expect((await read('town-1')).totals).toEqual(await inside(`not (${condition})`))
    expect(await tag()).not.toBe(before)
    for (const { planId } of plans)
      expect((await server.get(`/api/plans/${planId}/verification`)).json()).toMatchObject({ ok: true })
    expect((await patch({ segments: ['商务', '政企'] })).statusCode).toBe(200)
    expect((await read('town-2')).totals).toEqual(await inside(inBusiness))
  })
})
