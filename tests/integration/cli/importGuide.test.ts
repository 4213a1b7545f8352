import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerCsv, twoDistricts } from '../builders.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/import.md'), 'utf8')
const cwd = makeDirectory()
let env: Record<string, string> = {}
let drop = async () => {}
beforeAll(async () => {
  const made = await createServerDatabase('schema')
  env = { DATABASE_URL: made.url }
  drop = made.drop
  write('districts.geojson', JSON.stringify(twoDistricts()))
})
afterAll(async () => {
  await drop()
  rmSync(cwd, { recursive: true, force: true })
})

const write = (name: string, content: string | Buffer) => writeFileSync(join(cwd, name), content)
const bash = (line: string) => execFileSync('bash', ['-euc', line], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
const shapan = async (line: string) => {
  const { code, stdout, stderr } = await runHere(line.split(' ').slice(1), { cwd, env })
  expect([line, code, stderr]).toEqual([line, 0, ''])
  return stdout
}
/** A command as the guide writes it. */
const said = (command: string): string => {
  expect([command, guide.includes(`\`${command}\``)]).toEqual([command, true])
  return command
}

test('the two commands that make a city are those of the guide, as they stand', async () => {
  const [create = '', load = ''] = /```\n(shapan city create .*)\n(shapan import .*)\n```/.exec(guide)?.slice(1) ?? []
  write(
    'customers.csv.gz',
    gzipSync(customerCsv(200).replace('id,lon,lat,customers,revenue', 'code,lon,lat,households,income')),
  )
  expect(await shapan(create)).toMatch(/cells.*2 districts/)
  expect(await shapan(load)).toMatch(/200 rows read = 200 loaded \+ 0 rejected/)
})

test('the ways out of other files lead to files that are read', async () => {
  write('points.csv', customerCsv(60))
  const xy = '-oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat -oo AUTODETECT_TYPE=YES -a_srs EPSG:4326'
  const crs = '--crs wgs84'
  for (const [format, extension, command] of [
    ['ESRI Shapefile', 'shp', 'ogr2ogr -f CSV out.csv in.shp -lco GEOMETRY=AS_XY'],
    ['KML', 'kml', 'ogr2ogr -f CSV out.csv in.kml -lco GEOMETRY=AS_XY'],
    ['ESRI Shapefile', 'dbf', 'ogr2ogr -f CSV out.csv in.dbf'],
  ] as const) {
    bash(`ogr2ogr -f "${format}" in.${extension} points.csv ${xy}`)
    const refused = await runHere(['import', 'taipei', `in.${extension}`, '--crs', 'wgs84'], { cwd, env })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(said(command))])
    bash(command)
    expect(await shapan(`shapan import taipei out.csv ${crs}`)).toMatch(/60 rows read = 60 loaded/)
    bash('rm -f in.* out.csv')
  }
  write('in.csv', customerCsv(30).replaceAll('\n', '\r'))
  bash(said(String.raw`tr '\r' '\n' < in.csv > out.csv`))
  expect(await shapan(`shapan import taipei out.csv ${crs}`)).toMatch(/30 rows read = 30 loaded/)
})

test('a boundary in metres is read once it is converted as the guide says', async () => {
  bash('ogr2ogr -f "ESRI Shapefile" -s_srs EPSG:4326 -t_srs EPSG:3857 -lco ENCODING=UTF-8 in.shp districts.geojson')
  bash(said('ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.shp'))
  const made = await shapan('shapan city create metres --name 米 --resolution 8 --boundary out.geojson --crs wgs84')
  expect(made).toMatch(/2 districts\nnames of the districts from "name", codes from "adcode"/)
})
