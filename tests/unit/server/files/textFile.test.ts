import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openText, readJson, readText, type TextOptions } from '../../../../server/files/textFile.ts'

const data = process.env.SHAPAN_DATA
const cases = resolve(import.meta.dirname, '../../../../fixtures/cases')
const directory = mkdtempSync(join(tmpdir(), 'shapan-input-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const write = (name: string, bytes: Buffer | string) => {
  writeFileSync(join(directory, name), bytes)
  return join(directory, name)
}
const boundary = (path: string, options: Partial<TextOptions> = {}) =>
  readJson(path, { ...options, expected: 'geojson', errorCode: 'invalid-boundary' })

test('a gzipped file reads as what was packed', async () => {
  for (const bytes of [Buffer.from('1\n2\n'), gzipSync('1\n2\n')])
    expect((await readText(write('numbers', bytes), { expected: 'numbers' })).toString()).toBe('1\n2\n')
  expect(await boundary(write('packed', gzipSync('{"a":1}')))).toEqual({ a: 1 })
})

test('what cannot be read is an error of the input, not of the program', async () => {
  const packed = gzipSync(Buffer.alloc(10_000, '12\n'))
  const cut = write('cut.gz', packed.subarray(0, packed.length / 2))
  await expect(readText(cut, { expected: 'numbers' })).rejects.toMatchObject({
    code: 'unreadable-file',
    message: expect.stringMatching(/gzip/),
  })
  await expect(readText(join(directory, 'none'), { expected: 'csv' })).rejects.toMatchObject({ code: 'file-not-found' })
  await expect(readText(directory, { expected: 'json' })).rejects.toMatchObject({ code: 'wrong-file-type' })
  await expect(openText(write('empty.csv', ''), { expected: 'csv' })).rejects.toMatchObject({ code: 'nothing-to-load' })
  await expect(boundary(write('empty.json', ''))).rejects.toThrow()
  await expect(boundary(write('half.json', '{"type":'))).rejects.toMatchObject({ code: 'invalid-boundary' })
})

test('a boundary in GBK is refused until it is told, and then reads with its names', async () => {
  const path = join(cases, 'gbk-districts.geojson')
  await expect(boundary(path)).rejects.toMatchObject({
    code: 'wrong-file-type',
    message: expect.stringMatching(/GB18030.*--encoding gb18030/),
  })
  const read = (await boundary(path, { encoding: 'gb18030' })) as GeoJSON.FeatureCollection
  expect(read.features.map(({ properties }) => properties?.name)).toEqual(['东河区', '西河区'])
})

test('a byte order mark is no fault, a lost character is one with its line', async () => {
  expect(await boundary(join(cases, 'bom-districts.geojson'))).toMatchObject({ type: 'FeatureCollection' })
  expect(await boundary(write('wide.json', Buffer.from('\ufeff{"名":"区"}', 'utf16le')))).toEqual({ 名: '区' })
  const broken = Buffer.concat([Buffer.from('{"名":"区",\n"b":"'), Buffer.from([0xc7]), Buffer.from('"}\n')])
  await expect(boundary(write('broken.json', broken))).rejects.toMatchObject({
    code: 'wrong-file-type',
    message: expect.stringMatching(/in line 2 that are no utf-8/),
  })
})

test('a sequence of features and KML are refused with the way to GeoJSON', async () => {
  for (const [file, named] of [
    ['districts.geojsonl', /GeoJSONSeq/],
    ['boundary.kml', /KML/],
  ] as const) {
    const refused = boundary(join(cases, file))
    await expect(refused).rejects.toMatchObject({ code: 'wrong-file-type', message: expect.stringMatching(named) })
    await expect(refused).rejects.toThrow(/ogr2ogr -f GeoJSON -t_srs EPSG:4326/)
  }
})

test('the bytes of customers come out in UTF-8, hashed as they were given', async () => {
  const path = join(cases, 'gbk-customers.csv')
  await expect(openText(path, { expected: 'csv' })).rejects.toThrow(/--encoding gb18030/)
  const file = await openText(path, { expected: 'csv', encoding: 'gb18030' })
  const parts: Buffer[] = []
  for await (const chunk of file.chunks) parts.push(chunk)
  expect(Buffer.concat(parts).toString().split('\n')[0]?.trim()).toBe('客户编号,经度,纬度,用户数,月收入,所属区县')
  expect(file.bytesRead()).toBe(readFileSync(path).length)
  expect(file.sha256()).toMatch(/^[0-9a-f]{64}$/)
})

test.skipIf(!data).each([
  ['shanghai/shanghai_medical_poi_gb18030_crlf.csv', /GB18030.*--encoding gb18030/],
  ['shanghai/gbk_shapefile/districts.shp', /shapefile/],
  ['shanghai/gbk_shapefile/districts.dbf', /dBase/],
  ['shanghai/shanghai_8_streets_towns.geojson', /GeoJSON/],
])('the real file %s is named', async (path, message) => {
  await expect(openText(join(data ?? '', path), { expected: 'csv' })).rejects.toThrow(message)
})
