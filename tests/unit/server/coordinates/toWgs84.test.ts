import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toWgs84 } from '../../../../server/coordinates/toWgs84.ts'

const data = process.env.SHAPAN_DATA

test('WGS 84 stays as it is, to the last bit', () => {
  expect(toWgs84(121.12345678901234, 31.1, 'wgs84')).toEqual([121.12345678901234, 31.1])
})

test('GCJ-02 and BD-09 move to where Shanghai truly is', () => {
  const [lngFromGcj, latFromGcj] = toWgs84(121.4781, 31.2303, 'gcj02')
  expect(lngFromGcj).toBeCloseTo(121.4736, 3)
  expect(latFromGcj).toBeCloseTo(31.2322, 3)
  const [lngFromBd, latFromBd] = toWgs84(121.470259, 31.237872, 'bd09')
  expect(lngFromBd).toBeCloseTo(121.459202, 5)
  expect(latFromBd).toBeCloseTo(31.233654, 5)
})

test.skipIf(!data)('664 published cities come out within 0.9 m', () => {
  interface City {
    WGS84: [number, number]
    GCJ02: [number, number]
    BD09: [number, number]
  }
  const raw = JSON.parse(readFileSync(join(data ?? '', 'coords/china_cities_crs_vectors.json'), 'utf8')) as
    | Record<string, unknown>
    | unknown[]
  const cities = findCities(raw) as City[]
  expect(cities.length).toBeGreaterThan(600)
  for (const { WGS84, GCJ02, BD09 } of cities) {
    for (const [lng, lat] of [toWgs84(...GCJ02, 'gcj02'), toWgs84(...BD09, 'bd09')]) {
      const metres = Math.hypot((lng - WGS84[0]) * Math.cos((lat * Math.PI) / 180), lat - WGS84[1]) * 111_200
      expect(metres).toBeLessThan(0.9)
    }
  }
})

function findCities(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('WGS84' in value && 'BD09' in value) return [value]
  return Object.values(value).flatMap(findCities)
}
