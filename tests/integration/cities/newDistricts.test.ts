import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { listAreas } from '../../../server/cities/listAreas.ts'
import { areaCollection } from '../../../server/contract/areas.ts'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import { noteText, plainFormat } from '../../../server/contract/noteText.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importAreas } from '../../../server/data/areas/importAreas.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { renewDistricts } from '../../../server/plans/areas/renewDistricts.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { serve } from '../api/apiServer.ts'
import { customerCsv, makeCity, square, textsOf, twoDistricts } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

type Box = [west: number, south: number, east: number, north: number]
const district = (adcode: string, name: string, ...boxes: Box[]) => ({
  type: 'Feature',
  properties: { adcode, name },
  geometry: { type: 'MultiPolygon', coordinates: boxes.map((box) => square(...box)) },
})
const merged = [district('310103', '中区', [121.4, 31.1, 121.6, 31.3])]

const renew = (database: Database, code: string, features: readonly unknown[], sourceName = 'new.geojson') =>
  renewDistricts(database, code, Readable.from([JSON.stringify({ type: 'FeatureCollection', features })]), {
    ...{ crs: 'wgs84', sourceName },
  })

async function makeDividedCity(database: Database, code: string): Promise<string> {
  await makeCity(database, code, 8)
  await importFile(database, code, Readable.from([customerCsv(2000)]), { crs: 'wgs84', sourceName: 'a.csv' })
  const plan = await runPartition(database, code, {
    ...{ grids: 6, tolerance: 0.2, weights: ['customers'], preset: 'fast', districts: 'never' },
  })
  return plan.planId
}

// What follows the districts is computed here; the import proper (`createCity.test.ts`) runs on both databases with each change.
anyDatabase('new borders of districts', (database) => {
  test('of two that become one: cells, data and plans stay, and what follows the districts follows', async () => {
    const planId = await makeDividedCity(database(), 'merger')
    const streets = [
      ['310101001', [121.4, 31.1, 121.5, 31.3]],
      ['310102001', [121.5, 31.1, 121.6, 31.3]],
    ].map(([code, box]) => district(String(code), `街道${String(code)}`, box as Box))
    await importAreas(
      database(),
      'merger',
      Readable.from([JSON.stringify({ type: 'FeatureCollection', features: streets })]),
      {
        ...{ level: 'subdistrict', crs: 'wgs84', sourceName: 'streets.geojson' },
      },
    )
    const server = await serve(database())
    const read = async () => {
      const detail = await server.get(`/api/plans/${planId}`)
      const cells = await server.get('/api/cities/merger/cells?format=binary')
      return {
        plan: detail.json<PlanDetail>(),
        tags: [detail.headers.etag, cells.headers.etag],
        cells: decodeCells(new Uint8Array(cells.rawPayload)),
        report: (await server.get(`/api/plans/${planId}/report`)).json<{ totals: unknown; grids: unknown[] }>(),
        geojson: (await server.get(`/api/plans/${planId}/grids`)).json<GeoJSON.FeatureCollection>(),
      }
    }
    const before = await read()
    expect(before.plan.warnings.map(({ code }) => code)).not.toContain('districts-changed')
    const stateBefore = await loadPlanState(database(), planId)

    const done = await renew(database(), 'merger', merged)
    const { cellCount } = await loadCityState(database(), 'merger')
    expect(done).toMatchObject({ isChanged: true, before: 2, after: 1, cellsMoved: cellCount })
    expect(done.moves.map(({ from, to }) => [from?.name, to.name]).sort()).toEqual([
      ['东区', '中区'],
      ['西区', '中区'],
    ])
    expect(textsOf(done.warnings).join('\n')).toMatch(
      /1 plan does not fit the new districts any more: merger-1 \(6 grids named after one/,
    )

    const after = await read()
    expect(after.tags[0]).not.toBe(before.tags[0])
    expect(after.tags[1]).not.toBe(before.tags[1])
    expect(after.cells.districts).toEqual([{ code: '310103', name: '中区' }])
    expect([...after.cells.cellIds]).toEqual([...before.cells.cellIds])
    expect(after.plan.grids).toEqual(before.plan.grids)
    expect(after.plan.hash).toBe(before.plan.hash)
    expect(after.report.totals).toEqual(before.report.totals)
    expect(after.geojson.features.map(({ geometry }) => geometry)).toEqual(
      before.geojson.features.map(({ geometry }) => geometry),
    )
    const note = after.plan.warnings.find(({ code }) => code === 'districts-changed')
    expect(note).toMatchObject({ source: 'new.geojson', crossing: 0, named: 6 })
    for (const language of ['zh-CN', 'en'] as const)
      expect(noteText(note!, language, plainFormat)).toMatch(/new\.geojson/)
    const stateAfter = await loadPlanState(database(), planId)
    expect(stateAfter.assignment).toEqual(stateBefore.assignment)
    expect(stateAfter.facts).toEqual(stateBefore.facts)
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })

    const areas = areaCollection.parse((await server.get('/api/cities/merger/areas')).json())
    expect(areas.features.map(({ properties }) => properties)).toMatchObject([
      { code: '310103', cellCount, sourceName: 'new.geojson' },
    ])
    const listed = await listAreas(database(), 'merger', 'district')
    expect(listed.former.map(({ code, replacedBy }) => [code, replacedBy])).toEqual([
      ['310101', 'new.geojson'],
      ['310102', 'new.geojson'],
    ])
    // Their codes name districts that are gone.
    const subdistricts = (await listAreas(database(), 'merger', 'subdistrict')).areas
    expect(subdistricts.map(({ parentCode }) => parentCode)).toEqual(['310103', '310103'])
    // A plan made afterwards is of the new ones.
    const next = await runPartition(database(), 'merger', {
      grids: 4,
      tolerance: 0.2,
      weights: ['customers'],
      preset: 'fast',
    })
    const { grids } = await loadPlanState(database(), next.planId)
    expect(grids.map(({ code, name }) => [code.slice(0, 6), name.slice(0, 2)])).toEqual(
      Array(4).fill(['310103', '中区']),
    )
    expect((await server.get(`/api/plans/${next.planId}`)).json<PlanDetail>().warnings).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ code: 'districts-changed' })]),
    )
    expect(await recountPlan({ ...database() }, next.planId)).toMatchObject({ ok: true, violations: [] })
    await deleteCity(database(), 'merger')
  })

  test('that move: grids across them are told, a second change too, and the same file changes nothing', async () => {
    const planId = await makeDividedCity(database(), 'moved')
    const shifted = [
      district('310101', '西区', [121.4, 31.1, 121.46, 31.3]),
      district('310102', '东区', [121.46, 31.1, 121.6, 31.3]),
    ]
    const done = await renew(database(), 'moved', shifted)
    expect(done.moves).toMatchObject([{ from: { name: '西区' }, to: { name: '东区' } }])
    const detail = async () => (await (await serve(database())).get(`/api/plans/${planId}`)).json<PlanDetail>()
    const note = (await detail()).warnings.find(({ code }) => code === 'districts-changed')
    expect(note).toMatchObject({ named: 0 })
    expect(note?.code === 'districts-changed' && note.crossing).toBeGreaterThan(0)
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })

    expect(await renew(database(), 'moved', shifted, 'again.geojson')).toMatchObject({
      isChanged: false,
      cellsMoved: 0,
    })
    expect((await listAreas(database(), 'moved', 'district')).former).toHaveLength(2)
    // Back to what the city was made of: nothing crosses any more.
    const back = await renew(database(), 'moved', twoDistricts().features, 'old.geojson')
    expect(back).toMatchObject({ isChanged: true, after: 2 })
    expect((await detail()).warnings.map(({ code }) => code)).not.toContain('districts-changed')
    expect((await listAreas(database(), 'moved', 'district')).former.map(({ change }) => change)).toEqual([1, 1, 2, 2])
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })
  })

  test('give cells beyond them to the nearest district, and are refused where these are many', async () => {
    const planId = await makeDividedCity(database(), 'beyond')
    const state = await loadCityState(database(), 'beyond')
    // The western shore drawn a little further in, and the east further out.
    const drawn = [
      district('310101', '西区', [121.4, 31.15, 121.5, 31.3], [121.4045, 31.1, 121.5, 31.15]),
      district('310102', '东区', [121.5, 31.1, 121.64, 31.3]),
    ]
    const done = await renew(database(), 'beyond', drawn)
    const said = textsOf(done.warnings).join('\n')
    expect(said).toMatch(/\d cells of the city lie beyond the new borders/)
    expect(said).toMatch(/take in \d+ cells that are not the city's/)
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })
    const now = await loadCityState(database(), 'beyond')
    expect(now.cellCount).toBe(state.cellCount)
    expect(now.districtOfCell.every((of) => of >= 0)).toBe(true)
    await expect(renew(database(), 'beyond', [drawn[0]])).rejects.toMatchObject({
      code: 'invalid-admin-areas',
      message: expect.stringMatching(/leave out \d+ of the \d+ cells of "beyond", more than 1 %.*The city keeps/),
    })
    expect((await loadCityState(database(), 'beyond')).districtChanges).toBe(1)
  })

  test('leave no trace where writing them fails', async () => {
    const planId = await makeDividedCity(database(), 'whole')
    const { cityId } = await loadCityState(database(), 'whole')
    const rows = () =>
      Promise.all(
        (['admin_area', 'cell', 'former_district', 'city_state'] as const).map((table) =>
          database()
            .kysely.selectFrom(table)
            .where('city_id', '=', cityId)
            .select('city_id')
            .select(({ fn }) => fn.countAll().as('n'))
            .groupBy('city_id')
            .execute(),
        ),
      )
    const before = await rows()
    const failing = { ...database(), patient: database().patient.withPlugin(failAfterCells()) }
    await expect(renew(failing, 'whole', merged)).rejects.toThrow('stopped here')
    expect(await rows()).toEqual(before)
    expect((await loadCityState(database(), 'whole')).districts).toHaveLength(2)
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })
  })
})

/** Lets the statement that counts the change fail, when all others have run. */
function failAfterCells(): import('kysely').KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (node.kind === 'UpdateQueryNode' && JSON.stringify(node).includes('district_changes'))
        throw new Error('stopped here')
      return node
    },
    transformResult: async ({ result }) => result,
  }
}
