import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

test('units, barriers and crossings are imported, kept, listed and removed by commands alone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  try {
    const { points } = writeCityFiles(cwd)
    const at = { cwd, env: { DATABASE_URL: url } }
    const json = readJson(() => at)
    const shapan = runWithText(at)
    const [lons, lats] = [points.map(({ lon }) => Number(lon)), points.map(({ lat }) => Number(lat))]
    const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)]
    const middle = (south + north) / 2
    const towers = points.slice(0, 40).map(({ lon, lat }, i) => `T${i},${i}号楼,${lon},${lat},${i}`)
    writeFileSync(
      join(cwd, 'towers.csv'),
      `楼号,楼宇名称,经度,纬度,户数\n${towers.join('\n')}\n,无号,${west},${south},1\n`,
    )
    const line = (name: string, ...coordinates: number[][]) => ({
      type: 'Feature',
      properties: { name },
      geometry: { type: 'LineString', coordinates },
    })
    const write = (file: string, ...features: object[]) =>
      writeFileSync(join(cwd, file), JSON.stringify({ type: 'FeatureCollection', features }))
    write('river.geojson', line('长河', [west - 1, middle], [east + 1, middle]))
    write('bridges.geojson', line('大桥', [(west + east) / 2, middle - 0.01], [(west + east) / 2, middle + 0.01]))

    const city = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
    await json('city', 'create', ...city)
    await json('import', 'demo', 'customers.csv', '--crs', 'wgs84')
    const load = (file: string, kind: string, ...more: string[]) => [
      'import',
      'demo',
      file,
      '--kind',
      kind,
      '--crs',
      'wgs84',
      ...more,
    ]
    const loaded = await shapan(...load('towers.csv', 'building', '--map', 'code=楼号'))
    expect(loaded).toMatchObject({ code: 0 })
    expect(loaded.stdout).toMatch(
      /41 read = 40 loaded \+ 1 rejected\n.*code "楼号", name "楼宇名称"[\s\S]*they hold \d+ cells/,
    )
    expect(existsSync(join(cwd, 'towers.csv.rejects.csv'))).toBe(true)
    expect((await shapan(...load('river.geojson', 'river'))).stdout).toMatch(/they part \d+ pairs/)
    expect(await json(...load('bridges.geojson', 'crossing', '--reach', '300'))).toMatchObject({
      reachM: 300,
      loaded: 1,
    })
    expect((await shapan('unit', 'list', 'demo')).stdout).toMatch(/building +40 +\d{4}-\d\d-\d\d +towers\.csv/)
    expect(await json('barrier', 'list', 'demo')).toMatchObject({ barriers: [{ kind: 'crossing' }, { kind: 'river' }] })

    const rules = ['--grids', '4', '--tolerance', '20%', '--keep-whole', 'building', '--barriers', 'river']
    const made = await shapan('partition', 'demo', ...rules)
    expect(made).toMatchObject({ code: 0 })
    expect(made.stdout).toMatch(/keep-whole units are whole[\s\S]*Barriers are borders: \d+ pairs/)
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })
    expect(await shapan('partition', 'demo', '--grids', '4', '--keep-whole', 'park')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/shapan import demo <file> --kind park.*\[invalid-request\]/),
    })

    for (const [wrong, why] of [
      [['import', 'demo', 'customers.csv', '--crs', 'wgs84', '--merge'], /go with --kind/],
      [load('river.geojson', 'river', '--reach', '5'), /of crossings/],
      [load('towers.csv', 'building', '--duplicates', 'sum'), /for customers/],
      [load('towers.csv', 'building', '--map', 'kode=楼号'), /did you mean "code"\? .*\[invalid-column-map\]/],
      [load('towers.csv', 'river'), /lines and polygons, in GeoJSON.*\[wrong-file-type\]/],
      [['unit', 'remove', 'demo', 'estate'], /has none of the kind estate.*\[invalid-places\]/],
    ] as const)
      expect(await shapan(...wrong)).toMatchObject({ code: 2, text: expect.stringMatching(why) })
    expect(await json('unit', 'remove', 'demo', 'building', 'T0', 'T1')).toMatchObject({ removed: 2 })
    expect(await json('barrier', 'remove', 'demo', 'river')).toMatchObject({ removed: 1 })
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })
  } finally {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
