import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cellToLatLng, latLngToCell } from 'h3-js'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { formatCellId } from '../../../partition/index.ts'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { loadCityCells } from '../../../server/cities/cityCells.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { adminAreasGeojson, getCity, listCities } from '../../../server/cities/store.ts'
import { makeCity, square, textsOf, twoDistricts } from '../builders.ts'
import { eachDatabase } from '../databases.ts'

const data = process.env.SHAPAN_DATA

eachDatabase('a city', (database, driver) => {
  const db = () => database().kysely
  const make = (code: string, boundary: unknown, more: object = {}) =>
    createCity(database(), { code, name: '城市', resolution: 7, boundary, crs: 'wgs84', ...more })
  const feature = (name: string, coordinates: [number, number][][]) => ({
    type: 'Feature',
    properties: { name, adcode: name },
    geometry: { type: 'Polygon', coordinates },
  })
  const collection = (...features: object[]) => ({ type: 'FeatureCollection', features })

  test('has every cell that overlaps its boundary, ascending, with its district', async () => {
    const { cityId, cellCount } = await makeCity(database(), 'cells')
    const cells = await loadCityCells(db(), cityId)
    expect(cells.lattice.cellCount).toBe(cellCount)
    expect(cells.neighbors.length).toBe(6 * cellCount)
    expect(cells.districts).toEqual([
      { code: '310101', name: '西区' },
      { code: '310102', name: '东区' },
    ])
    for (const [index, id] of cells.lattice.cellIds.entries()) {
      const [lat, lng] = cellToLatLng(formatCellId(id))
      if (lng > 121.401 && lng < 121.599 && lat > 31.101 && lat < 31.299) {
        expect(cells.districtOfCell[index]).toBe(lng < 121.5 ? 0 : 1)
      }
      expect(cells.districtOfCell[index]).toBeGreaterThanOrEqual(0)
      expect(cells.areasKm2[index]).toBeGreaterThan(3)
    }
    const inside = BigInt(`0x${latLngToCell(31.2, 121.5, 7)}`)
    expect(cells.lattice.cellIds.includes(inside)).toBe(true)
  })

  test('is listed with its figures, and its districts come back as GeoJSON', async () => {
    await makeCity(database(), 'listed')
    const city = await getCity(db(), 'listed')
    expect(city).toMatchObject({
      code: 'listed',
      resolution: 7,
      snapshot: null,
      timezone: 'Asia/Shanghai',
      currency: 'CNY',
    })
    expect(city.bbox).toEqual([121.4, 31.1, 121.6, 31.3])
    expect(city.areaKm2).toBeCloseTo(422.8, 0)
    expect((await listCities(db())).map(({ code }) => code)).toContain('listed')
    const districts = await adminAreasGeojson(db(), 'listed')
    expect(districts.features.map(({ properties }) => properties)).toEqual([
      { level: 'district', code: '310101', name: '西区', parentCode: null },
      { level: 'district', code: '310102', name: '东区', parentCode: null },
    ])
    await expect(getCity(db(), 'nowhere')).rejects.toMatchObject({
      code: 'city-not-found',
      message: expect.stringContaining('listed'),
    })
  })

  test('is the same whatever the order of its districts', async () => {
    const { features } = twoDistricts()
    const one = await make('order-one', collection(...features))
    const two = await make('order-two', collection(...[...features].reverse()))
    const [first, second] = await Promise.all([one, two].map(({ cityId }) => loadCityCells(db(), cityId)))
    expect(second).toEqual(first)
  })

  test('can be one bare polygon, named after the city', async () => {
    const { cellCount } = await make('bare', { type: 'Polygon', coordinates: square(121.4, 31.1, 121.5, 31.2) })
    expect(cellCount).toBeGreaterThan(5)
    const { features } = await adminAreasGeojson(db(), 'bare')
    expect(features.map(({ properties }) => properties.name)).toEqual(['城市'])
  })

  test('moves a boundary in GCJ-02 to where it truly lies', async () => {
    await make('shifted', collection(feature('a', square(121.4, 31.1, 121.5, 31.2))), { crs: 'gcj02' })
    const [west = 0, south = 0] = (await getCity(db(), 'shifted')).bbox
    expect(west).toBeGreaterThan(121.395)
    expect(west).toBeLessThan(121.397)
    expect(south).toBeGreaterThan(31.1005)
    expect(south).toBeLessThan(31.103)
  })

  test('repairs a district that crosses itself, and says so', async () => {
    const bowtie: [number, number][][] = [
      [
        [121.4, 31.1],
        [121.5, 31.2],
        [121.5, 31.1],
        [121.4, 31.2],
        [121.4, 31.1],
      ],
    ]
    const created = await make(
      'bowtie',
      collection(feature('蝴蝶', bowtie), feature('b', square(121.5, 31.1, 121.6, 31.2))),
    )
    expect(textsOf(created.notes)).toEqual([expect.stringMatching(/"蝴蝶".*repaired.*Self-intersection/)])
    expect(created.cellCount).toBeGreaterThan(10)
  })

  describe('is refused, and nothing of it stays,', () => {
    const cases: [string, unknown, object, string, RegExp][] = [
      [
        'without area',
        collection(
          feature('线', [
            [
              [121.4, 31.1],
              [121.5, 31.1],
              [121.4, 31.1],
              [121.4, 31.1],
            ],
          ]),
        ),
        {},
        'invalid-boundary',
        /线.*no area/,
      ],
      [
        'with a point among its features',
        collection({
          type: 'Feature',
          properties: { name: '点' },
          geometry: { type: 'Point', coordinates: [121, 31] },
        }),
        {},
        'invalid-boundary',
        /点.*Point/,
      ],
      [
        'in metres',
        collection(feature('a', square(350000, 3450000, 360000, 3460000))),
        {},
        'invalid-boundary',
        /projected/,
      ],
      [
        'with latitude first',
        collection(feature('a', square(31.1, 121.4, 31.2, 121.5))),
        {},
        'invalid-boundary',
        /longitude comes first/,
      ],
      [
        'with an open ring',
        collection(
          feature('a', [
            [
              [121.4, 31.1],
              [121.5, 31.1],
              [121.5, 31.2],
              [121.4, 31.2],
            ],
          ]),
        ),
        {},
        'invalid-boundary',
        /not closed/,
      ],
      [
        'with another CRS named inside',
        {
          ...collection(feature('a', square(1, 1, 2, 2))),
          crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } },
        },
        {},
        'invalid-boundary',
        /4549/,
      ],
      ['from JSON that is no GeoJSON', { rows: [] }, {}, 'invalid-boundary', /not GeoJSON/],
      ['from TopoJSON', { type: 'Topology', objects: {} }, {}, 'invalid-boundary', /TopoJSON/],
      ['without features', collection(), {}, 'invalid-boundary', /no features/],
      [
        'with one code for two names',
        collection(
          { ...feature('a', square(1, 1, 2, 2)), properties: { code: 1, name: 'a' } },
          { ...feature('b', square(2, 1, 3, 2)), properties: { code: 1, name: 'b' } },
        ),
        {},
        'invalid-boundary',
        /already belongs/,
      ],
      [
        'with millions of cells',
        collection(feature('a', square(100, 20, 120, 40))),
        { resolution: 10 },
        'invalid-city',
        /coarser|lower/,
      ],
      ['with a bad code', twoDistricts(), { code: 'Big City' }, 'invalid-city', /lower-case/],
      ['without a name', twoDistricts(), { name: ' ' }, 'invalid-city', /name must not be empty/],
      ['in an unknown time zone', twoDistricts(), { timezone: 'Mars/Olympus' }, 'invalid-city', /IANA/],
    ]
    test.each(cases)('%s', async (_, boundary, more, code, message) => {
      const before = (await listCities(db())).length
      await expect(make('refused', boundary, more)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      })
      expect((await listCities(db())).length).toBe(before)
    })

    test('when its code is taken', async () => {
      await makeCity(database(), 'taken')
      await expect(makeCity(database(), 'taken')).rejects.toMatchObject({ code: 'city-exists' })
    })
  })

  test('takes subdistricts under the parent they name or the district they lie in', async () => {
    await makeCity(database(), 'nested')
    const street = (name: string, west: number, parent?: string) => ({
      ...feature(name, square(west, 31.15, west + 0.02, 31.2)),
      properties: { name, code: name, parent },
    })
    const named = collection(street('甲街道', 121.42, '310101'), street('乙街道', 121.44, '西区'))
    const input = { crs: 'wgs84', level: 'subdistrict' } as const
    expect(await addAdminAreas(database(), 'nested', { ...input, geojson: named, parentKey: 'parent' })).toMatchObject({
      added: 2,
    })
    await addAdminAreas(database(), 'nested', { ...input, geojson: collection(street('丙街道', 121.55)) })
    const { features } = await adminAreasGeojson(db(), 'nested', 'subdistrict')
    expect(features.map(({ properties }) => [properties.name, properties.parentCode])).toEqual([
      ['丙街道', '310102'],
      ['乙街道', '310101'],
      ['甲街道', '310101'],
    ])
    const orphan = addAdminAreas(database(), 'nested', {
      ...input,
      geojson: collection(street('丁街道', 121.5, '无')),
      parentKey: 'parent',
    })
    await expect(orphan).rejects.toMatchObject({
      code: 'invalid-admin-areas',
      message: expect.stringContaining('丁街道'),
    })
  })

  test('guards its own cells', async () => {
    const { cityId } = await makeCity(database(), 'guarded')
    const shrink = sql`update city set cell_count = 1 where city_id = ${cityId}`.execute(db())
    await expect(shrink).rejects.toMatchObject({ code: '23514' })
  })

  test.skipIf(!data)('of Shanghai has its 17 districts and 12,774 cells of resolution 8', async () => {
    const boundary = JSON.parse(
      readFileSync(join(data ?? '', 'shanghai/shanghai_districts_wgs84_17.geojson'), 'utf8'),
    ) as unknown
    const created = await make('shanghai', boundary, { resolution: 8 })
    expect(created).toMatchObject({ cellCount: 12_774, districts: 17, notes: [] })
    expect(created.areaKm2).toBeCloseTo(6849.425, 2)
    expect(driver).toBeDefined()
  })
})
