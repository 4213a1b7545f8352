import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAreaFeatures } from '../../../../server/cities/areaFeatures.ts'
import { buildAreaIndex } from '../../../../server/cities/areaIndex.ts'
import type { Crs } from '../../../../server/contract/common.ts'
import { dataNoteText, plainFormat } from '../../../../server/contract/noteText.ts'
import { checkCrs, signTest } from '../../../../server/data/crsCheck.ts'
import { CsvParser } from '../../../../server/data/csvParser.ts'
import { pointSample, type SampledPoint } from '../../../../server/data/pointSample.ts'

const data = process.env.SHAPAN_DATA ?? ''

test('the sign test is the tail of the binomial distribution', () => {
  expect(signTest(11, 1)).toBeCloseTo(13 / 4096, 12)
  expect(signTest(0, 0)).toBe(1)
  expect(signTest(1, 0)).toBe(0.5)
  expect(signTest(3, 3)).toBeCloseTo(42 / 64, 12)
  expect(signTest(5000, 60)).toBeLessThan(1e-300)
})

test('a sample depends on the set of points, not on their order or repetition', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
  fc.assert(
    fc.property(fc.array(point, { maxLength: 300 }), (points) => {
      const one = pointSample(20)
      const two = pointSample(20)
      for (const [lon, lat] of points) one.add(lon, lat, null)
      for (const [lon, lat] of [...points, ...points].reverse()) two.add(lon, lat, null)
      expect(two.points()).toEqual(one.points())
      const distinct = new Set(points.map(String)).size
      expect(one.points().length).toBe(Math.min(20, distinct))
    }),
  )
})

interface Place {
  readonly areas: ReturnType<typeof buildAreaIndex>
  readonly districts: { code: string; name: string }[]
}

function readPlace(path: string, crs: Crs): Place {
  const geojson = JSON.parse(readFileSync(join(data, path), 'utf8')) as unknown
  const { areas: features } = readAreaFeatures(geojson, { crs, fallbackName: '', errorCode: 'invalid-boundary' })
  return { areas: buildAreaIndex(features.map(({ polygons }) => polygons)), districts: features }
}

function readPoints(path: string, lon: string, lat: string, district: string | null): SampledPoint[] {
  const bytes = readFileSync(join(data, path))
  const parser = new CsvParser()
  const [header, ...rows] = [...parser.push(path.endsWith('.gz') ? gunzipSync(bytes) : bytes), ...parser.end()]
  const at = (name: string) => header?.fields.indexOf(name) ?? -1
  const sample = pointSample()
  for (const { fields } of rows) {
    sample.add(
      Number(fields[at(lon)]),
      Number(fields[at(lat)]),
      district === null ? null : (fields[at(district)] ?? null),
    )
  }
  return sample.points()
}

const suggestionFor = async (stated: Crs, points: SampledPoint[], place: Place) =>
  (await checkCrs({ stated, points, ...place }))?.suggested ?? null

test.skipIf(!data)('Shanghai’s stations are BD-09, and the boundary line alone can tell', async () => {
  const place = readPlace('shanghai/shanghai_districts_wgs84_17.geojson', 'wgs84')
  const points = readPoints('shanghai/shanghai_telecom_stations.csv', 'lon', 'lat', null)
  expect(await suggestionFor('bd09', points, place)).toBeNull()
  expect(await suggestionFor('wgs84', points, place)).toEqual(['bd09'])
  expect(await suggestionFor('gcj02', points, place)).toEqual(['bd09'])
  const found = await checkCrs({ stated: 'wgs84', points, ...place })
  expect(found).toMatchObject({ basis: 'boundary', better: 11, worse: 1 })
  expect(dataNoteText(found!, 'en', plainFormat)).toMatch(
    /11 lie inside the city boundary only when read as BD-09.*0\.3%.*about 1140 m/,
  )
})

test.skipIf(!data).each([
  ['shanghai/shanghai_districts_wgs84_17.geojson', 'wgs84'],
  ['shanghai/shanghai_districts_gcj02_16.geojson', 'gcj02'],
] as const)(
  'places that are WGS 84 are doubted as anything else, and never as WGS 84, over %s',
  async (boundary, crs) => {
    const place = readPlace(boundary, crs)
    for (const district of ['district', null]) {
      const points = readPoints('shanghai/shanghai_poi.csv.gz', 'lon', 'lat', district)
      expect(await suggestionFor('wgs84', points, place)).toBeNull()
      expect(await suggestionFor('gcj02', points, place)).toEqual(['wgs84'])
      expect(await suggestionFor('bd09', points, place)).toEqual(['wgs84'])
    }
  },
)

test.skipIf(!data)('Taipei’s areas are WGS 84, where mainland CRS never apply', async () => {
  const place = readPlace('taipei/taipei_districts.geojson', 'wgs84')
  for (const district of ['town', null]) {
    const points = readPoints('taipei/taipei_bsa.csv.gz', 'lon', 'lat', district)
    expect(await suggestionFor('wgs84', points, place)).toBeNull()
    expect(await suggestionFor('bd09', points, place)).toEqual(['wgs84'])
  }
})

test('a file whose points all lie well inside tells nothing, and is not doubted', async () => {
  const ring: [number, number][] = [
    [121, 31],
    [122, 31],
    [122, 32],
    [121, 32],
    [121, 31],
  ]
  const place = { areas: buildAreaIndex([[[ring]]]), districts: [{ code: '1', name: '甲区' }] }
  const points = Array.from({ length: 5000 }, (_, i) => ({
    lon: 121.3 + (i % 70) / 200,
    lat: 31.3 + Math.floor(i / 70) / 200,
    district: '甲区',
  }))
  for (const stated of ['wgs84', 'gcj02', 'bd09'] as const) {
    expect(await checkCrs({ stated, points, ...place })).toBeNull()
  }
})
