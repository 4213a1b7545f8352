import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { loadCityCells } from '../../../server/cities/cityCells.ts'
import { type CityInput, type CreatedCity, createCity } from '../../../server/cities/createCity.ts'
import { getCity, listCities } from '../../../server/cities/store.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { square, textsOf } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const cases = join(import.meta.dirname, '../../../fixtures/cases/boundaries')
const pathOf = (name: string) => join(cases, name)
const read = (name: string) =>
  JSON.parse(readFileSync(pathOf(name), 'utf8')) as GeoJSON.FeatureCollection<GeoJSON.Polygon>

const area = (name: string, code: string | number, coordinates: [number, number][][]) => ({
  type: 'Feature',
  properties: { name, adcode: code },
  geometry: { type: 'Polygon', coordinates },
})
const collection = (...features: object[]) => ({ type: 'FeatureCollection', features })
const east = area('东河区', 340901, square(117.24, 31.8, 117.28, 31.86))
const west = area('西河区', 340902, square(117.2, 31.8, 117.24, 31.86))

anyDatabase('a boundary from elsewhere', (database) => {
  let made = 0
  const make = (boundary: unknown, more: Partial<CityInput> = {}) =>
    createCity(database(), { code: `case-${made++}`, name: '试验市', resolution: 8, boundary, crs: 'wgs84', ...more })
  const cellsOf = (city: CreatedCity) => loadCityCells(database().kysely, city.cityId)
  const namesOf = async (city: CreatedCity) => (await cellsOf(city)).districts.map(({ name }) => name)
  const shareOf = async (city: CreatedCity) => {
    const { districtOfCell, districts } = await cellsOf(city)
    return Object.fromEntries(
      districts.map(({ name }, district) => [name, districtOfCell.filter((one) => one === district).length]),
    )
  }
  const refusal = async (boundary: unknown, more: Partial<CityInput> = {}) => {
    const before = (await listCities(database().kysely)).length
    const error = await make(boundary, more).then(
      () => undefined,
      (error: Error & { code: string }) => error,
    )
    expect(error?.code).toMatch(/^invalid-(boundary|city)$/)
    expect((await listCities(database().kysely)).length).toBe(before)
    return error?.message ?? ''
  }

  describe('has the real names of its districts', () => {
    test.each([
      ['gadm-levels.geojson', ['东河区', '西河区'], { name: 'NL_NAME_3', code: 'GID_3' }],
      ['geoboundaries-shape-names.geojson', ['Donghe', 'Xihe'], { name: 'shapeName', code: 'shapeID' }],
      ['osm-names-by-language.geojson', ['东河区', '西河区'], { name: 'name:zh', code: 'ref' }],
      ['survey-fields.geojson', ['东河区', '西河区'], { name: '县名', code: 'PAC' }],
    ])('%s', async (file, names, fields) => {
      const city = await make(read(file))
      expect(city).toMatchObject({ districts: 2, fields, notes: [] })
      expect(await namesOf(city)).toEqual(names)
    })

    test('or is asked for them, with the fields it has', async () => {
      const { features } = read('survey-fields.geojson')
      const boundary = collection(
        ...features.map((one, i) => ({ ...one, properties: { 片区: `片区${i}`, 面积: 4.5 } })),
      )
      expect(await refusal(boundary)).toMatch(/fields are 片区, 面积.*--name-field/)
      const city = await make(boundary, { nameField: '片区' })
      expect(city.fields).toEqual({ name: '片区', code: null })
      expect(await namesOf(city)).toEqual(['片区0', '片区1'])
      expect(await refusal(boundary, { nameField: '名' })).toMatch(/No feature has the field "名"/)
    })

    test('and a name in which letters were lost is refused', async () => {
      expect(await refusal(collection(area('东\ufffd区', 1, square(117.2, 31.8, 117.3, 31.9))))).toMatch(
        /Feature 1: its name holds U\+FFFD as character 2.*as UTF-8/,
      )
      expect(await refusal(collection(area('长'.repeat(121), 1, square(117.2, 31.8, 117.3, 31.9))))).toMatch(
        /121 characters/,
      )
    })
  })

  describe('whose areas lie over each other', () => {
    test('leaves out the outline of the city, and says so', async () => {
      const city = await make(read('outline-beside-districts.geojson'))
      const alone = await make(collection(east, west))
      expect(textsOf(city.notes)).toEqual([
        '"试验市" (340900) was left out: it is the outline of 2 others in the file ("东河区", "西河区").',
      ])
      expect(city).toMatchObject({ districts: 2, cellCount: alone.cellCount, areaKm2: alone.areaKm2 })
      expect(await shareOf(city)).toEqual(await shareOf(alone))
      expect(Object.values(await shareOf(city)).every((cells) => cells > 40)).toBe(true)
    })

    test('leaves out one that is drawn a little otherwise, with what it alone covers', async () => {
      const outline = area('试验市', 340900, square(117.199, 31.799, 117.28, 31.861))
      const { notes, districts } = await make(collection(outline, east, west))
      expect(districts).toBe(2)
      expect(textsOf(notes)).toEqual([
        expect.stringMatching(/"试验市".*outline of 2 others.*4\.\d% of it lies in none/),
      ])
    })

    test('leaves out every level but the deepest', async () => {
      const halves = [
        area('北街', 1, square(117.24, 31.83, 117.28, 31.86)),
        area('南街', 2, square(117.24, 31.8, 117.28, 31.83)),
      ]
      const { notes, districts } = await make(
        collection(...read('outline-beside-districts.geojson').features, ...halves),
      )
      expect(districts).toBe(3)
      expect(textsOf(notes)).toEqual([
        expect.stringContaining('"试验市" (340900) was left out'),
        expect.stringContaining('"东河区" (340901) was left out'),
      ])
    })

    test('gives the cells of both to the smaller one, and names both with their shares', async () => {
      const inner = area('老城', 340903, square(117.21, 31.82, 117.24, 31.85))
      const city = await make(collection(east, west, inner))
      expect(textsOf(city.notes)).toEqual([
        '"老城" (340903) and "西河区" (340902) overlap: 100% of the first, 37.5% of the second; the cells there go to the first, the smaller one.',
      ])
      const shares = await shareOf(city)
      expect(shares.老城).toBeGreaterThan(5)
      expect(shares.西河区).toBeGreaterThan(shares.老城 ?? 0)
      const reversed = await make(collection({ ...inner, properties: { name: '老城', adcode: 1 } }, east, west))
      expect((await shareOf(reversed)).老城).toBe(shares.老城)
    })

    test('names a district that owns no cell', async () => {
      const strip = area('窄区', 340903, square(117.2799, 31.8, 117.2801, 31.86))
      const { notes } = await make(collection(east, west, strip))
      expect(textsOf(notes)).toEqual([
        expect.stringMatching(/"窄区".*"东河区".*overlap: 50%/),
        expect.stringMatching(/"窄区" \(340903\) owns no cell.*resolution 8.*finer/),
      ])
      const finer = await make(collection(east, west, strip), { resolution: 11 })
      expect(finer.notes).toHaveLength(1)
    })

    test('below the districts, too', async () => {
      await make(collection(east, west), { code: 'streets' })
      const input = { crs: 'wgs84', level: 'subdistrict' } as const
      const geojson = read('outline-beside-districts.geojson')
      const { added, notes } = await addAdminAreas(database(), 'streets', { ...input, geojson })
      expect([added, textsOf(notes)]).toEqual([2, [expect.stringContaining('"试验市"')]])
    })
  })

  test('leaves out the dashed line of a map', async () => {
    const city = await make(read('datav-dashed-line.geojson'))
    expect(city).toMatchObject({
      districts: 2,
      notes: [{ code: 'dashed-line', feature: 3 }],
    })
    expect(await namesOf(city)).toEqual(['东河区', '西河区'])
  })

  test('calls a district without a name by its code, and refuses one without either', async () => {
    const nameless = (properties: object) => ({ ...area('', 1, square(117.28, 31.8, 117.32, 31.86)), properties })
    const { notes, districts } = await make(collection(east, west, nameless({ name: '', adcode: 340903 })))
    expect([districts, notes]).toEqual([3, [{ code: 'code-for-name', feature: 3, field: 'name', name: '340903' }]])
    expect(await refusal(collection(east, west, nameless({ name: '' })))).toMatch(
      /Feature 3 has no name in the field "name"/,
    )
  })

  test.each([
    ['lines.geojson', /\(边界线\) is a LineString.*take it out/],
    ['null-geometry.geojson', /\(西河区\) has no geometry: take it out/],
    ['geometry-collection.geojson', /\(东河区\) is a GeometryCollection/],
    ['empty-multipolygon.geojson', /\(空\) has an empty geometry/],
    ['around-the-pole.geojson', /\(Base\): it encloses the north pole/],
    ['crs-in-metres.geojson', /EPSG::4547: convert it with ogr2ogr .*EPSG:4326/],
  ])('%s is refused by what it is', async (file, message) => expect(await refusal(read(file))).toMatch(message))

  test('says its CRS in an old or new spelling', async () => {
    const { cellCount } = await make(collection(east, west))
    const names = ['urn:ogc:def:crs:EPSG:6.9:4326', 'http://www.opengis.net/def/crs/EPSG/0/4326', 'WGS84', 'EPSG:4490']
    expect(await make(read('versioned-crs-member.geojson'))).toMatchObject({ cellCount })
    for (const name of names)
      expect(await make({ ...collection(east, west), crs: { type: 'name', properties: { name } } })).toMatchObject({
        cellCount,
      })
  })

  test('along a valley has as many cells as it has, not as its box', async () => {
    const boundary = read('long-diagonal.geojson')
    const city = await make(boundary, { resolution: 9 })
    expect(city.areaKm2).toBeCloseTo(2604.6, 0)
    expect(city.cellCount).toBe(29_345)
    const message = await refusal(boundary, { resolution: 15 })
    const coarser = Number(/choose resolution (\d+)/.exec(message)?.[1])
    expect([coarser, message]).toEqual([11, expect.stringContaining('resolution 15')])
  })

  test('far north is a city like any other', async () => {
    const city = await make(read('svalbard.geojson'))
    expect(city).toMatchObject({ cellCount: 213, notes: [] })
    const summary = await importFile(database(), city.code, pathOf('svalbard-customers.csv'), { crs: 'wgs84' })
    expect(summary).toMatchObject({ rowsRead: 150, rowsLoaded: 150, rowsOutside: 0, warnings: [] })
    const { planId, withinTolerance } = await runPartition(database(), city.code, { grids: 3, weights: ['customers'] })
    expect(withinTolerance).toBe(true)
    expect(await recountPlan(database(), planId)).toMatchObject({ ok: true, violations: [] })
  })

  test('in Macao said to be GCJ-02 is told that there is none, and so are its customers', async () => {
    const boundary = read('macao.geojson')
    const moved = await make(boundary, { crs: 'gcj02', resolution: 9 })
    expect(textsOf(moved.notes)).toEqual([
      expect.stringMatching(/lies in Macao.*--crs gcj02 moved it by about 6\d0 m.*--crs wgs84/),
    ])
    const city = await make(boundary, { resolution: 9 })
    expect(city.notes).toEqual([])
    const { code } = await getCity(database().kysely, city.code)
    const imported = (crs: 'wgs84' | 'gcj02') => importFile(database(), code, pathOf('macao-customers.csv'), { crs })
    expect(textsOf((await imported('gcj02')).warnings)).toContainEqual(expect.stringMatching(/--crs wgs84/))
    expect((await imported('wgs84')).warnings).toEqual([])
  })
})
