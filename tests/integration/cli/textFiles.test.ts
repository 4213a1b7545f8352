import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const cases = resolve(import.meta.dirname, '../../../fixtures/cases')
const cwd = makeDirectory()
let env: Record<string, string> = {}
const shapan = (...args: string[]) => runHere(args, { cwd, env })
const load = (file: string, ...args: string[]) =>
  shapan('import', 'sheets', join(cases, file), '--crs', 'wgs84', ...args)
const bytes = (name: string) => readFileSync(join(cwd, name))
const mark = Buffer.from([0xef, 0xbb, 0xbf])

beforeAll(async () => {
  env = { DATABASE_URL: (await createServerDatabase('schema')).url }
})

test('a boundary in GBK makes a city once its encoding is told, and files of other kinds say how to make one', async () => {
  const create = (file: string, ...args: string[]) =>
    shapan(
      ...['city', 'create', 'sheets', '--name', '试验市', '--resolution', '8', '--crs', 'wgs84'],
      ...['--boundary', join(cases, file), ...args],
    )
  for (const [file, message] of [
    ['gbk-districts.geojson', /GB18030.*--encoding gb18030.* \[wrong-file-type\]\n$/],
    ['boundary.kml', /KML.*ogr2ogr -f GeoJSON -t_srs EPSG:4326 out\.geojson in\.kml \[wrong-file-type\]\n$/],
    ['districts.geojsonl', /GeoJSONSeq.*ogr2ogr -f GeoJSON/],
    ['good.csv', /plain text: a GeoJSON file is expected/],
  ] as const) {
    const { code, stderr } = await create(file)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  }
  expect(await create('gbk-districts.geojson', '--encoding', 'gbk')).toMatchObject({ code: 0 })
})

test('the summary names the columns, and what was taken where there is none', async () => {
  const households = await load('total-households.csv')
  expect(households.code).toBe(0)
  expect(households.stdout).toContain(
    'columns: lon "经度", lat "纬度", customers "总户数"\n  no column of revenue: 0\n',
  )
  expect(households.stdout).toContain('in the city: 26,400 customers, no revenue\n')
  const without = await load('total-households.csv', '--map', 'customers=')
  expect(without.stdout).toContain('  no column of customers: each row counts as one\n')
})

test('a file of mostly repeated ids is refused with the reason, and its rejects stay to be read', async () => {
  const refused = await load('excel-cut-ids.csv')
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toMatch(
    /^shapan: 394 of 400 rows \(98\.5%\).*scientific notation.*--map id=.*keeps its previous data.* \[too-many-rejects\]\n$/,
  )
  expect(bytes('excel-cut-ids.csv.rejects.csv').subarray(0, 3)).toEqual(mark)
  const warned = await load('same-customer-two-addresses.csv')
  expect(warned.code).toBe(0)
  expect(warned.stdout).toMatch(/\nwarning: 100 of 200 rows \(50%\).*duplicate-id.*--duplicates sum/)
  const told = await load('gbk-customers.csv', '--encoding', 'gb18030', '--separator', 'comma', '--max-rejected', '0')
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('400 rows read = 400 loaded + 0 rejected') })
})

test('a plan of rows that were added up holds, and every file of it for people opens in Excel', async () => {
  expect(await load('same-customer-two-addresses.csv', '--duplicates', 'sum')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('100 rows counted at the place of an earlier one with the same id'),
  })
  expect(await shapan('partition', 'sheets', '--grids', '2', '--tolerance', '20%')).toMatchObject({ code: 0 })
  expect(await shapan('verify', 'sheets-1')).toMatchObject({ code: 0 })
  await shapan('export', 'sheets-1', '--format', 'csv', '--out', 'cells.csv')
  await shapan('export', 'sheets-1', '--format', 'csv', '--out', 'exact.csv', '--exact')
  await shapan('report', 'sheets-1', '--out', 'report.html', '--csv', 'report.csv')
  await shapan('assign', 'sheets-1', '--in', join(cases, 'excel-places.csv'), '--out', 'owned.csv')
  await shapan('assign', 'sheets-1', '--in', join(cases, 'excel-places.csv'), '--out', 'owned-exact.csv', '--exact')
  for (const file of ['cells.csv', 'report.csv', 'owned.csv']) {
    expect(bytes(file).subarray(0, 3)).toEqual(mark)
    expect(bytes(file).indexOf(mark, 3)).toBe(-1)
  }
  for (const file of ['exact.csv', 'owned-exact.csv']) expect(bytes(file).indexOf(mark)).toBe(-1)
  expect(bytes('owned.csv').toString()).toMatch(
    /^\ufeff名称,经度,纬度,grid_code,grid_name,basis\n甲小区,117\.2211,31\.8233,[^,]+,[^,]+,cell\n/,
  )
})

test('assign reads what import reads, and writes nothing where most rows have no place', async () => {
  const assign = (input: string, out: string, ...args: string[]) =>
    shapan('assign', 'sheets-1', '--in', input, '--out', out, ...args)
  const poi = await assign(join(cases, 'location-column.csv'), 'poi.csv', '--json')
  expect(JSON.parse(poi.stdout)).toMatchObject({
    ...{ columns: { location: 'location' }, rows: 60, owned: 60, invalid: 0, warnings: [] },
  })
  const gbk = await assign(join(cases, 'gbk-customers.csv'), 'gbk.csv', '--encoding', 'gb18030')
  expect(gbk.code).toBe(0)
  expect(bytes('gbk.csv').toString()).toMatch(/^\ufeff客户编号,/)
  writeFileSync(join(cwd, 'bad.csv'), 'lon;lat\n117.22;31.82\nx;1\ny;2\n')
  const bad = await assign('bad.csv', 'bad-owned.csv')
  expect(bad).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/2 of 3 rows.*bad-owned\.csv is as it was.*too-many/),
  })
  expect(existsSync(join(cwd, 'bad-owned.csv'))).toBe(false)
  expect(bytes('bad-owned.csv.rejects.csv').toString().trim().split('\n')).toHaveLength(3)
  const allowed = await assign('bad.csv', 'bad-owned.csv', '--max-rejected', '100%')
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 invalid[\s\S]*warning: 2 of 3 rows/) })
})
