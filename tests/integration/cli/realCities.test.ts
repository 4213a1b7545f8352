import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson } from './shapan.ts'

const data = process.env.SHAPAN_DATA ?? ''
const cwd = makeDirectory()
let env: Record<string, string> = {}
const json = readJson(() => ({ cwd, env }))
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
/** Without the line that names the plan and its data. */
const belowHead = (name: string) => read(name).replace(/^.*\n/, '')

beforeAll(async () => {
  if (data) env = { DATABASE_URL: (await createServerDatabase('schema')).url }
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('Taipei, by the command line alone', () => {
  const create = (code: string) => {
    const boundary = join(data, 'taipei/taipei_districts.geojson')
    return json('city', 'create', code, '--name', '臺北', '--resolution', '9', '--boundary', boundary, '--crs', 'wgs84')
  }
  const map = 'id=code,lon=lon,lat=lat,customers=households,revenue=income_ktwd_2017'
  const load = (code: string, file: string) => json('import', code, file, '--crs', 'wgs84', '--map', map)
  const divide = (code: string) =>
    json('partition', code, '--grids', '60', '--tolerance', '5%', '--weights', 'customers,revenue')

  it.skipIf(!data)('keeps the file’s totals, and 60 grids stay within ±5 % of households', async () => {
    await create('taipei')
    const summary = await load('taipei', join(data, 'taipei/taipei_bsa.csv.gz'))
    expect(summary).toMatchObject({ rowsRead: 11_490, rowsLoaded: 11_490, rowsRejected: 0, rowsOutside: 0 })
    expect(summary.totals).toEqual({ customers: 1_048_986, revenue: sumOfIncome() })
    await divide('taipei')
    const plan = await json('grids', 'taipei-1')
    expect(plan.grids).toHaveLength(60)
    expect(plan.unassigned.cellCount).toBe(0)
    for (const grid of plan.grids) {
      expect(Math.abs(grid.deviations.customers), grid.name).toBeLessThanOrEqual(0.05)
      expect(grid.cellCount).toBeGreaterThan(0)
    }
    expect(await json('verify', 'taipei-1')).toMatchObject({ ok: true, violations: [] })
  })

  it.skipIf(!data)('gives the same bytes for the same command, and for a shuffled file', async () => {
    await divide('taipei')
    await json('export', 'taipei-1', '--format', 'geojson', '--out', 'first.geojson')
    await json('export', 'taipei-2', '--format', 'geojson', '--out', 'second.geojson')
    expect(belowHead('second.geojson')).toBe(belowHead('first.geojson'))

    const [header, ...rows] = gunzipSync(readFileSync(join(data, 'taipei/taipei_bsa.csv.gz')))
      .toString()
      .trim()
      .split('\n')
    // a fixed shuffle: by a hash of the row
    const shuffled = rows.map((row, i) => ({ row, key: (i * 2_654_435_761) % 2 ** 32 })).sort((a, b) => a.key - b.key)
    writeFileSync(join(cwd, 'shuffled.csv'), `${[header, ...shuffled.map(({ row }) => row)].join('\n')}\n`)
    await load('taipei', 'shuffled.csv')
    await divide('taipei')
    for (const format of ['geojson', 'csv']) {
      await json('export', 'taipei-1', '--format', format, '--out', `first.${format}`)
      await json('export', 'taipei-3', '--format', format, '--out', `third.${format}`)
      expect(belowHead(`third.${format}`)).toBe(belowHead(`first.${format}`))
    }
  })

  it.skipIf(!data)('exports polygons that tile the city in PostGIS, right-handed, without overlap', async () => {
    const client = new pg.Client({ connectionString: env.DATABASE_URL })
    await client.connect()
    try {
      await client.query('create temp table exported (code text primary key, area geometry)')
      await client.query(
        `insert into exported select f->'properties'->>'code', ST_SetSRID(ST_GeomFromGeoJSON(f->>'geometry'), 4326)
         from json_array_elements($1::json->'features') f`,
        [read('first.geojson')],
      )
      const { rows } = await client.query<Record<string, number>>(`
        select count(*)::int as grids,
               count(*) filter (where not ST_IsValid(area))::int as invalid,
               count(*) filter (where not ST_IsPolygonCCW(area))::int as left_handed,
               (select count(*)::int from exported a join exported b on a.code < b.code and ST_Overlaps(a.area, b.area)) as overlaps,
               (sum(ST_Area(area)) / ST_Area(ST_Union(area)))::float8 as cover
        from exported`)
      expect(rows[0]).toMatchObject({ grids: 60, invalid: 0, left_handed: 0, overlaps: 0 })
      expect(rows[0]?.cover).toBeCloseTo(1, 9)

      const { rows: points } = await client.query<{ lon: number; lat: number; code: string | null }>(`
        select ST_X(p) as lon, ST_Y(p) as lat, (select code from exported where ST_Covers(area, p)) as code
        from (select (ST_Dump(ST_GeneratePoints(ST_Union(area), 1000, 7))).geom as p from exported) as random`)
      writeFileSync(join(cwd, 'points.csv'), `lon,lat\n${points.map(({ lon, lat }) => `${lon},${lat}`).join('\n')}\n`)
      const counts = await json('assign', 'taipei-1', '--in', 'points.csv', '--crs', 'wgs84', '--out', 'owned.csv')
      expect(counts).toMatchObject({ rows: 1_000, owned: 1_000, unresolved: 0, invalid: 0 })
      const codes = read('owned.csv').trim().split('\n').slice(1)
      expect(codes.map((line) => line.split(',')[2])).toEqual(points.map(({ code }) => code))
    } finally {
      await client.end()
    }
  })

  it.skipIf(!data)('reports what reconciles with the file', async () => {
    const report = await json('report', 'taipei-1', '--out', 'report.html')
    expect(report.reconciliation.map(({ agrees }: { agrees: boolean }) => agrees)).toEqual([true, true])
    expect(report.figures[0]).toMatchObject({ key: 'customers', within: 60 })
  })

  function sumOfIncome(): number {
    const [header = '', ...rows] = gunzipSync(readFileSync(join(data, 'taipei/taipei_bsa.csv.gz')))
      .toString()
      .trim()
      .split('\n')
    const column = header.trim().split(',').indexOf('income_ktwd_2017')
    return rows.reduce((sum, row) => sum + Math.round(Number(row.trim().split(',')[column] || 0) * 100), 0)
  }
})
