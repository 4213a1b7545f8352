import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cellBoundary } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { cellsOfUnit } from '../../../server/cities/places/cellsOfUnit.ts'
import { listPlaces, removePlaces } from '../../../server/cities/places/listPlaces.ts'
import { findCity } from '../../../server/cities/store.ts'
import { noteText, plainFormat } from '../../../server/contract/noteText.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import { type UnitKind, unitKinds } from '../../../server/contract/placeKinds.ts'
import type { UnitCollection } from '../../../server/contract/places.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { type ImportPlacesOptions, importPlaces } from '../../../server/data/places/importPlaces.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { deletePlan } from '../../../server/deletion/deletePlan.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem, serve } from '../api/apiServer.ts'
import { customerCsv, makeCity, square, temporaryDirectory } from '../builders.ts'
import { anyDatabase, eachDatabase } from '../databases.ts'

type Feature = GeoJSON.Feature<GeoJSON.Geometry | null>

const footprint = (code: string, name: string, box: [number, number, number, number], more: object = {}): Feature => ({
  type: 'Feature',
  properties: { 小区编码: code, 小区名称: name, ...more },
  geometry: { type: 'Polygon', coordinates: square(...box) },
})

/** 48 estates of 2 × 1.6 km in rows, which leave a sixth of the city between them. */
const estates = Array.from({ length: 48 }, (_, i) => {
  const [west, south] = [121.402 + (i % 8) * 0.025, 31.102 + Math.floor(i / 8) * 0.033]
  return footprint(`E${i}`, `第${i}小区`, [west, south, west + 0.021, south + 0.027], { 户数: 100 + i, 渗透率: '40%' })
})
const parks = [
  footprint('P1', '一号园', [121.42, 31.12, 121.46, 31.15]),
  footprint('P2', '二号园', [121.52, 31.22, 121.59, 31.26]),
]

async function makeUnitCity(database: Database, code: string): Promise<void> {
  await makeCity(database, code, 8)
  await importFile(database, code, Readable.from([customerCsv(2000)]), { crs: 'wgs84', sourceName: 'a.csv' })
}

const load = (database: Database, code: string, features: unknown, options: Partial<ImportPlacesOptions> = {}) =>
  importPlaces(database, code, Readable.from([Buffer.from(textOf(features))]), {
    ...{ kind: 'estate', crs: 'wgs84', sourceName: 'units.geojson' },
    ...options,
  })

const textOf = (features: unknown) =>
  typeof features === 'string' ? features : JSON.stringify({ type: 'FeatureCollection', features })

const grids = (request: Partial<PartitionInput>): PartitionInput => ({
  ...{ grids: 6, tolerance: 0.1, weights: ['customers'], preset: 'fast' },
  ...request,
})

const rowsOf = async (database: Database, code: string) => {
  const { city_id } = await findCity(database.kysely, code)
  return await database.kysely
    .selectFrom('city_place')
    .where('city_id', '=', city_id)
    .select(['kind', 'place_code', 'name', 'households', 'penetration', 'cells', 'shares'])
    .orderBy('kind')
    .orderBy('place_code')
    .execute()
}

eachDatabase('units', (database) => {
  test('touch the cells that PostGIS says, by the shares it says', async () => {
    await makeUnitCity(database(), 'shares')
    const ragged: Feature = {
      type: 'Feature',
      properties: { code: 'R', name: '不规则' },
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [121.45, 31.15],
              [121.53, 31.17],
              [121.49, 31.19],
              [121.55, 31.23],
              [121.44, 31.22],
              [121.45, 31.15],
            ],
            square(121.47, 31.2, 121.485, 31.215)[0]!,
          ],
          // over the border of the city, and over the other part
          square(121.59, 31.28, 121.64, 31.31),
          square(121.6, 31.29, 121.66, 31.32),
        ],
      },
    }
    const loaded = await load(database(), 'shares', [...estates, ragged], {
      columnMap: { code: '小区编码', name: '小区名称' },
    })
    // The one without the usual code of the others.
    expect(loaded).toMatchObject({ rowsRead: 49, loaded: 48, rowsRejected: 1 })
    await load(database(), 'shares', [ragged], { kind: 'park' })

    const { lattice, cityId } = await loadCityState(database(), 'shares')
    const cells = Array.from({ length: lattice.cellCount }, (_, cell) =>
      JSON.stringify({ type: 'Polygon', coordinates: [cellBoundary(lattice, cell)] }),
    )
    const { rows } = await sql<{ kind: string; code: string; cell: number; share: number }>`
      with cell as materialized (
        select place::int - 1 as cell, ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326) as shape
        from unnest(${cells}::text[]) with ordinality as listed (shape, place))
      select kind, place_code as code, cell.cell, ST_Area(ST_Intersection(cell.shape, p.shape)) / ST_Area(cell.shape) as share
      from city_place p join cell on cell.shape && p.shape where p.city_id = ${cityId}`.execute(database().kysely)
    const expected = rows
      .map(({ kind, code, cell, share }) => ({ key: `${kind} ${code} ${cell}`, share: Math.round(share * 1e6) }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    const stored = (await rowsOf(database(), 'shares'))
      .flatMap(({ kind, place_code, cells, shares }) =>
        cells.map((cell, place) => ({ key: `${kind} ${place_code} ${cell}`, share: shares![place]! })),
      )
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(stored.map(({ key }) => key)).toEqual(expected.map(({ key }) => key))
    // A millionth, where rounding falls the other way.
    for (const [place, { share }] of stored.entries()) expect(Math.abs(share - expected[place]!.share)).toBeLessThan(2)
    expect(stored.length).toBeGreaterThan(100)
  })

  test('are the same, and give the same plan, whatever the order of files and features', async () => {
    const made: { rows: unknown; assignment: Uint16Array; units: unknown }[] = []
    const list = [...estates, footprint('E90', '压住两区', [121.41, 31.11, 121.44, 31.14])]
    for (const [code, order] of [
      ['here', [list, parks]],
      ['there', [parks.toReversed(), list.toReversed()]],
    ] as const) {
      await makeUnitCity(database(), code)
      for (const features of order)
        await load(database(), code, features, { kind: features.length < 10 ? 'park' : 'estate' })
      const plan = await runPartition(database(), code, grids({ keepWhole: ['park', 'estate'] }))
      const { assignment, cityId } = {
        ...(await loadPlanState(database(), plan.planId)),
        ...(await findCity(database().kysely, code)),
      }
      const { units } = await database()
        .kysely.selectFrom('plan_rules')
        .where('city_id', '=', (await findCity(database().kysely, code)).city_id)
        .select('units')
        .executeTakeFirstOrThrow()
      expect(cityId).toBeDefined()
      made.push({ rows: await rowsOf(database(), code), assignment, units })
    }
    expect(made[1]).toEqual(made[0])
  })

  test('are whole in a plan that keeps them, and stay so remembered when the city’s change', async () => {
    await makeUnitCity(database(), 'whole')
    const { warnings } = await load(database(), 'whole', estates)
    expect(warnings).toEqual([])
    await load(database(), 'whole', parks, { kind: 'park' })
    expect(await listPlaces(database(), 'whole', unitKinds)).toMatchObject([
      { kind: 'estate', count: 48, sourceName: 'units.geojson' },
      { kind: 'park', count: 2 },
    ])
    // Of several files, the newest is named with its date.
    await load(database(), 'whole', parks.slice(0, 1), { kind: 'park', isMerged: true, sourceName: 'a.geojson' })
    expect((await listPlaces(database(), 'whole', ['park']))[0]).toMatchObject({ count: 2, sourceName: 'a.geojson' })
    const free = await runPartition(database(), 'whole', grids({}))
    const kept = await runPartition(database(), 'whole', grids({ keepWhole: ['estate', 'park'] }))
    const [note] = kept.warnings
    if (note?.code !== 'units-kept') throw new Error('the first note tells of the units')
    expect(note.whole).toBe(note.units)
    expect(note.units + (note.withoutCell ?? 0)).toBe(50)
    expect(free.warnings.map(({ code }) => code)).not.toContain('units-kept')
    for (const language of ['zh-CN', 'en'] as const) expect(noteText(note, language, plainFormat)).toMatch(/\d/)

    const splits = async (planId: string) => {
      const { assignment } = await loadPlanState(database(), planId)
      const { units } = await database().kysely.selectFrom('plan_rules').select('units').executeTakeFirstOrThrow()
      const all = units as { cells: [number, number][] }[]
      return all.filter(({ cells }) => new Set(cellsOfUnit(cells).map((cell) => assignment[cell])).size > 1).length
    }
    expect(await splits(kept.planId)).toBe(0)
    expect(await splits(free.planId)).toBeGreaterThan(0)
    expect((await loadPlanState(database(), kept.planId)).parameters).toMatchObject({ keepWhole: ['estate', 'park'] })

    const before = await rowsOf(database(), 'whole')
    expect(await removePlaces(database(), 'whole', 'park')).toBe(2)
    await load(database(), 'whole', [footprint('E7', '改名', [121.5, 31.15, 121.55, 31.2])], { isMerged: true })
    const after = await rowsOf(database(), 'whole')
    expect(after).toHaveLength(48)
    expect(after.filter((row, place) => JSON.stringify(row) !== JSON.stringify(before[place]))).toMatchObject([
      { place_code: 'E7', name: '改名', households: null },
    ])
    expect(await recountPlan({ ...database() }, kept.planId)).toMatchObject({ ok: true, violations: [] })
    await expect(runPartition(database(), 'whole', grids({ keepWhole: ['park'] }))).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(/nothing of the kind park .* it has estate.* shapan import whole/),
    })
    expect(await load(database(), 'whole', parks.slice(0, 1))).toMatchObject({ removed: 48, loaded: 1 })
    await expect(removePlaces(database(), 'whole', 'estate', ['P1', 'P2'])).rejects.toMatchObject({
      code: 'invalid-places',
    })
    expect(await listPlaces(database(), 'whole', unitKinds)).toMatchObject([{ count: 1 }])

    await deletePlan(database(), kept.planId)
    const { city_id: cityId } = await findCity(database().kysely, 'whole')
    const rules = () => database().kysely.selectFrom('plan_rules').where('city_id', '=', cityId).selectAll().execute()
    expect(await rules()).toEqual([])
    await deleteCity(database(), 'whole')
    const places = database().kysely.selectFrom('city_place').where('city_id', '=', cityId).selectAll()
    expect(await places.execute()).toEqual([])
  })
})

anyDatabase('units that cannot be whole', (database) => {
  test('are named with the reason, and verification sees one that was cut apart', async () => {
    await makeUnitCity(database(), 'parts')
    const across = footprint('A', '跨区园', [121.47, 31.12, 121.53, 31.16])
    const apart: Feature = {
      ...footprint('B', '两处园', [0, 0, 1, 1]),
      geometry: {
        type: 'MultiPolygon',
        coordinates: [square(121.41, 31.25, 121.43, 31.27), square(121.55, 31.25, 121.57, 31.27)],
      },
    }
    await load(database(), 'parts', [across, apart, footprint('C', '完整园', [121.41, 31.12, 121.44, 31.15])], {
      kind: 'park',
    })
    const keepWhole: UnitKind[] = ['park']
    const notKept = async (request: Partial<PartitionInput>) => {
      const made = await runPartition(database(), 'parts', grids({ keepWhole, ...request }))
      expect((await recountPlan(database(), made.planId)).violations).toEqual([])
      const [note] = made.warnings
      return {
        made,
        reasons: note?.code === 'units-kept' ? note.notKept.map(({ name, reason }) => [name, reason]) : [],
      }
    }
    expect((await notKept({ districts: 'never' })).reasons).toEqual([
      ['跨区园', 'districts'],
      ['两处园', 'apart'],
    ])
    const { made, reasons } = await notKept({})
    expect(reasons).toEqual([['两处园', 'apart']])

    // A locked grid that holds a part of it, as a plan without the rule has it.
    const free = await runPartition(database(), 'parts', grids({ districts: 'never' }))
    const { assignment, grids: own, city } = await loadPlanState(database(), free.planId)
    const { units } = await database().kysely.selectFrom('plan_rules').select('units').executeTakeFirstOrThrow()
    expect((units as { name: string }[]).map(({ name }) => name)).toEqual(['完整园'])
    const touched = (await rowsOf(database(), 'parts')).find(({ place_code }) => place_code === 'A')!.cells
    const west = touched.find((cell) => city.districts[city.districtOfCell[cell]!]?.name === '西区')!
    expect(own.length).toBe(6)
    const lock = { grid: assignment[west]!, plan: free.planNumber }
    await sql`update grid set locked = true where plan_number = ${lock.plan} and grid_number = ${lock.grid}`.execute(
      database().kysely,
    )
    expect((await notKept({ from: free.planId, budget: 1 })).reasons).toContainEqual(['跨区园', 'locked'])

    // Past the guards the plan began otherwise than its rules say.
    await sql`alter table plan_rules disable trigger all`.execute(database().kysely)
    await sql`update plan_rules set units = jsonb_build_array(jsonb_build_object('kind', 'park', 'code', 'X', 'name', '假', 'cells',
              jsonb_build_array(jsonb_build_array(0, ${city.cellCount}::int)))) where plan_number = ${made.planNumber}`.execute(
      database().kysely,
    )
    await sql`alter table plan_rules enable trigger all`.execute(database().kysely)
    const { violations } = await recountPlan(database(), made.planId)
    expect(violations.map(({ code }) => code).sort()).toEqual(['row-changed', 'unit-split'])
  })

  test('are refused one by one, with the reason, and as a file where too many are', async () => {
    await makeUnitCity(database(), 'refusals')
    const bad: Feature[] = [
      footprint('1', '', [121.41, 31.11, 121.42, 31.12]),
      footprint('', '无编码', [121.41, 31.11, 121.42, 31.12]),
      footprint('3', '同码甲', [121.41, 31.11, 121.42, 31.12]),
      footprint('3', '同码乙', [121.43, 31.11, 121.44, 31.12]),
      footprint('5', '负', [121.43, 31.11, 121.44, 31.12], { 户数: -1 }),
      footprint('6', '半', [121.43, 31.11, 121.44, 31.12], { 户数: 1.5 }),
      footprint('7', '过', [121.43, 31.11, 121.44, 31.12], { 渗透率: 1.2 }),
      footprint('8', '\u001b', [121.43, 31.11, 121.44, 31.12]),
      {
        ...footprint('9', '线', [0, 0, 1, 1]),
        geometry: {
          type: 'LineString',
          coordinates: [
            [121.41, 31.11],
            [121.42, 31.12],
          ],
        },
      },
      { ...footprint('10', '无图形', [0, 0, 1, 1]), geometry: null },
      footprint('11', '无面积', [121.43, 31.11, 121.43, 31.12]),
      { ...footprint('12', '点', [0, 0, 1, 1]), geometry: { type: 'Point', coordinates: [12_150_000, 31.2] } },
    ]
    const path = `${temporaryDirectory()}/rejects.csv`
    const summary = await load(database(), 'refusals', [...estates, ...bad], { rejectsPath: path })
    expect(summary).toMatchObject({ rowsRead: 60, loaded: 49, rowsRejected: 11 })
    expect(summary.rejects.first.map(({ line, code }) => [line, code])).toEqual([
      [50, 'missing-id'],
      [51, 'duplicate-id'],
      [52, 'duplicate-id'],
      [53, 'negative'],
      [54, 'not-whole'],
      [55, 'out-of-range'],
      [56, 'bad-character'],
      [57, 'bad-geometry'],
      [58, 'bad-geometry'],
      [59, 'bad-geometry'],
      [60, 'bad-geometry'],
    ])
    for (const { reason } of summary.rejects.first) expect(reason.length).toBeGreaterThan(10)
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(12)
    expect(summary.warnings.map(({ code }) => code)).toContain('many-rejected')
    await expect(load(database(), 'refusals', [estates[0], ...bad])).rejects.toMatchObject({ code: 'too-many-rejects' })
    await expect(load(database(), 'refusals', [footprint('Z', '远', [100, 20, 100.1, 20.1])])).rejects.toMatchObject({
      code: 'nothing-to-load',
      message: expect.stringMatching(/None of the 1 of the kind estate .* lies in "refusals"/),
    })
    await expect(load(database(), 'refusals', [{ ...estates[0], properties: { x: 1 } }])).rejects.toMatchObject({
      code: 'missing-column',
    })
    await expect(load(database(), 'refusals', '{"type":"Topology"}')).rejects.toMatchObject({ code: 'invalid-places' })
    await expect(load(database(), 'nowhere', estates)).rejects.toMatchObject({ code: 'city-not-found' })
    expect(await rowsOf(database(), 'refusals')).toHaveLength(49)
  })

  test('come from CSV as anchor points, and are told where they tie, overlap or lie outside', async () => {
    await makeUnitCity(database(), 'points')
    const csv = `楼宇编号,楼宇名称,经度,纬度,户数\nB1,甲座,121.45,31.2,10\nB2,乙座,121.45,31.2,"1,200"\nB3,丙座,121.55,31.2,\nB4,远座,100,20,5\nB5,坏座,x,31.2,5\n`
    const building = await load(database(), 'points', csv, { kind: 'building', sourceName: 'buildings.csv' })
    expect(building).toMatchObject({
      rowsRead: 5,
      loaded: 4,
      rowsRejected: 1,
      cells: 2,
      columnMap: { code: '楼宇编号' },
    })
    expect(building.rejects.first).toMatchObject([{ line: 6, column: '经度', code: 'not-a-number' }])
    expect(building.warnings.map(({ code }) => code)).toEqual([
      'many-rejected',
      'units-outside',
      'units-without-cell',
      'cells-tied',
    ])
    const over = [
      footprint('A', '甲园', [121.42, 31.12, 121.46, 31.15]),
      footprint('B', '乙园', [121.44, 31.12, 121.47, 31.15]),
    ]
    const park = await load(database(), 'points', over, { kind: 'park' })
    expect(park.warnings[0]).toMatchObject({ code: 'units-overlap', pairs: 1, shown: [{ names: ['甲园', '乙园'] }] })

    const server = await serve(database())
    try {
      const answer = await server.get('/api/cities/points/units')
      expect(answer.headers['content-type']).toContain('application/geo+json')
      const { features } = answer.json<UnitCollection>()
      expect(features.map(({ id }) => id)).toEqual([
        'building B1',
        'building B2',
        'building B3',
        'building B4',
        'park A',
        'park B',
      ])
      expect(features[1]!.properties).toMatchObject({ households: 1200, cells: [], lost: 1 })
      const held = features.flatMap(({ properties }) => cellsOfUnit(properties.cells))
      expect(new Set(held).size).toBe(held.length)
      const only = (await server.get('/api/cities/points/units?kinds=park')).json<UnitCollection>()
      expect(only.features.map(({ id }) => id)).toEqual(['park A', 'park B'])
      expectProblem(await server.get('/api/cities/points/units?kinds=tower'), 400, 'invalid-request')
      expectProblem(await server.get('/api/cities/nowhere/units'), 404, 'city-not-found')
    } finally {
      await server.app.close()
    }
  })
})
