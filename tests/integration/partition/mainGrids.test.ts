import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { ownershipAnswer, type Place } from '../../../server/contract/ownership.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importAreas } from '../../../server/data/areas/importAreas.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { customerCsv, makeCity, square } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const request = (more: Partial<PartitionInput>): PartitionInput => ({
  ...{ grids: 6, tolerance: 0.2, weights: ['customers'], preset: 'fast' },
  ...more,
})

async function makeStreetCity(database: Database, code: string): Promise<void> {
  await makeCity(database, code, 8)
  await importFile(database, code, Readable.from([customerCsv(2000)]), { crs: 'wgs84', sourceName: 'a.csv' })
  const features = Array.from({ length: 20 }, (_, i) => {
    const [west, south] = [121.4 + 0.05 * (i % 4), 31.1 + 0.04 * Math.floor(i / 4)]
    return {
      type: 'Feature',
      properties: {
        code: `${i % 4 < 2 ? '310101' : '310102'}${String(i + 1).padStart(3, '0')}`,
        name: `第${i + 1}街道`,
      },
      geometry: { type: 'Polygon', coordinates: square(west, south, west + 0.05, south + 0.04) },
    }
  })
  await importAreas(database, code, Readable.from([JSON.stringify({ type: 'FeatureCollection', features })]), {
    ...{ level: 'subdistrict', crs: 'wgs84', sourceName: 'streets.geojson' },
  })
}

const readDetail = async (server: TestServer, planId: string) =>
  (await server.get(`/api/plans/${planId}`)).json<PlanDetail>()

// Main grids are the engine’s; `divisions/journey.test.ts` stores plans in both databases.
anyDatabase('main grids', (database) => {
  test('of districts or of a number stand in the plan, its figures, its report, its map and in who owns a place', async () => {
    await makeStreetCity(database(), 'mains')
    const server = await serve(database())
    for (const mainGrids of ['district', { count: 3 }] as const) {
      const made = await runPartition(database(), 'mains', request({ mainGrids }))
      const count = mainGrids === 'district' ? 2 : 3
      expect(made).toMatchObject({ grids: 6, mainGrids: count, withinTolerance: true })
      expect(made.name).toMatch(/6 × ±20 %/)
      const plan = await readDetail(server, made.planId)
      expect(plan.parameters).toMatchObject({ mainGrids })
      const mains = plan.grids.filter(({ parentId }) => parentId === null)
      const subs = plan.grids.filter(({ parentId }) => parentId !== null)
      expect([mains.length, subs.length]).toEqual([count, 6])
      expect(new Set(subs.map(({ parentId }) => parentId))).toEqual(new Set(mains.map(({ gridId }) => gridId)))
      const sum = subs.reduce((all, { figures }) => all + figures.customers!, 0)
      expect(sum).toBe(plan.totals.customers)

      expect(plan.mainGrids?.map(({ gridId }) => gridId).sort()).toEqual(mains.map(({ gridId }) => gridId).sort())
      expect(plan.mainGrids?.reduce((all, { figures }) => all + figures.customers!, 0)).toBe(sum)
      expect(plan.mainGrids?.reduce((all, { cellCount }) => all + cellCount, 0)).toBe(
        subs.reduce((all, { cellCount }) => all + cellCount, 0),
      )
      const report = (await server.get(`/api/plans/${made.planId}/report?lang=en`)).json()
      expect(report.grids).toHaveLength(6)
      const map = (await server.get(`/api/plans/${made.planId}/grids`)).json<GeoJSON.FeatureCollection>()
      expect(map.features.filter(({ properties }) => properties?.parentId !== null).length).toBe(6)

      const owner = ownershipAnswer.parse(
        (await server.get(`/api/plans/${made.planId}/ownership?lon=121.45&lat=31.2&crs=wgs84`)).json(),
      )
      const grid = subs.find(({ gridId }) => gridId === owner.place.grid?.gridId)
      const main = mains.find(({ gridId }) => gridId === grid?.parentId)!
      expect(owner.place.grid?.main).toEqual({ gridId: main.gridId, code: main.code, name: main.name })
      const batch = await server.app.inject({
        ...{ method: 'POST', url: `/api/plans/${made.planId}/ownership` },
        payload: {
          crs: 'wgs84',
          points: [
            { id: 'a', lon: 121.45, lat: 31.2 },
            { id: 'b', lon: 0, lat: 0 },
          ],
        },
      })
      expect(batch.json().results.map(({ grid: own }: Place) => own?.main ?? null)).toEqual([
        owner.place.grid?.main,
        null,
      ])
      expect(await recountPlan({ ...database() }, made.planId)).toMatchObject({ ok: true, violations: [] })
    }
  })

  test('and subdistricts that no grid crosses, or that are whole, are what verify finds', async () => {
    await makeStreetCity(database(), 'streets')
    const never = await runPartition(
      database(),
      'streets',
      request({ grids: 24, tolerance: 0.6, subdistricts: 'never' }),
    )
    expect(await recountPlan({ ...database() }, never.planId)).toMatchObject({ ok: true, violations: [] })
    const whole = await runPartition(database(), 'streets', request({ subdistricts: 'whole', districts: 'avoid' }))
    expect(whole.warnings).toContainEqual(expect.objectContaining({ code: 'subdistricts-kept', areas: 20, whole: 20 }))
    expect(await recountPlan({ ...database() }, whole.planId)).toMatchObject({ ok: true, violations: [] })
    const both = await runPartition(
      database(),
      'streets',
      request({ grids: 8, tolerance: 0.3, subdistricts: 'whole', mainGrids: { count: 2 } }),
    )
    expect(await recountPlan({ ...database() }, both.planId)).toMatchObject({ ok: true, violations: [] })

    const rows = await database()
      .kysely.selectFrom('plan_rules')
      .where(
        'city_id',
        '=',
        (
          await database()
            .kysely.selectFrom('city')
            .where('code', '=', 'streets')
            .select('city_id')
            .executeTakeFirstOrThrow()
        ).city_id,
      )
      .select(['plan_number', 'areas'])
      .orderBy('plan_number')
      .execute()
    expect(rows.map(({ areas }) => (areas as unknown[] | null)?.length ?? null)).toEqual([20, null, null])
    await makeCity(database(), 'without', 7)
    await importFile(database(), 'without', Readable.from([customerCsv(200)]), { crs: 'wgs84', sourceName: 'a.csv' })
    await expect(runPartition(database(), 'without', request({ subdistricts: 'avoid' }))).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(/no subdistricts to go by.*--kind subdistrict/),
    })
  })
})
