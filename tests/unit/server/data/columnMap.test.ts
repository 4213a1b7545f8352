import { expect, test } from 'vitest'
import { parseColumnMap } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'

test('reads key=column pairs, whatever the column is called', () => {
  expect(parseColumnMap('id=code, lon=经度,lat=x=y ,')).toEqual({ id: 'code', lon: '经度', lat: 'x=y' })
  expect(parseColumnMap('')).toEqual({})
})

test.each([
  ['id', /not of the form key=column/],
  ['lon=', /"lon=" in the column map names no column/],
  ['location=a,lat=b', /location, which holds both coordinates, and lon or lat/],
  ['longitude=x', /"longitude".*did you mean "lon"/],
  ['zzz=x', /"zzz" is not a known key.*Keys: id, lon/],
  ['foo=x', /"foo" is not a known key of the column map\. Keys/],
  ['id=a,id=b', /names "id" twice/],
])('refuses %s', (text, message) => {
  expect(() => parseColumnMap(text)).toThrow(message)
})

test('finds unmapped columns by their usual names, in either language and any spelling', () => {
  expect(resolveColumns(['用户编号', '经度', '纬度', '收入'], {}).map).toEqual({
    id: '用户编号',
    lon: '经度',
    lat: '纬度',
    revenue: '收入',
  })
  const { map, index } = resolveColumns(['Customer ID', 'Latitude', 'Longitude'], {})
  expect(map).toEqual({ id: 'Customer ID', lon: 'Longitude', lat: 'Latitude' })
  expect(index).toEqual({ id: 0, lon: 2, lat: 1 })
})

test('does not take a column for two things', () => {
  expect(resolveColumns(['code', 'lon', 'lat', 'users'], { revenue: 'users' }).map).toEqual({
    id: 'code',
    lon: 'lon',
    lat: 'lat',
    revenue: 'users',
  })
})

test('lists the columns and the closest one when a mapped column is not there', () => {
  const resolve = () => resolveColumns(['id', 'lon_wgs84', 'lat_wgs84'], { lon: 'lon', lat: 'lat' })
  expect(resolve).toThrow(
    /no column "lon" \(mapped to lon\).*Columns: id, lon_wgs84, lat_wgs84.*closest is "lon_wgs84"/,
  )
})

test('refuses a file without coordinates, with doubled columns, or with another separator', () => {
  expect(() => resolveColumns(['id', 'name'], {})).toThrow(/No column for lon.*lon=<column>/)
  expect(() => resolveColumns(['lon', 'lat', 'n', 'n'], { customers: 'n' })).toThrow(/2 columns named "n"/)
  expect(() => resolveColumns(['lon\tlat'], {})).toThrow(/tabs/)
})
