import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

test('outlets, accounts and links are imported, listed, gone by and removed by commands alone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  try {
    const { points } = writeCityFiles(cwd)
    const at = { cwd, env: { DATABASE_URL: url } }
    const json = readJson(() => at)
    const shapan = runWithText(at)
    const place = (i: number) => `${points[i]!.lon},${points[i]!.lat}`
    const write = (name: string, ...lines: string[]) => writeFileSync(join(cwd, name), `${lines.join('\n')}\n`)
    write(
      'outlets.csv',
      '渠道编码,渠道名称,渠道类型,经度,纬度',
      `W1,东厅,自有,${place(0)}`,
      `W2,店,社会,${place(1)}`,
      'W3,茶馆,茶,1,1',
    )
    write(
      'accounts.csv',
      '客户编码,客户名称,等级,名单,地点编号,线路数,经度,纬度',
      ...[`K1,大学,A,重点,1,30,${place(2)}`, `L1,公司,B,名单,1,1,${place(3)}`, 'L2,无处,,名单,1,1,,'],
    )
    const [west, east] = [points[0]!, points[points.length - 1]!]
    const line = { type: 'LineString', coordinates: [west, east].map(({ lon, lat }) => [Number(lon), Number(lat)]) }
    const bridge = { type: 'Feature', properties: { name: '长桥' }, geometry: line }
    write('links.geojson', JSON.stringify({ type: 'FeatureCollection', features: [bridge] }))

    const city = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
    await json('city', 'create', ...city)
    await json('import', 'demo', 'customers.csv', '--crs', 'wgs84')
    const load = (file: string, kind: string, ...more: string[]) => [
      ...['import', 'demo', file, '--kind', kind, '--crs', 'wgs84'],
      ...more,
    ]
    expect((await shapan('outlet', 'list', 'demo')).stdout).toMatch(/no outlets: .* --kind outlet/)
    expect((await shapan('account', 'list', 'demo')).stdout).toMatch(/no accounts: .* --kind account/)
    expect((await shapan(...load('outlets.csv', 'outlet'))).stdout).toMatch(
      /3 read = 2 loaded \+ 1 rejected[\s\S]*they lie in \d cells?[\s\S]*渠道类型: "茶" is no type of outlet/,
    )
    expect((await shapan(...load('accounts.csv', 'account'))).stdout).toMatch(
      /3 of the kind account[\s\S]*1 site has no coordinates; kept, but not on the map: "无处"/,
    )
    expect((await shapan(...load('links.geojson', 'link'))).stdout).toMatch(/they join 1 pairs of cells/)
    expect(await json('outlet', 'list', 'demo')).toMatchObject({
      outlets: [{ code: 'W1', type: 'own' }, { code: 'W2' }],
    })
    expect((await shapan('account', 'list', 'demo')).stdout).toMatch(
      /K1 +大学 +key +A +1 +1 +30\n[\s\S]*L2 +无处 +listed/,
    )

    const rules = ['--outlet-centres', '--key-accounts', 'own-grid', '--listed-accounts', 'leave']
    const made = await shapan('partition', 'demo', '--grids', '4', '--tolerance', '20%', ...rules)
    expect(made).toMatchObject({ code: 0 })
    expect(made.stdout).toMatch(
      /in 5 grids[\s\S]*1 listed account with 1 customer left[\s\S]*1 key account has 1 grid of its own/,
    )
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })
    for (const [wrong, why] of [
      [['account', 'remove', 'demo', 'K9'], /has no account K9.*\[invalid-places\]/],
      [['outlet', 'remove', 'demo', 'W9'], /not all of W9.*\[invalid-places\]/],
      [load('outlets.csv', 'account'), /\[(missing-column|nothing-to-load|too-many-rejects)\]/],
      [load('outlets.csv', 'outlet', '--map', 'typ=渠道类型'), /did you mean "type"\? .*\[invalid-column-map\]/],
      [load('outlets.csv', 'link'), /in GeoJSON.*\[wrong-file-type\]/],
    ] as const)
      expect(await shapan(...wrong)).toMatchObject({ code: 2, text: expect.stringMatching(why) })
    expect(await json('account', 'remove', 'demo', 'K1')).toMatchObject({ removed: 1 })
    expect(await json('outlet', 'remove', 'demo')).toMatchObject({ removed: 2 })
    expect(await shapan('partition', 'demo', '--grids', '4', '--key-accounts', 'own-grid')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/has no key accounts.*--kind account.*\[invalid-request\]/),
    })
    expect(await shapan('verify', 'demo-1')).toMatchObject({ code: 0 })
  } finally {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
