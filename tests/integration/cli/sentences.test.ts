import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Output } from '../../../server/cli/output.ts'
import { runCli } from '../../../server/cli/program/run.ts'
import { findWordFaults } from '../../wordFaults.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, writeCityFiles } from './shapan.ts'

/** What each customer pays, in hundredths, out of a number from 0 to 1 that is its own, or of its place in the file. */
const charges: Record<string, ((share: number, place: number) => number) | undefined> = {
  'some-refunds': (share) => Math.round(90_000 * share - 12_000),
  'negative-total': (share) => Math.round(90_000 * share - 60_000),
  // each charge is paid back
  'zero-total': (_, place) => (place % 2 === 0 ? 1 : -1) * 10_000 * (1 + (place >> 1)),
  'no-revenue': undefined,
  'all-zero': () => 0,
}

const cwd = makeDirectory()
let drop: () => Promise<void>
let client: pg.Client
/** hundredths of money that must not be taken for money */
const cents: number[] = []
const before = { ...process.env }

beforeAll(async () => {
  const { points } = writeCityFiles(cwd)
  const made = await createServerDatabase('schema')
  drop = made.drop
  Object.assign(process.env, { DATABASE_URL: made.url, SHAPAN_DATA_DIR: join(cwd, 'data'), LANG: 'C.UTF-8' })
  client = new pg.Client({ connectionString: made.url })
  await client.connect()
  for (const [name, charge] of Object.entries(charges)) {
    const paid = points.map(({ lat }, i) => charge?.((lat * 7919) % 1, i) ?? 0)
    const lines = points.map(({ id, lon, lat }, i) =>
      [id, lon, lat, name === 'all-zero' ? 0 : 1 + (i % 5), ...(charge ? [(paid[i]! / 100).toFixed(2)] : [])].join(),
    )
    writeFileSync(join(cwd, `${name}.csv`), `id,lon,lat,customers${charge ? ',revenue' : ''}\n${lines.join('\n')}\n`)
  }
})
afterAll(async () => {
  await client?.end()
  await drop?.()
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  rmSync(cwd, { recursive: true, force: true })
})

/** What a command says, and where it writes a report what that says in both languages; all of it held to a planner's words. */
async function say(...args: string[]): Promise<string> {
  let text = ''
  const write = (said: string) => {
    text += said
  }
  const output: Output = { out: write, error: write, redraw() {}, isTerminal: false }
  await runCli(args, output)
  expect([args.join(' '), findWordFaults(text, cents)]).toEqual([args.join(' '), []])
  return text
}

async function report(plan: string): Promise<Record<'cli' | 'en' | 'zh-CN' | 'csv', string>> {
  const texts = { cli: '', en: '', 'zh-CN': '', csv: '' }
  for (const language of ['en', 'zh-CN'] as const) {
    const [html, csv] = [join(cwd, 'r.html'), join(cwd, 'r.csv')]
    texts.cli = await say('report', plan, '--out', html, '--csv', csv, '--language', language)
    texts[language] = readFileSync(html, 'utf8')
      .replace(/<style>.*?<\/style>/s, '')
      .replaceAll(/<[^>]+>/g, '\n')
      .replaceAll('&quot;', '"')
    texts.csv = readFileSync(csv, 'utf8')
    expect([plan, language, findWordFaults(texts[language], cents)]).toEqual([plan, language, []])
    // empty fields are right in a table
    expect([plan, findWordFaults(texts.csv.replaceAll('""', ''), cents)]).toEqual([plan, []])
  }
  return texts
}

async function makeCity(name: string): Promise<void> {
  const file = (path: string) => join(cwd, path)
  await say(
    'city',
    'create',
    name,
    '--name',
    name,
    '--resolution',
    '7',
    '--boundary',
    file('boundary.geojson'),
    '--crs',
    'wgs84',
  )
  const imported = await say('import', name, file(`${name}.csv`), '--crs', 'wgs84', '--rejects', file('rejects.csv'))
  expect(imported).toContain('400 loaded')
  const { rows } = await client.query<{ cents: string }>(
    'select sum(figures[2])::text as cents from cell_fact f join city c using (city_id) where c.code = $1 group by f.cell_index union select s.totals[2]::text from snapshot s join city c using (city_id) where c.code = $1',
    [name],
  )
  cents.splice(0, cents.length, ...rows.map((row) => Number(row.cents)))
}

/** A partition, its grids and its report. */
async function divide(city: string, number: number, ...options: string[]) {
  const partition = await say('partition', city, ...options, '--preset', 'fast')
  expect(partition).toContain(`${city}-${number} `)
  const { rows } = await client.query<{ warnings: { code: string }[] }>(
    'select warnings from plan join city using (city_id) where code = $1 and plan_number = $2',
    [city, number],
  )
  return {
    partition,
    grids: await say('grids', `${city}-${number}`),
    ...(await report(`${city}-${number}`)),
    codes: rows[0]!.warnings.map(({ code }) => code),
  }
}

describe('what planners read speaks of money, customers and grids, truly', () => {
  test('where some revenue is refunds', async () => {
    await makeCity('some-refunds')
    const { partition, cli } = await divide('some-refunds', 1, '--grids', '4', '--tolerance', '30%')
    expect(partition).toMatch(/^revenue: -[\d.]+% to \+[\d.]+% of the average$/m)
    expect(cli).toMatch(/^(not )?balanced: \d of 4 grids are within ±30% of the average in customers and revenue$/m)
  })

  test('where refunds exceed the revenue', async () => {
    await makeCity('negative-total')
    const both = await divide('negative-total', 1, '--grids', '4', '--tolerance', '20%')
    expect(both.partition).toMatch(/^revenue: cannot be balanced, because refunds exceed it$/m)
    expect(both.partition).toMatch(/^warning: Revenue adds up to -\d+\.\d\d and cannot be balanced\.$/m)
    expect(both.cli).toMatch(/grids are within ±20% of the average in customers$/m)
    expect(both['zh-CN']).toMatch(/收入合计为 -¥[\d,]+\.\d\d，无法均衡。/)
    const alone = await divide('negative-total', 2, '--grids', '4', '--weights', 'revenue')
    expect(alone.partition).toMatch(/^nothing to balance: the grids have about equal numbers of cells$/m)
    expect(alone.cli).toMatch(/^nothing to balance: the revenue of all grids adds up to -CN¥[\d,]+\.\d\d$/m)
    expect(alone.en).not.toMatch(/Balanced:|Furthest out|Nothing needs to be done/)
    expect(alone['zh-CN']).toMatch(/没有可均衡的指标：全部网格的收入合计为 -¥[\d,]+\.\d\d。/)
    expect(alone.csv.split('\n')[1]).toMatch(/,,\d{4}-\d\d$/)
  })

  test.each(['zero-total', 'no-revenue'])('where there is no revenue: %s', async (city) => {
    await makeCity(city)
    const { partition, cli, en } = await divide(city, 1, '--grids', '4', '--tolerance', '20%')
    expect(partition).toMatch(/^revenue: there is no revenue to balance$/m)
    expect(cli).toMatch(/in customers$/m)
    expect(en).toContain('There is nothing to balance in revenue: the sum is zero.')
  })

  test('where nothing has any weight', async () => {
    await makeCity('all-zero')
    const { partition, cli } = await divide('all-zero', 1, '--grids', '3')
    expect(partition).toMatch(/^customers: there are no customers to balance$/m)
    expect(cli).toContain('nothing to balance: the customers of all grids add up to 0 and the revenue')
    expect(await say('partition', 'all-zero', '--size-band', '30-50')).toMatch(/\[solve-failed\]|nothing to balance/)
  })

  test('where the tolerance is missed, grids are locked, a band is asked for, and what is refused', async () => {
    const city = 'some-refunds'
    cents.length = 0
    const missed = await divide(city, 2, '--grids', '7', '--tolerance', '0.1%', '--time-limit', '1s')
    expect(missed.partition).toContain('NOT every grid is within the tolerance')
    expect(missed.codes.length).toBeGreaterThan(0)

    const band = await divide(city, 3, '--size-band', '150-500', '--weights', 'customers')
    expect(band.cli).toMatch(/of \d grids have 150 to 500 customers$/m)
    expect(band.en).toContain('the band is a size of 150 to 500 customers')
    expect(band['zh-CN']).toMatch(/规模在 150–500 个客户之间/)

    await client.query(
      `update grid set locked = true where plan_number = 1 and grid_number in (1, 2)
      and city_id = (select city_id from city where code = $1)`,
      [city],
    )
    const near = await divide(city, 4, '--from', `${city}-1`, '--grids', '6', '--tolerance', '2%', '--time-limit', '1s')
    expect(near.partition).toMatch(/% of the customers changed grid$/m)

    for (const refused of [
      ['--size-band', '899-900', '--weights', 'customers'],
      ['--grids', '100000'],
      ['--grids', '60000'],
      ['--grids', '1', '--from', `${city}-1`],
      ['--grids', '1', '--districts', 'never'],
      ['--size-band', '30-20'],
      ['--size-band', '100-200', '--weights', 'revenue'],
      ['--grids', '4', '--soft', 'revenue', '--weights', 'customers'],
      ['--grids', '4', '--tolerance', '5%,5%,5%'],
      ['--grids', '4', '--budget', '1%'],
      ['--grids', '4', '--snapshot', '99'],
      ['--from', 'nowhere-1'],
      [],
    ])
      expect(await say('partition', city, ...refused)).toMatch(/^shapan: .* \[[a-z-]+\]$/m)
  })
})

describe('what a refusal advises, is taken', () => {
  const city = 'some-refunds'
  const refused = async (...options: string[]) => {
    const text = await say('partition', city, ...options)
    expect(text).toMatch(/^shapan: .* \[[a-z-]+\]$/m)
    return (pattern: RegExp): string => {
      const [, told] = pattern.exec(text) ?? []
      if (told === undefined) throw new Error(`${pattern} is not advised by: ${text}`)
      return told
    }
  }
  const taken = async (...options: string[]) => {
    const text = await say('partition', city, ...options, '--preset', 'fast')
    expect(text).toMatch(/: [\d,]+ cells in \d+ grids, solved in /)
    return text
  }

  test('how many grids there may be, and must', async () => {
    const most = (await refused('--grids', '60000'))(/at most (\d+) grids/)
    await taken('--grids', most, '--weights', 'customers')
    const least = (await refused('--grids', '1', '--districts', 'never'))(/ask for at least (\d+) grids/)
    await taken('--grids', least, '--districts', 'never')
  })

  test('a band that takes the average in', async () => {
    for (const band of ['899-900', '320-330']) {
      const [smallest, largest] = band.split('-').map(Number) as [number, number]
      const average = Number(
        (await refused('--size-band', band, '--weights', 'customers'))(/would have ([\d,]+) on average/).replaceAll(
          ',',
          '',
        ),
      )
      const wider = average > largest ? [smallest, Math.ceil(average)] : [Math.floor(average), largest]
      await taken('--size-band', wider.join('-'), '--weights', 'customers')
    }
  })

  test('the budget that is needed', async () => {
    const needed = (await refused('--grids', '3', '--from', `${city}-1`, '--budget', '0%'))(
      /Raise the budget to ([\d.]+)%/,
    )
    await taken('--grids', '3', '--from', `${city}-1`, '--budget', `${needed}%`)
  })

  test('more grids than are locked, or fewer locks', async () => {
    await client.query(
      `update grid set locked = true where plan_number = 1 and grid_number <= 3
       and city_id = (select city_id from city where code = $1)`,
      [city],
    )
    await refused('--grids', '2', '--from', `${city}-1`)
    await taken('--grids', '5', '--from', `${city}-1`)
    await client.query('update grid set locked = false where plan_number = 1')
    await taken('--grids', '3', '--from', `${city}-1`)
  })

  test('plans, snapshots and cities that there are', async () => {
    const plan = (await refused('--from', `${city}-99`, '--grids', '4'))(/there is ([\w-]+)/)
    await taken('--from', plan)
    const snapshot = (await refused('--grids', '4', '--snapshot', '99'))(/it has (\d+)/)
    await taken('--grids', '4', '--snapshot', snapshot)
    expect(await say('snapshot', 'delete', city, '99')).toContain(`"shapan snapshot list ${city}"`)
    expect(await say('snapshot', 'list', city)).toContain('some-refunds.csv')
    expect(await say('partition', 'nowhere', '--grids', '2')).toContain(city)
  })

  test('a draft in place of a published plan', async () => {
    await client.query(`update plan set status = 'published' where plan_number = 1`)
    await taken('--from', `${city}-1`, '--budget', '0')
  })
})
