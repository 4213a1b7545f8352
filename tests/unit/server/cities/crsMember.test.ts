import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foreignCrs } from '../../../../server/cities/crsMember.ts'

const named = (name: unknown) => ({ crs: { type: 'name', properties: { name } } })

/** How programs write that a number of the EPSG is meant. */
const spellings: ((code: number) => string)[] = [
  (code) => `EPSG:${code}`,
  (code) => `epsg:${code}`,
  (code) => `EPSG::${code}`,
  (code) => `EPSG ${code}`,
  (code) => `urn:ogc:def:crs:EPSG::${code}`,
  (code) => `urn:ogc:def:crs:EPSG:6.9:${code}`,
  (code) => `urn:x-ogc:def:crs:EPSG:${code}`,
  (code) => `http://www.opengis.net/def/crs/EPSG/0/${code}`,
  (code) => `https://www.opengis.net/def/crs/EPSG/9.9.1/${code}`,
  (code) => `http://www.opengis.net/gml/srs/epsg.xml#${code}`,
  (code) => `http://spatialreference.org/ref/epsg/${code}/`,
]

describe('coordinates are read as they are', () => {
  test.each([
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'urn:ogc:def:crs:OGC::CRS84',
    'urn:ogc:def:crs:OGC:1.3:CRS84h',
    'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
    'OGC:CRS84',
    'CRS:84',
    'CRS84',
    'WGS84',
    'WGS 84',
    'WGS_1984',
    'GCS_WGS_1984',
    'CGCS2000',
    'GCS_China_Geodetic_Coordinate_System_2000',
    'China Geodetic Coordinate System 2000',
    '4326',
  ])('in %s', (name) => expect(foreignCrs(named(name))).toBeUndefined())

  test('in every spelling of WGS 84 and CGCS2000 in degrees', () => {
    for (const spell of spellings)
      for (const code of [4326, 4979, 4490, 4480])
        expect([spell(code), foreignCrs(named(spell(code)))]).toEqual([spell(code), undefined])
  })

  test('without a crs, with an empty one, and in the forms of old', () => {
    expect(foreignCrs({})).toBeUndefined()
    expect(foreignCrs({ crs: null })).toBeUndefined()
    expect(foreignCrs(null)).toBeUndefined()
    expect(foreignCrs({ crs: 'EPSG:4326' })).toBeUndefined()
    expect(foreignCrs({ crs: { type: 'EPSG', properties: { code: 4326 } } })).toBeUndefined()
    const href = 'http://spatialreference.org/ref/epsg/4326/proj4/'
    expect(foreignCrs({ crs: { type: 'link', properties: { href, type: 'proj4' } } })).toBeUndefined()
  })
})

describe('another system is named', () => {
  test.each([
    'EPSG:3857',
    'WGS 84 / Pseudo-Mercator',
    'WGS_1984_Web_Mercator_Auxiliary_Sphere',
    'WGS 84 / UTM zone 50N',
    'CGCS2000_3_Degree_GK_CM_114E',
    'CGCS2000 / 3-degree Gauss-Kruger CM 114E',
    'GCS_Xian_1980',
    'GCJ02',
  ])('%s', (name) => expect(foreignCrs(named(name))).toBe(name))

  test('in every spelling of any other number of the EPSG', () => {
    const code = fc.integer({ min: 1024, max: 32_767 }).filter((code) => ![4326, 4979, 4490, 4480].includes(code))
    fc.assert(
      fc.property(code, fc.constantFrom(...spellings), (code, spell) => {
        expect(foreignCrs(named(spell(code)))).toBe(spell(code))
      }),
    )
  })

  test('in the forms of old, and where nothing can be read', () => {
    expect(foreignCrs({ crs: { type: 'EPSG', properties: { code: 3857 } } })).toBe('EPSG:3857')
    expect(foreignCrs({ crs: 'EPSG:4547' })).toBe('EPSG:4547')
    expect(foreignCrs({ crs: { type: 'other' } })).toMatch(/unreadable.*other/)
  })
})
