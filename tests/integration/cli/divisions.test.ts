import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

const cwd = makeDirectory()
let server: Awaited<ReturnType<typeof createServerDatabase>> | undefined
const at = () => ({ cwd, env: { DATABASE_URL: server?.url ?? '' } })
const json = readJson(at)
const text = async (...args: string[]) => await runWithText(at())(...args)
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
const groups = ['公众', '商务', '政企', ''] as const

/** What the rows of the file add up to whose segment is one of `segments`. */
function sumOf(segments: readonly string[]) {
  const rows = read('segments.csv').trim().split('\n').slice(1)
  const own = rows
    .map((row) => row.split(','))
    .filter((fields) => segments.includes(fields[5]!) && fields[1] !== '121.5')
  const sum = (column: number) => own.reduce((total, fields) => total + Math.round(100 * Number(fields[column])), 0)
  return { customers: sum(3) / 100, revenue: sum(4) }
}

beforeAll(async () => {
  writeCityFiles(cwd)
  const [header, ...rows] = read('customers.csv').trim().split('\n')
  const good = rows.filter((row) => !/bad/.test(row))
  const lines = good.map((row, place) => `${row},${groups[place % groups.length]}`)
  writeFileSync(join(cwd, 'segments.csv'), `${header},segment\n${lines.join('\n')}\n`)
  server = await createServerDatabase('schema')
  const args = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
  await json('city', 'create', ...args)
  const map = 'id=code,lon=x,lat=y,customers=people,revenue=fee'
  await json('import', 'demo', 'segments.csv', '--crs', 'wgs84', '--map', map)
})
afterAll(async () => {
  rmSync(cwd, { recursive: true, force: true })
  await server?.drop()
})

it('a city with one division need not know of the word', async () => {
  const { stdout } = await text('partition', 'demo', '--grids', '6', '--tolerance', '30%', '--weights', 'customers')
  expect(stdout).not.toMatch(/division/)
  await json('export', 'demo-1', '--format', 'csv', '--out', 'cells.csv')
  expect(read('cells.csv').split('\n')[0]).not.toMatch(/division/)
  expect((await json('division', 'list', 'demo')).divisions).toMatchObject([{ key: 'all', isDefault: true, plans: 1 }])
})

it('divisions are added, divided, exported and reported each for itself', async () => {
  const added = await text('division', 'add', 'demo', 'business', '--name', '商务', '--segments', '商务,校园')
  expect(added.stdout).toBe('business: added\nsegments: 商务\nno data has brought 校园 yet\n')
  await json('division', 'set', 'demo', 'business', '--segments', '商务,政企')
  const { divisions } = await json('division', 'list', 'demo')
  expect(divisions.map(({ totals }: { totals: object }) => totals)).toEqual([
    sumOf(['公众', '']),
    sumOf(['商务', '政企']),
  ])

  const options = ['--grids', '3', '--tolerance', '30%', '--weights', 'customers', '--division', 'business']
  const made = await json('partition', 'demo', ...options)
  expect(made).toMatchObject({ planId: 'demo-2', division: { key: 'business', name: '商务', isOnly: false } })
  expect((await json('plans', 'demo', '--division', 'business')).plans).toMatchObject([
    { planId: 'demo-2', division: 'business' },
  ])
  for (const [plan, division, segments] of [
    ['demo-1', 'all', ['公众', '']],
    ['demo-2', 'business', ['商务', '政企']],
  ] as const) {
    const sums = sumOf(segments)
    expect(await json('grids', plan)).toMatchObject({ division, totals: sums })
    expect(await json('verify', plan)).toMatchObject({ ok: true, division: { key: division }, stats: sums })
    await json('export', plan, '--format', 'geojson', '--out', 'grids.geojson')
    const { division: said, features } = JSON.parse(read('grids.geojson'))
    expect(said).toMatchObject({ key: division })
    const total = (key: string) =>
      features.reduce(
        (sum: number, { properties }: { properties: Record<string, number> }) => sum + properties[key]!,
        0,
      )
    expect([total('customers'), Math.round(100 * total('revenue'))]).toEqual([sums.customers, sums.revenue])
    await json('export', plan, '--format', 'csv', '--out', 'cells.csv')
    const [header, ...cells] = read('cells.csv').trim().split(/\r?\n/)
    expect(header).toMatch(/,customers,revenue,division$/)
    expect(cells.every((row) => row.endsWith(`,${division}`))).toBe(true)
    expect(cells.reduce((sum, row) => sum + Number(row.split(',').at(-3)), 0)).toBe(sums.customers)
    const report = await text('report', plan, '--out', 'report.html', '--csv', 'report.csv')
    expect(report.stdout).toMatch(new RegExp(`\ndivision: ${division}[\\s\\S]*customers: agrees with the file\n`))
  }
  writeFileSync(join(cwd, 'points.csv'), 'id,lon,lat\na,120.01,30.05\n')
  const owned = await json('assign', 'demo-2', '--in', 'points.csv', '--out', 'owned.csv')
  expect(owned).toMatchObject({ division: { key: 'business' }, owned: 1 })
})

it('refusals say what is there, and end the command', async () => {
  const refused = async (...args: string[]) => (await text(...args)).text
  expect(await refused('partition', 'demo', '--grids', '3', '--division', 'x')).toMatch(
    /all, business \[unknown-division\]/,
  )
  expect(await refused('division', 'set', 'demo', 'all', '--segments', '商务')).toMatch(/business.*\[segment-taken\]/)
  expect(await refused('division', 'remove', 'demo', 'all')).toMatch(/\[default-division\]/)
  expect(await refused('division', 'remove', 'demo', 'business')).toMatch(/demo-2 \(draft\).*\[division-in-use\]/)
  expect(await refused('division', 'add', 'demo', 'business')).toMatch(/\[division-exists\]/)
  await json('plan', 'delete', 'demo-2')
  expect(await json('division', 'remove', 'demo', 'business')).toEqual({ city: 'demo', key: 'business', removed: true })
})
