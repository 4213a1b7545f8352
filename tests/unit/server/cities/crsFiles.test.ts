import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAreaFeatures } from '../../../../server/cities/areaFeatures.ts'

const boundaries = join(import.meta.dirname, '../../../../fixtures/cases/boundaries')
const areasOf = (file: string) =>
  readAreaFeatures(JSON.parse(readFileSync(join(boundaries, file), 'utf8')), {
    crs: 'wgs84',
    fallbackName: '城市',
    errorCode: 'invalid-boundary',
  }).areas

test.each([
  'crs/cgcs2000-urn.geojson',
  'crs/epsg-address.geojson',
  'crs/epsg-code.geojson',
  'crs/ogc-address.geojson',
  'crs/ogc-urn.geojson',
  'crs/wgs84-name.geojson',
  'versioned-crs-member.geojson',
])('%s is read as it stands', (file) => {
  const [east, west] = areasOf(file)
  expect([east, west]).toMatchObject([{ name: '东河区' }, { name: '西河区' }])
  for (const [lng, lat] of [east, west].flatMap((area) => area!.polygons[0]![0]!)) {
    expect(lng >= 117.2 && lng <= 117.28).toBe(true)
    expect(lat >= 31.8 && lat <= 31.86).toBe(true)
  }
})

test.each([
  ['crs/web-mercator-urn.geojson', /EPSG::3857: convert it with ogr2ogr .*EPSG:4326/],
  ['crs/xian80-urn.geojson', /EPSG::4610: convert it with ogr2ogr .*EPSG:4326/],
  ['crs-in-metres.geojson', /EPSG::4547: convert it with ogr2ogr .*EPSG:4326/],
])('%s is refused with the way out', (file, message) => expect(() => areasOf(file)).toThrow(message))
