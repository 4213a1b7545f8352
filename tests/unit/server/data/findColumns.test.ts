import { expect, test } from 'vitest'
import type { Crs } from '../../../../server/contract/common.ts'
import { parseColumnMap } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'

const suffixed = ['poi_id', '名称', '经度_gcj02', '纬度_gcj02', '经度_wgs84', '纬度_wgs84']

test.each<[Crs, string, string]>([
  ['gcj02', '经度_gcj02', '纬度_gcj02'],
  ['wgs84', '经度_wgs84', '纬度_wgs84'],
])('of pairs that name their CRS the one of %s is taken', (crs, lon, lat) => {
  expect(resolveColumns(suffixed, {}, crs).map).toEqual({ lon, lat })
})

test('a CRS stands before, behind or in brackets, and goes before a pair that names none', () => {
  expect(resolveColumns(['lng', 'lat', 'wgs84_lng', 'wgs84_lat'], {}, 'wgs84').map).toMatchObject({ lon: 'wgs84_lng' })
  expect(resolveColumns(['经度（GCJ-02）', '纬度（GCJ-02）'], {}, 'gcj02').map.lon).toBe('经度（GCJ-02）')
  expect(resolveColumns(['bd_lng', 'bd_lat', 'lng', 'lat'], {}, 'gcj02').map).toEqual({ lon: 'lng', lat: 'lat' })
  expect(resolveColumns(['高德坐标', 'n'], {}, 'gcj02').map).toEqual({ location: '高德坐标' })
})

test('pairs of other CRSs only are suggested with theirs', () => {
  expect(() => resolveColumns(suffixed, {}, 'bd09')).toThrow(
    /"经度_gcj02".*are of another CRS than --crs bd09 says.*--crs gcj02/,
  )
  expect(() => resolveColumns(['经度_gcj02', '纬度_gcj02'], {}, 'wgs84')).toThrow(/closest is "经度_gcj02"/)
})

test('a Chinese name of two characters has a closest one, a number is never it', () => {
  expect(() => resolveColumns(['编号', '站点经度', '站点纬度'], {})).toThrow(/closest is "站点经度"/)
  expect(() => resolveColumns(['a', 'b', '0'], { lon: 'x' })).not.toThrow(/closest is "0"/)
})

test('a first line of data is called that', () => {
  const towers = 'LTE,460,0,21001,117440001,0,117.2211,31.8233,1000,12,1,1459813819,1459813819,0'.split(',')
  for (const header of [towers, ['C0', '117.25', '31.82'], ['C0', `117°15'7"`, `31°49'7"`], ['a', '117.25,31.8']]) {
    expect(() => resolveColumns(header, {})).toThrow(/first line looks like data.*id,lon,lat/)
    expect(() => resolveColumns(header, { lon: 'lon' })).toThrow(/looks like data/)
  }
  expect(() => resolveColumns(['代码', '2020', '2021'], {})).toThrow(/No column for lon/)
})

test('one column may hold the place, where there are no two', () => {
  expect(resolveColumns(['id', 'name', 'location', 'customers'], {}, 'gcj02').map).toEqual({
    id: 'id',
    location: 'location',
    customers: 'customers',
  })
  expect(resolveColumns(['经纬度'], {}).map).toEqual({ location: '经纬度' })
  expect(resolveColumns(['位置', 'lon', 'lat'], {}).map).toEqual({ lon: 'lon', lat: 'lat' })
  expect(resolveColumns(['lon', 'lat', 'where'], { location: 'where' }).map).toEqual({ location: 'where' })
  expect(() => resolveColumns(['lon', 'location'], {})).toThrow(/No column for lat/)
})

test('an empty name switches a key off', () => {
  expect(resolveColumns(['id', 'lon', 'lat', 'users'], parseColumnMap('id=,customers=')).map).toEqual({
    lon: 'lon',
    lat: 'lat',
  })
})

test('customers are found as households, or what may be them is named', () => {
  expect(resolveColumns(['小区名称', '均价(元/㎡)', '总户数', '纬度', '经度'], {}).map).toEqual({
    customers: '总户数',
    lat: '纬度',
    lon: '经度',
  })
  expect(resolveColumns(['lon', 'lat', '常住人口', '客户编号'], {})).toMatchObject({ perhapsCustomers: ['常住人口'] })
  expect(resolveColumns(['lon', 'lat', '户数', '总人数'], {}).perhapsCustomers).toEqual([])
})

test('several separators in one name are all named', () => {
  expect(() => resolveColumns(['lon;lat|n'], {})).toThrow(/semicolons or vertical bars: say which with --separator/)
  expect(() => resolveColumns(['编号，经度，纬度', 'n'], {})).toThrow(
    /If the columns are separated by full-width commas/,
  )
})
