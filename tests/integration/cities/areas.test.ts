import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cellBoundary } from '../../../partition/index.ts'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { listAreas } from '../../../server/cities/listAreas.ts'
import type { AreaLevel } from '../../../server/contract/areaLevels.ts'
import { areaCollection } from '../../../server/contract/areas.ts'
import { type ImportAreasOptions, importAreas } from '../../../server/data/areas/importAreas.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem, serve } from '../api/apiServer.ts'
import { customerCsv, makeCity, square, temporaryDirectory, textsOf } from '../builders.ts'
import { anyDatabase, eachDatabase } from '../databases.ts'

type Feature = GeoJSON.Feature<GeoJSON.Geometry | null>

const area = (code: string, name: string, box: [number, number, number, number]): Feature => ({
  type: 'Feature',
  properties: { 街道代码: code, 街道名称: name },
  geometry: { type: 'Polygon', coordinates: square(...box) },
})

/** Eight subdistricts, four in each district, that cover the city. */
const subdistricts = Array.from({ length: 8 }, (_, i) => {
  const [west, south] = [121.4 + 0.05 * (i % 4), 31.1 + 0.1 * Math.floor(i / 4)]
  const district = i % 4 < 2 ? '310101' : '310102'
  return area(`${district}00${i + 1}`, `第${i + 1}街道`, [west, south, west + 0.05, south + 0.1])
})
const community = (code: string, name: string, box: [number, number, number, number]): Feature => ({
  ...area(code, name, box),
  properties: { code, name },
})

const textOf = (features: readonly unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })
const load = (
  database: Database,
  code: string,
  features: readonly unknown[],
  options: Partial<ImportAreasOptions> = {},
) =>
  importAreas(database, code, Readable.from([Buffer.from(textOf(features))]), {
    ...{ level: 'subdistrict', crs: 'wgs84', sourceName: 'streets.geojson' },
    ...options,
  })

const cellsOf = async (database: Database, cityId: number, level: AreaLevel) =>
  await database.kysely
    .selectFrom('area_cells')
    .innerJoin('admin_area', (join) =>
      join
        .onRef('admin_area.city_id', '=', 'area_cells.city_id')
        .onRef('admin_area.admin_area_id', '=', 'area_cells.admin_area_id'),
    )
    .where('area_cells.city_id', '=', cityId)
    .where('admin_area.level', '=', level)
    .select(['code', 'cells'])
    .orderBy('code')
    .execute()

eachDatabase('subdistricts and communities', (database) => {
  test('have the cells that PostGIS says they cover most of', async () => {
    await makeCity(database(), 'most', 8)
    const ragged: Feature = {
      type: 'Feature',
      properties: { 街道代码: '310101009', 街道名称: '不规则' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [121.41, 31.11],
            [121.55, 31.15],
            [121.49, 31.19],
            [121.58, 31.27],
            [121.44, 31.22],
            [121.41, 31.11],
          ],
          square(121.47, 31.16, 121.475, 31.18)[0]!.toReversed(),
        ],
      },
    }
    const loaded = await load(database(), 'most', [ragged, area('310102009', '邻', [121.5, 31.1, 121.62, 31.14])])
    expect(textsOf(loaded.warnings).join('\n')).toMatch(/of the city lie in no subdistrict of the file/)
    const { lattice, cityId } = await loadCityState(database(), 'most')
    const shapes = Array.from({ length: lattice.cellCount }, (_, cell) =>
      JSON.stringify({ type: 'Polygon', coordinates: [cellBoundary(lattice, cell)] }),
    )
    const { rows } = await sql<{ code: string; cell: number; share: number }>`
      with cell as materialized (
        select place::int - 1 as cell, ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326) as shape
        from unnest(${shapes}::text[]) with ordinality as listed (shape, place))
      select code, cell.cell, ST_Area(ST_Intersection(cell.shape, a.boundary)) / ST_Area(cell.shape) as share
      from admin_area a join cell on cell.shape && a.boundary where a.city_id = ${cityId} and level = 'subdistrict'
      order by cell, share desc`.execute(database().kysely)
    const most = new Map<number, { code: string; share: number }>()
    for (const row of rows) if (row.share > 1e-6 && !most.has(row.cell)) most.set(row.cell, row)
    const stored = (await cellsOf(database(), cityId, 'subdistrict')).flatMap(({ code, cells }) =>
      cells.map((cell) => [cell, code] as const),
    )
    expect(stored.sort(([a], [b]) => a - b)).toEqual(
      [...most].map(([cell, { code }]) => [cell, code]).sort(([a], [b]) => Number(a) - Number(b)),
    )
    expect(stored.length).toBeGreaterThan(100)
  })

  test('nest by their codes, else by their cells, and are replaced as a whole', async () => {
    await makeCity(database(), 'nest', 8)
    await importFile(database(), 'nest', Readable.from([customerCsv(500)]), { crs: 'wgs84', sourceName: 'a.csv' })
    const loaded = await load(database(), 'nest', subdistricts)
    expect(loaded).toMatchObject({ rowsRead: 8, loaded: 8, removed: 0, rowsRejected: 0 })
    const [first] = await cellsOf(database(), (await loadCityState(database(), 'nest')).cityId, 'subdistrict')
    expect(first!.cells.length).toBeGreaterThan(20)
    const communities = [
      community('310101001001', '甲社区', [121.4, 31.1, 121.42, 31.15]),
      // its code says the first subdistrict, its place the eighth
      community('310101001002', '乙社区', [121.56, 31.25, 121.6, 31.3]),
      community('X', '丙社区', [121.46, 31.11, 121.49, 31.14]),
      // less than a cell, in another's
      community('310101002001', '点社区', [121.475, 31.125, 121.4751, 31.1251]),
    ]
    const inner = await load(database(), 'nest', communities, { level: 'community' })
    const said = textsOf(inner.warnings).join('\n')
    expect(said).toMatch(/"乙社区" is of "第1街道" by its code, and most of it lies in "第8街道"/)
    expect(said).toMatch(/The code of 1 community has not the usual 12 digits: X/)
    expect(said).toMatch(/点社区.* owns? no cell/)
    const parents = async () =>
      (await listAreas(database(), 'nest', 'community')).areas.map(({ name, parentCode }) => [name, parentCode])
    expect(await parents()).toEqual([
      ['甲社区', '310101001'],
      ['乙社区', '310101001'],
      ['点社区', '310101002'],
      ['丙社区', '310101002'],
    ])
    // Others in their place: communities find theirs anew.
    const again = await load(database(), 'nest', [area('310101050', '大街道', [121.4, 31.1, 121.6, 31.3])])
    expect(again).toMatchObject({ loaded: 1, removed: 8 })
    expect(new Set((await parents()).map(([, parent]) => parent))).toEqual(new Set(['310101050']))
    const plan = await runPartition(database(), 'nest', {
      grids: 4,
      tolerance: 0.2,
      weights: ['customers'],
      preset: 'fast',
    })
    expect(await recountPlan({ ...database() }, plan.planId)).toMatchObject({ ok: true, violations: [] })
    await deleteCity(database(), 'nest')
  })

  test('refuse what is wrong with one alone, and the whole where that is too much', async () => {
    await makeCity(database(), 'rows', 7)
    const path = join(temporaryDirectory(), 'rejects.csv')
    const line: Feature = { type: 'Feature', properties: { 街道代码: '310101003', 街道名称: '线' }, geometry: null }
    const twice = [
      area('310101004', '同码甲', [121.4, 31.1, 121.5, 31.2]),
      area('310101004', '同码乙', [121.5, 31.1, 121.6, 31.2]),
    ]
    const parts = [
      area('310101005', '两片', [121.4, 31.2, 121.45, 31.3]),
      area('310101005', '两片', [121.5, 31.2, 121.55, 31.3]),
    ]
    const good = area('310101001', '好', [121.45, 31.1, 121.5, 31.2])
    const loaded = await load(database(), 'rows', [good, line, ...twice, ...parts], { rejectsPath: path })
    expect(loaded).toMatchObject({ rowsRead: 6, rowsRejected: 3, loaded: 2 })
    expect(loaded.rejects.first.map(({ line, code }) => [line, code])).toEqual([
      [2, 'bad-geometry'],
      [3, 'duplicate-id'],
      [4, 'duplicate-id'],
    ])
    expect(existsSync(path)).toBe(true)
    await expect(load(database(), 'rows', [good, line, line, line])).rejects.toMatchObject({ code: 'too-many-rejects' })
    await expect(load(database(), 'rows', [line, good], { crs: 'wgs84', maxRejectedShare: 0.1 })).rejects.toMatchObject(
      {
        code: 'too-many-rejects',
      },
    )
    expect((await listAreas(database(), 'rows', 'subdistrict')).areas.map(({ name }) => name)).toEqual(['好', '两片'])
  })

  test('that lie over each other are told, and the cells shared alike go to the smaller', async () => {
    await makeCity(database(), 'over', 8)
    const small = area('310101002', '小', [121.45, 31.15, 121.5, 31.2])
    const loaded = await load(database(), 'over', [area('310101001', '大', [121.4, 31.1, 121.6, 31.3]), small])
    expect(textsOf(loaded.warnings).join('\n')).toMatch(/"小" .* and "大" .* overlap/)
    const [large, little] = (await listAreas(database(), 'over', 'subdistrict')).areas
    expect(little!.cellCount).toBeGreaterThan(30)
    expect(large!.cellCount! + little!.cellCount!).toBe((await loadCityState(database(), 'over')).cellCount)
  })
})

anyDatabase('areas', (database) => {
  test('are a collection of each level, with the cells counted', async () => {
    await makeCity(database(), 'levels', 8)
    await load(database(), 'levels', subdistricts)
    const server = await serve(database())
    const read = async (level: string) => {
      const answer = await server.get(`/api/cities/levels/areas?level=${level}`)
      return areaCollection.parse(answer.json())
    }
    const streets = await read('subdistrict')
    expect(streets.features).toHaveLength(8)
    expect(streets.features[0]!.properties).toMatchObject({
      ...{
        level: 'subdistrict',
        code: '310101001',
        name: '第1街道',
        parentCode: '310101',
        sourceName: 'streets.geojson',
      },
    })
    const { cellCount } = await loadCityState(database(), 'levels')
    for (const { features } of [streets, await read('district')])
      expect(features.reduce((sum, { properties }) => sum + properties.cellCount!, 0)).toBe(cellCount)
    expect((await read('district')).features.map(({ properties }) => properties.sourceName)).toEqual([null, null])
    expect((await read('community')).features).toEqual([])
    expectProblem(await server.get('/api/cities/nowhere/areas'), 404, 'city-not-found')
  })

  test('that are added level by level share their cells with those that were there', async () => {
    await makeCity(database(), 'added', 8)
    const add = (features: readonly Feature[]) =>
      addAdminAreas(database(), 'added', {
        geojson: JSON.parse(textOf(features)),
        crs: 'wgs84',
        level: 'subdistrict',
      })
    await add(subdistricts.slice(0, 5))
    await add(subdistricts.slice(5))
    await makeCity(database(), 'at-once', 8)
    await load(database(), 'at-once', subdistricts)
    const [one, other] = await Promise.all(
      ['added', 'at-once'].map(async (code) =>
        cellsOf(database(), (await loadCityState(database(), code)).cityId, 'subdistrict'),
      ),
    )
    expect(one).toEqual(other)
  })
})
