import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

test('rules of a city are set, gone by, switched off, costed and cleared by commands alone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  try {
    const { points } = writeCityFiles(cwd)
    const at = { cwd, env: { DATABASE_URL: url } }
    const json = readJson(() => at)
    const shapan = runWithText(at)
    const towers = points.slice(0, 40).map(({ lon, lat }, i) => `T${i},${i}号楼,${lon},${lat}`)
    writeFileSync(join(cwd, 'towers.csv'), `编码,名称,经度,纬度\n${towers.join('\n')}\n`)
    const city = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
    await json('city', 'create', ...city)
    await json('import', 'demo', 'customers.csv', '--crs', 'wgs84')
    await json('import', 'demo', 'towers.csv', '--kind', 'building', '--crs', 'wgs84')

    expect((await shapan('rules', 'demo')).stdout).toMatch(/^no rules/)
    const rules = ['--keep-whole', 'building', '--pin', '0-1=2', '--apart', '0,40']
    expect(await json('rules', 'demo', 'set', ...rules)).toMatchObject({
      revision: 1,
      rules: {
        keepWhole: ['building'],
        pins: [{ cells: [[0, 2]], grid: 2 }],
        apart: [[{ cells: [[0, 1]] }, { cells: [[40, 1]] }]],
      },
    })
    const shown = await shapan('rules', 'demo')
    expect(shown.stdout).toMatch(
      /keepWhole +building\n +pins +0-1=2\n +apart +0,40|keepWhole +building\npins +0-1=2\napart +0,40/,
    )
    const partition = ['partition', 'demo', '--grids', '4', '--tolerance', '30%']
    const made = await shapan(...partition)
    expect(made).toMatchObject({ code: 0 })
    expect(made.stdout).toMatch(
      /keep-whole units[\s\S]*1 pin kept: 2 cells lie in the 1 grid[\s\S]*The one pair is kept apart/,
    )
    expect((await shapan('verify', 'demo-1')).text).toMatch(/^demo-1 holds/)
    const costs = await shapan(...partition, '--costs')
    expect(costs.stdout).toMatch(
      /cost: Keeping units whole: [-+]?[\d.]+% border, [-+]?[\d.]+ points of balance\.\ncost: Pinning things to grids: .*\ncost: Keeping things apart: /,
    )
    const off = await shapan(...partition, '--no-keep-whole', '--no-apart')
    expect(off.stdout).toMatch(/1 pin kept/)
    expect(off.stdout).not.toMatch(/keep-whole|apart/)
    expect((await shapan(...partition, '--no-city-rules')).stdout).not.toMatch(/pin|keep-whole|apart/)

    expect(await json('rules', 'demo', 'set', '--no-pin')).toMatchObject({ rules: { keepWhole: ['building'] } })
    expect(await json('rules', 'demo', 'clear')).toMatchObject({ rules: {}, revision: 3 })
    for (const [wrong, why] of [
      [['rules', 'demo', 'set'], /say a rule/],
      [['rules', 'demo', '--keep-whole', 'park'], /shapan rules demo set/],
      [['rules', 'demo', 'set', '--class-b-share', '50%'], /say --class-b/],
      [['rules', 'demo', 'set', '--pin', 'building:T99=1'], /no building with the code "T99".*T0 \(0号楼\)/],
      [[...partition, '--pin', '0=9'], /pinned to grids up to 9, and 4 are asked for/],
      [[...partition, '--class-b'], /name them in `areas`, or give `from`/],
    ] as const)
      expect(await shapan(...wrong)).toMatchObject({ code: 2, text: expect.stringMatching(why) })
  } finally {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
