import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cellCenters } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { listPlaces, removePlaces } from '../../../server/cities/places/listPlaces.ts'
import { noteText, plainFormat } from '../../../server/contract/noteText.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import { barrierKinds, type PlaceKind } from '../../../server/contract/placeKinds.ts'
import type { BarrierCollection } from '../../../server/contract/places.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { type ImportPlacesOptions, importPlaces } from '../../../server/data/places/importPlaces.ts'
import type { Database } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { serve } from '../api/apiServer.ts'
import { customerCsv, makeCity, square } from '../builders.ts'
import { anyDatabase, eachDatabase } from '../databases.ts'

type Feature = GeoJSON.Feature<GeoJSON.Geometry>

const line = (name: string, ...coordinates: [number, number][]): Feature => ({
  type: 'Feature',
  properties: { name },
  geometry: { type: 'LineString', coordinates },
})
const area = (name: string, coordinates: [number, number][][]): Feature => ({
  type: 'Feature',
  properties: { name },
  geometry: { type: 'Polygon', coordinates },
})

async function makeRiverCity(database: Database, code: string): Promise<void> {
  await makeCity(database, code, 8)
  await importFile(database, code, Readable.from([customerCsv(2000)]), { crs: 'wgs84', sourceName: 'a.csv' })
}

const load = (
  database: Database,
  code: string,
  kind: PlaceKind,
  features: Feature[],
  options: Partial<ImportPlacesOptions> = {},
) =>
  importPlaces(database, code, Readable.from([JSON.stringify({ type: 'FeatureCollection', features })]), {
    ...{ kind, crs: 'wgs84', sourceName: 'b.geojson' },
    ...options,
  })

/** Bends from the west to the east; a second stretch of the same name runs along the north. */
const wiggle = Array.from({ length: 60 }, (_, i): [number, number] => [
  121.38 + i * 0.004,
  31.2 + 0.03 * Math.sin(i / 4) + ((i * 7) % 5) / 2000,
])
const river = [line('长河', ...wiggle), line('长河', [121.42, 31.29], [121.55, 31.285])]
/** Wider than a cell, with an island in it and a bay. */
const lake = area('大湖', [
  [
    [121.45, 31.12],
    [121.53, 31.12],
    [121.53, 31.17],
    [121.5, 31.13],
    [121.47, 31.175],
    [121.45, 31.12],
  ],
  square(121.465, 31.13, 121.475, 31.14)[0]!,
])

const grids = (request: Partial<PartitionInput>): PartitionInput => ({
  ...{ grids: 6, tolerance: 0.1, weights: ['customers'], preset: 'fast' },
  ...request,
})

eachDatabase('barriers', (database) => {
  test('part the neighbours that PostGIS says, and crossings join those within reach', async () => {
    await makeRiverCity(database(), 'exact')
    const { lattice, neighbors, cityId } = await loadCityState(database(), 'exact')
    const centers = cellCenters(lattice)
    const at = (cell: number) => [centers[2 * cell]!, centers[2 * cell + 1]!]
    // Through the very centres of cells, and along the line between two of them.
    const [one, other] = [200, neighbors.subarray(6 * 200, 6 * 201).find((cell) => cell >= 0)!]
    const through = line('过心', at(one) as [number, number], at(other) as [number, number])
    const corner = area('压心', [
      [at(100), [at(100)[0]! + 0.01, at(100)[1]!], [at(100)[0]! + 0.01, at(100)[1]! + 0.01], at(100)] as [
        number,
        number,
      ][],
    ])
    expect(await load(database(), 'exact', 'river', [...river, lake])).toMatchObject({
      rowsRead: 3,
      loaded: 2,
      rowsRejected: 0,
    })
    await load(database(), 'exact', 'railway', [through, corner])
    const bridges = [
      line('大桥', [121.5, 31.18], [121.502, 31.24]),
      {
        ...line('隧道', [0, 0], [0, 0]),
        geometry: { type: 'Point' as const, coordinates: [121.44, 31.22] },
      },
    ]
    expect(await load(database(), 'exact', 'crossing', bridges, { reachM: 400 })).toMatchObject({ reachM: 400 })

    const pairs: [number, number][] = []
    for (let cell = 0; cell < lattice.cellCount; cell++)
      for (const next of neighbors.subarray(6 * cell, 6 * cell + 6)) if (next > cell) pairs.push([cell, next])
    const segments = pairs.map(([a, b]) => `SRID=4326;LINESTRING(${at(a).join(' ')}, ${at(b).join(' ')})`)
    const { rows } = await sql<{
      kind: string
      code: string
      a: number
      b: number
      is_found: boolean
      distance: number
    }>`
      with pair as materialized (
        select a, b, segment::geometry as shape
        from unnest(${pairs.map(([a]) => a)}::int[], ${pairs.map(([, b]) => b)}::int[], ${segments}::text[]) as listed (a, b, segment)),
      part as (select kind, place_code as code, (ST_Dump(shape)).geom as shape from city_place where city_id = ${cityId})
      select kind, code, a, b, kind <> 'crossing' and case when ST_Dimension(part.shape) = 2
               then ST_Crosses(pair.shape, part.shape) else ST_Intersects(pair.shape, part.shape) end as is_found,
             case when kind = 'crossing' then ST_Distance(pair.shape::geography, part.shape::geography) else 0 end as distance
      from pair, part where kind = 'crossing' or pair.shape && part.shape`.execute(database().kysely)
    const expected = new Set<string>()
    const either = new Set<string>()
    for (const { kind, code, a, b, is_found: isFound, distance } of rows) {
      const key = `${kind} ${code} ${a}-${b}`
      if (isFound || (kind === 'crossing' && distance < 400 * 0.99)) expected.add(key)
      // The earth is no plane.
      else if (kind === 'crossing' && distance < 400 * 1.01) either.add(key)
    }
    const stored = await database()
      .kysely.selectFrom('city_place')
      .where('city_id', '=', cityId)
      .select(['kind', 'place_code as code', 'cells'])
      .execute()
    const found = stored.flatMap(({ kind, code, cells }) =>
      cells.flatMap((a, i) => (i % 2 === 0 ? [`${kind} ${code} ${a}-${cells[i + 1]}`] : [])),
    )
    expect(new Set(found).size).toBe(found.length)
    expect(found.filter((key) => !either.has(key)).sort()).toEqual([...expected].sort())
    for (const kind of ['river', 'railway', 'crossing'])
      expect(found.filter((key) => key.startsWith(kind)).length).toBeGreaterThan(3)
  })

  test('give the same pairs and the same plan whatever the order', async () => {
    const made: unknown[] = []
    const orders = [
      [
        ['river', river],
        ['expressway', [lake]],
        ['crossing', [line('桥', [121.5, 31.18], [121.5, 31.24])]],
      ],
      [
        ['crossing', [line('桥', [121.5, 31.18], [121.5, 31.24])]],
        ['expressway', [lake]],
        ['river', river.toReversed()],
      ],
    ] as const
    for (const [place, order] of orders.entries()) {
      const code = `order-${place}`
      await makeRiverCity(database(), code)
      for (const [kind, features] of order) await load(database(), code, kind, [...features])
      const plan = await runPartition(database(), code, grids({ barriers: ['expressway', 'river'] }))
      const { cityId } = await loadCityState(database(), code)
      const rows = await database()
        .kysely.selectFrom('city_place')
        .where('city_id', '=', cityId)
        .select(['kind', 'place_code', 'name', 'cells'])
        .orderBy('kind')
        .execute()
      const rules = await database()
        .kysely.selectFrom('plan_rules')
        .where('city_id', '=', cityId)
        .select('barriers')
        .execute()
      made.push({ rows, rules, assignment: (await loadPlanState(database(), plan.planId)).assignment })
    }
    expect(made[1]).toEqual(made[0])
  })
})

anyDatabase('barriers as borders', (database) => {
  test('no grid crosses them but at a crossing, and each plan keeps its own', async () => {
    await makeRiverCity(database(), 'borders')
    // From border to border, so that it parts the city.
    const whole = line('界河', [121.3, 31.19], [121.7, 31.21])
    await load(database(), 'borders', 'river', [whole])
    const { cityId, neighbors } = await loadCityState(database(), 'borders')
    const sidesOf = async (planId: string) => {
      const { assignment } = await loadPlanState(database(), planId)
      const row = await database()
        .kysely.selectFrom('city_place')
        .where('city_id', '=', cityId)
        .where('kind', '=', 'river')
        .select('cells')
        .executeTakeFirstOrThrow()
      let crossed = 0
      for (let i = 0; i < row.cells.length; i += 2)
        if (assignment[row.cells[i]!] === assignment[row.cells[i + 1]!]) crossed++
      return crossed
    }
    const free = await runPartition(database(), 'borders', grids({}))
    expect(await sidesOf(free.planId)).toBeGreaterThan(0)
    const kept = await runPartition(database(), 'borders', grids({ barriers: ['river'] }))
    expect(await sidesOf(kept.planId)).toBe(0)
    expect(kept.warnings[0]).toMatchObject({ code: 'barriers-kept', crossed: 0 })
    for (const language of ['zh-CN', 'en'] as const)
      expect(noteText(kept.warnings[0]!, language, plainFormat)).toMatch(/\d/)
    expect((await recountPlan(database(), kept.planId)).violations).toEqual([])

    // A lake wider than a cell: its middle is cut off on all sides, and goes with one of them.
    await load(database(), 'borders', 'expressway', [lake])
    const wet = await runPartition(database(), 'borders', grids({ barriers: ['river', 'expressway'] }))
    expect(wet.warnings[0]).toMatchObject({ code: 'barriers-kept' })
    expect((await recountPlan(database(), wet.planId)).violations).toEqual([])

    await load(database(), 'borders', 'crossing', [line('桥', [121.5, 31.18], [121.5, 31.22])])
    const crossed = await runPartition(database(), 'borders', grids({ grids: 1, tolerance: 1, barriers: ['river'] }))
    const [note] = crossed.warnings
    if (note?.code !== 'barriers-kept') throw new Error('the first note tells of the barriers')
    expect(note.crossed).toBeGreaterThan(0)
    expect(note.joined).toBeUndefined()
    // Without it one side, lighter than half of the one grid, is joined by a link all the same, and that is told.
    await removePlaces(database(), 'borders', 'crossing')
    const one = await runPartition(database(), 'borders', grids({ grids: 1, tolerance: 1, barriers: ['river'] }))
    expect(one.warnings[0]).toMatchObject({ code: 'barriers-kept', crossed: 0, joined: 1 })
    await expect(
      runPartition(database(), 'borders', grids({ grids: 1, tolerance: 1, barriers: ['river'], links: 'confirmed' })),
    ).rejects.toMatchObject({ code: 'solve-failed' })

    // Near a plan that crosses it, and with units on both banks.
    const near = await runPartition(database(), 'borders', grids({ from: free.planId, budget: 1, barriers: ['river'] }))
    expect(await sidesOf(near.planId)).toBe(0)
    const across = { ...area('跨河园', square(121.48, 31.17, 121.52, 31.23)), id: 'x' }
    await load(database(), 'borders', 'park', [across])
    const parted = await runPartition(database(), 'borders', grids({ barriers: ['river'], keepWhole: ['park'] }))
    expect(parted.warnings).toContainEqual(
      expect.objectContaining({ code: 'units-kept', notKept: [{ name: '跨河园', kind: 'park', reason: 'barrier' }] }),
    )
    expect(await removePlaces(database(), 'borders', 'river')).toBe(1)
    for (const { planId } of [kept, wet, crossed, near, parted])
      expect((await recountPlan({ ...database() }, planId)).violations).toEqual([])
    await expect(runPartition(database(), 'borders', grids({ barriers: ['river'] }))).rejects.toMatchObject({
      code: 'invalid-request',
    })
    expect(neighbors.length % 6).toBe(0)
  })

  test('are refused with the reason, and served as GeoJSON', async () => {
    await makeRiverCity(database(), 'served')
    const bad: Feature[] = [
      line('零', [121.5, 31.2], [121.5, 31.2]),
      { ...line('点', [0, 0]), geometry: { type: 'Point', coordinates: [121.5, 31.2] } },
      { ...line('外', [200, 95], [121.5, 31.2]) },
      { type: 'Feature', properties: { code: 'a', name: '甲' }, geometry: river[1]!.geometry },
      { type: 'Feature', properties: { code: 'a', name: '乙' }, geometry: river[1]!.geometry },
    ]
    const coded = river.map((feature) => ({ ...feature, properties: { code: '1', name: '长河' } }))
    const rows = [
      ...coded,
      ...coded,
      ...coded,
      ...bad.slice(0, 3).map((feature, i) => ({ ...feature, properties: { code: `b${i}`, name: '坏' } })),
      ...bad.slice(3),
    ]
    const loaded = await load(database(), 'served', 'river', rows)
    expect(loaded).toMatchObject({ rowsRead: 11, rowsRejected: 5, loaded: 1 })
    expect(loaded.rejects.first.map(({ code }) => code)).toEqual([
      'bad-geometry',
      'bad-geometry',
      'bad-geometry',
      'duplicate-id',
      'duplicate-id',
    ])
    await expect(
      importPlaces(database(), 'served', Readable.from(['name,lon,lat\na,121.5,31.2\n']), {
        ...{ kind: 'river', crs: 'wgs84', sourceName: 'a.csv' },
      }),
    ).rejects.toMatchObject({ code: 'wrong-file-type' })
    await expect(load(database(), 'served', 'railway', [line('远', [10, 10], [11, 10])])).rejects.toMatchObject({
      code: 'nothing-to-load',
    })
    const csv = Readable.from(['桥名,经度,纬度\n大桥,121.5,31.2\n远桥,10,10\n'])
    const crossings = await importPlaces(database(), 'served', csv, {
      ...{ kind: 'crossing', crs: 'wgs84', sourceName: 'a.csv' },
    })
    expect(crossings).toMatchObject({ loaded: 2, warnings: [{ code: 'places-without-pair', places: 1 }] })
    expect(crossings.reachM).toBeGreaterThan(200)
    expect(await listPlaces(database(), 'served', [...barrierKinds, 'crossing'])).toMatchObject([
      { kind: 'crossing', count: 2 },
      { kind: 'river', count: 1 },
    ])
    const server = await serve(database())
    try {
      const { features } = (await server.get('/api/cities/served/barriers')).json<BarrierCollection>()
      expect(features.map(({ id }) => id)).toEqual(['crossing 大桥', 'crossing 远桥', 'river 1'])
      expect(features[2]!.properties.pairs.length).toBe(2 * loaded.pairs!)
      expect(features[2]!.geometry.type).toBe('MultiLineString')
    } finally {
      await server.app.close()
    }
  })
})
