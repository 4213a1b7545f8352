import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { square } from '../builders.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

test('subdistricts, new borders of districts and main grids by commands alone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  try {
    const { points } = writeCityFiles(cwd)
    const at = { cwd, env: { DATABASE_URL: url } }
    const json = readJson(() => at)
    const shapan = runWithText(at)
    const city = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
    await json('city', 'create', ...city)
    await json('import', 'demo', 'customers.csv', '--crs', 'wgs84')
    const [lons, lats] = [points.map(({ lon }) => Number(lon)), points.map(({ lat }) => Number(lat))]
    const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)]
    const middle = (west + east) / 2
    const area = (code: string, name: string, from: number, to: number) => ({
      type: 'Feature',
      properties: { 编码: code, 名称: name },
      geometry: { type: 'Polygon', coordinates: square(from, south - 0.1, to, north + 0.1) },
    })
    const write = (file: string, ...features: object[]) =>
      writeFileSync(join(cwd, file), JSON.stringify({ type: 'FeatureCollection', features }))
    write('streets.geojson', area('A1', '西街道', west - 0.1, middle), area('A2', '东街道', middle, east + 0.1), {
      type: 'Feature',
      properties: { 编码: 'A3', 名称: '空' },
      geometry: null,
    })
    const load = (file: string, kind: string, ...more: string[]) => [
      ...['import', 'demo', file, '--kind', kind, '--crs', 'wgs84'],
      ...more,
    ]
    const streets = await shapan(...load('streets.geojson', 'subdistrict'))
    expect(streets).toMatchObject({ code: 0 })
    expect(streets.stdout).toMatch(
      /3 read = 2 loaded \+ 1 rejected\ncolumns: name "名称", code "编码"\n2 subdistricts\nthey have \d+ cells\nwarning: 1 of 3 rows .*\nwarning: The codes of 2 subdistricts have not the usual 9 digits/,
    )
    expect(existsSync(join(cwd, 'streets.geojson.rejects.csv'))).toBe(true)
    const listed = await shapan('area', 'list', 'demo', '--level', 'subdistrict')
    expect(listed.stdout).toMatch(/A1 +西街道 +\S+ +\d+ +\d{4}-\d\d-\d\d +streets\.geojson/)
    expect((await shapan('area', 'list', 'demo', '--level', 'community')).stdout).toMatch(/--kind community/)

    const rules = ['--grids', '4', '--tolerance', '30%']
    const made = await shapan('partition', 'demo', ...rules, '--subdistricts', 'never', '--main-grids', '2')
    expect(made).toMatchObject({ code: 0 })
    expect(made.stdout).toMatch(/in 4 grids of 2 main grids, solved[\s\S]*2 main grids, with \d/)
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })

    write('one.geojson', area('99', '合区', west - 0.2, east + 0.2))
    const renewed = await shapan(...load('one.geojson', 'district'))
    expect(renewed).toMatchObject({ code: 0 })
    expect(renewed.stdout).toMatch(
      /1 districts?, in place of the \d+ there were\n\d+ cells are of another district now\n {2}.+ → 合区 \(99\): \d+/,
    )
    expect(renewed.stdout).toMatch(/not fit the new districts any more: demo-1 \(/)
    expect((await shapan('area', 'list', 'demo')).stdout).toMatch(
      /99 +合区[\s\S]*until \d{4}-\d\d-\d\d: .*, then one\.geojson/,
    )
    expect((await shapan(...load('one.geojson', 'district'))).stdout).toMatch(/nothing was changed/)
    const grids = (await shapan('grids', 'demo-1')).stdout
    expect(grids).toMatch(/main grid +name +grids[\s\S]*M\S+ +\S+主网格 +\d/)
    expect(grids).toMatch(/warning: The districts got other borders on \d{4}-\d\d-\d\d, from one\.geojson/)
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })

    for (const [wrong, why] of [
      [load('streets.geojson', 'subdistrict', '--merge'), /not for the kind subdistrict/],
      [
        load('streets.geojson', 'subdistrict', '--map', 'kode=编码'),
        /of the form code=… or name=….*\[invalid-column-map\]/,
      ],
      [load('streets.geojson', 'province'), /district, subdistrict, community is expected/],
      [['partition', 'demo', ...rules, '--main-grids', 'x'], /district, or a whole number/],
    ] as const)
      expect(await shapan(...wrong)).toMatchObject({ code: 2, text: expect.stringMatching(why) })
  } finally {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
