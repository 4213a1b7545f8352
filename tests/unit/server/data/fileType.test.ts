import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headBytes, refuseOtherFileTypes } from '../../../../server/data/fileType.ts'

const data = process.env.SHAPAN_DATA
const refuse = (bytes: Buffer | string) => () => refuseOtherFileTypes(Buffer.from(bytes as string), 'file')

test.each([
  ['plain', 'id,lon,lat\n1,2,3\n'],
  ['with a byte order mark and Chinese', '\ufeff编号,经度\n1,网格\n'],
  ['starting like an array', '[id],lon\n1,2\n'],
  ['of one line without a newline', '编号,经度,纬度'],
])('CSV %s passes', (_, text) => {
  expect(refuse(text)).not.toThrow()
})

test('a lone broken line in a UTF-8 file is left to the parser', () => {
  expect(refuse(Buffer.concat([Buffer.from('编号\n1,网格\n2,'), Buffer.from([0xc7, 0xf8, 10])]))).not.toThrow()
})

test('a character cut by the end of the head is no foreign encoding', () => {
  const text = Buffer.from(`编号\n${'网格,'.repeat(1000)}`)
  expect(refuse(text.subarray(0, text.length - 2))).not.toThrow()
  expect(refuse(Buffer.from('编号,网格').subarray(0, -1))).not.toThrow()
})

test.each([
  ['Big5', Buffer.concat([Buffer.from([0xa5, 0xfa, 0xbd, 0x58]), Buffer.from(',x\n')]), /GB18030|BIG5/],
  ['a NUL byte', 'id,lon\n1,\u0000\n', /binary/],
  ['old Mac line ends', 'id,lon\r1,2\r', /carriage return alone.*tr /],
  ['KML', '<?xml version="1.0"?><kml>', /KML/],
  ['JSON', ' {"rows":[]}', /JSON/],
  ['tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar')]), /tar/],
])('%s is named', (_, bytes, message) => {
  expect(refuse(bytes)).toThrow(message)
})

test.skipIf(!data).each([
  ['shanghai/shanghai_medical_poi_gb18030_crlf.csv', /GB18030.*iconv/],
  ['shanghai/gbk_shapefile/districts.shp', /shapefile/],
  ['shanghai/gbk_shapefile/districts.dbf', /dBase/],
  ['shanghai/shanghai_8_streets_towns.geojson', /GeoJSON/],
])('the real file %s is named', (path, message) => {
  const bytes = readFileSync(join(data ?? '', path)).subarray(0, headBytes)
  expect(refuse(bytes)).toThrow(message)
})
