import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

test('a figure of the city is added, imported, divided by, reported and exported by commands alone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  try {
    const { points } = writeCityFiles(cwd)
    const at = { cwd, env: { DATABASE_URL: url } }
    const json = readJson(() => at)
    const shapan = runWithText(at)
    const kidsOf = (place: number) => (place * place) % 5
    const total = points.reduce((sum, _, place) => sum + kidsOf(place), 0)
    const lines = points.map(({ id, lon, lat }, place) => `${id},${lon},${lat},1,${kidsOf(place)}`)
    writeFileSync(join(cwd, 'kids.csv'), `id,lon,lat,customers,孩子数\n${lines.join('\n')}\n`)

    const city = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
    await json('city', 'create', ...city)
    const kids = ['demo', 'kids', '--label', '孩子数', '--label-en', 'kids', '--unit', 'count', '--column', '孩子数']
    expect(await json('figure', 'add', ...kids)).toMatchObject({ kind: 'sum', key: 'kids', columns: ['孩子数'] })
    await json('figure', 'add', 'demo', 'kids_each', '--ratio', 'kids/customers', '--label', '户均孩子')
    expect((await shapan('figure', 'list', 'demo')).stdout).toMatch(/kids +孩子数 +kids +count +0 +孩子数/)

    const { totals } = await json('import', 'demo', 'kids.csv', '--crs', 'wgs84')
    expect(totals).toEqual({ customers: 400, revenue: 0, kids: total })

    const made = await json('partition', 'demo', '--grids', '5', '--weights', 'kids', '--tolerance', '15%')
    expect(made).toMatchObject({ withinTolerance: true, weights: [{ key: 'kids' }] })
    const { grids } = await json('grids', made.planId)
    for (const { figures } of grids) expect(Math.abs(figures.kids / (total / 5) - 1)).toBeLessThanOrEqual(0.15 + 1e-9)

    // Money in the currency's units, not in hundredths of them.
    expect((await shapan('verify', made.planId)).stdout).toMatch(/ 400 customers, 0\.00 revenue, \d+ kids/)

    const report = ['report', made.planId, '--csv', 'report.csv', '--out', 'report.html', '--language', 'zh-CN']
    expect(await shapan(...report)).toMatchObject({ code: 0 })
    const [header, ...rows] = readFileSync(join(cwd, 'report.csv'), 'utf8').replace('\ufeff', '').split('\n')
    const place = header!.split(',').indexOf('kids')
    const reported = rows.slice(0, 5).map((row) => Number(row.split(',')[place]))
    expect(reported.sort()).toEqual(grids.map((grid: { figures: { kids: number } }) => grid.figures.kids).sort())
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toContain('户均孩子')

    await json('export', made.planId, '--format', 'geojson', '--out', 'grids.geojson')
    const exported = JSON.parse(readFileSync(join(cwd, 'grids.geojson'), 'utf8')) as GeoJSON.FeatureCollection
    expect(exported.features.reduce((sum, { properties }) => sum + properties!.kids, 0)).toBe(total)

    expect(await shapan('figure', 'remove', 'demo', 'kids')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/kids is used by snapshot 1, the ratio kids_each.*\[invalid-request\]/),
    })
    expect(await shapan('figure', 'remove', 'demo', 'kids_each')).toMatchObject({ code: 0 })
  } finally {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
