import { expect, test } from 'vitest'
import { parseColumnMap } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'

test.each([
  [
    'one name twice',
    ['id', 'lon', 'lat', 'lon'],
    {},
    /2 columns that could be lon: "lon" \(column 2\), "lon" \(column 4\)/,
  ],
  ['one name in two spellings', ['Lon', 'lat', 'LON '], {}, /"Lon" \(column 1\), "LON" \(column 3\)/],
  ['an optional column twice', ['lon', 'lat', 'revenue', 'Revenue'], {}, /could be revenue.*revenue=<column>/],
  [
    'a mapped name twice',
    ['lon', 'lat', 'n', 'n', 'n'],
    { customers: 'n' },
    /3 columns named "n".*column 3.*column 5.*Rename/,
  ],
])('%s is refused with names and places', (_, header, map, message) => {
  const resolve = () => resolveColumns(header, map)
  expect(resolve).toThrow(message)
  expect(resolve).toThrow(expect.objectContaining({ code: 'duplicate-column' }))
})

test('a map says which of two spellings is meant', () => {
  expect(resolveColumns(['Lon', 'lat', 'LON'], parseColumnMap('lon=LON')).index).toEqual({ lon: 2, lat: 1 })
})

test('columns that nothing is read from may bear one name, or none', () => {
  expect(resolveColumns(['', 'lon', 'lat', '备注', '备注', ''], {}).index).toEqual({ lon: 1, lat: 2 })
})

test('of several usual names the best is taken, as documented', () => {
  expect(resolveColumns(['x', 'y', 'lon', 'lat'], {}).map).toEqual({ lon: 'lon', lat: 'lat' })
})

test('a heading over two lines is found by one, and one with odd characters is refused by its place', () => {
  expect(resolveColumns(['customer\nid', 'lon', 'lat'], {}).map.id).toBe('customer id')
  expect(() => resolveColumns(['l\u0000on', 'lat'], { lon: 'l\u0000on' })).toThrow(
    /column 1 holds U\+0000 as character 2/,
  )
  expect(resolveColumns(['lon', 'lat', '\u0000'], {}).index).toEqual({ lon: 0, lat: 1 })
})
