import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const cases = join(import.meta.dirname, '../../../fixtures/cases')
const pathOf = (name: string) => join(cases, 'boundaries', name)
const cwd = makeDirectory()
let env: Record<string, string>

beforeAll(async () => {
  env = { DATABASE_URL: (await createServerDatabase('schema')).url }
})

const create = (code: string, boundary: string, ...more: string[]) =>
  runHere(
    [
      'city',
      'create',
      code,
      '--name',
      '试验市',
      '--resolution',
      '8',
      '--boundary',
      boundary,
      '--crs',
      'wgs84',
      ...more,
    ],
    { cwd, env },
  )

test('city create says which fields the names and codes are from, and what was left out', async () => {
  const gadm = await create('gadm', pathOf('gadm-levels.geojson'))
  expect(gadm).toMatchObject({ code: 0, stderr: '' })
  expect(gadm.stdout).toMatch(/2 districts\nnames of the districts from "NL_NAME_3", codes from "GID_3"\n$/)
  const outline = await create('outline', pathOf('outline-beside-districts.geojson'))
  expect(outline.stdout).toMatch(/2 districts\n.*\nnote: "试验市" \(340900\) was left out/)
  const json = JSON.parse((await create('osm', pathOf('osm-names-by-language.geojson'), '--json')).stdout) as object
  expect(json).toMatchObject({ code: 'osm', districts: 2, fields: { name: 'name:zh', code: 'ref' }, notes: [] })
})

test('city create asks for the field of the names, and takes the one it is told', async () => {
  const text = readFileSync(pathOf('survey-fields.geojson'), 'utf8').replaceAll('县名', '片').replaceAll('PAC', '号')
  const boundary = join(cwd, 'areas.geojson')
  writeFileSync(boundary, text)
  const asked = await create('asked', boundary)
  expect(asked.code).toBe(2)
  expect(asked.stderr).toMatch(/the fields are OBJECTID, 号, 片\. Say which one with --name-field \[invalid-boundary\]/)
  const told = await create('asked', boundary, '--name-field', '片', '--code-field', '号')
  expect(told.stdout).toContain('names of the districts from "片", codes from "号"')
})

test('city create never keeps a name in a wrong encoding', async () => {
  const gbk = join(cases, 'gbk-districts.geojson')
  const refused = await create('gbk', gbk)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--encoding gb18030') })
  const read = await create('gbk', gbk, '--encoding', 'gb18030', '--json')
  expect(JSON.parse(read.stdout)).toMatchObject({ districts: 2 })
  for (const file of ['boundary.kml', 'districts.geojsonl']) {
    const other = await create('other', join(cases, file))
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('ogr2ogr -f GeoJSON') })
  }
})
