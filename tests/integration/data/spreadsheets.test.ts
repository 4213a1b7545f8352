import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { createCity } from '../../../server/cities/createCity.ts'
import { getCity } from '../../../server/cities/store.ts'
import { type ImportOptions, importFile } from '../../../server/data/importFile.ts'
import { readJson } from '../../../server/files/textFile.ts'
import { temporaryDirectory, textsOf } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const cases = resolve(import.meta.dirname, '../../../fixtures/cases')

/** Files as spreadsheets and people make them, each with its right answer. */
anyDatabase('customers out of a spreadsheet', (database) => {
  beforeAll(async () => {
    const path = join(cases, 'bom-districts.geojson')
    const boundary = await readJson(path, { expected: 'geojson', errorCode: 'invalid-boundary' })
    await createCity(database(), { code: 'sheets', name: '试验市', resolution: 8, boundary, crs: 'wgs84' })
  })
  const load = (file: string, options: Partial<ImportOptions> = {}) =>
    importFile(database(), 'sheets', join(cases, file), { crs: 'wgs84', ...options })
  const current = async () => (await getCity(database().kysely, 'sheets')).snapshot

  test.each<[string, Partial<ImportOptions>, number, number, number]>([
    ['base-customers.csv', {}, 400, 2048, 9_941_879],
    ['gbk-customers.csv', { encoding: 'gb18030' }, 400, 2048, 9_941_879],
    ['sep-first-line.csv', {}, 50, 264, 1_307_152],
    ['thousands-currency.csv', {}, 60, 125_490, 6_559_000],
    ['full-width-digits.csv', {}, 40, 214, 1_039_621],
    ['full-width-commas.csv', {}, 40, 214, 1_039_621],
    ['location-column.csv', {}, 60, 314, 0],
    ['trailing-blank-rows.csv', {}, 80, 412, 2_113_890],
    ['degrees-minutes-seconds.csv', {}, 40, 40, 0],
    ['total-households.csv', {}, 30, 26_400, 0],
    ['some-refunds.csv', {}, 400, 2048, 6_695_863],
    ['refunds-zero-total.csv', {}, 400, 2048, 0],
    ['refunds-negative-total.csv', {}, 400, 2048, -3_829_693],
  ])('%s is read whole', async (file, options, rows, customers, revenue) => {
    const summary = await load(file, options)
    expect(summary).toMatchObject({ rowsRead: rows, rowsLoaded: rows, rowsRejected: 0, rowsOutside: 0, warnings: [] })
    expect(summary.totals).toEqual({ customers, revenue })
  })

  test('of coordinates in two systems the stated one is read, and told', async () => {
    const { columnMap } = await load('suffixed-coordinates.csv', { crs: 'gcj02' })
    expect(columnMap).toMatchObject({ lon: '经度_gcj02', lat: '纬度_gcj02' })
    expect((await load('suffixed-coordinates.csv')).columnMap).toMatchObject({ lon: '经度_wgs84', lat: '纬度_wgs84' })
  })

  test('degrees in minutes and seconds lie where the decimal ones do', async () => {
    const { snapshotId } = await load('degrees-minutes-seconds.csv')
    const { rows } = await sql<{ lng: number; lat: number }>`
      select ST_X(location) as lng, ST_Y(location) as lat from customer
      where snapshot_id = ${snapshotId} order by line_number limit 1`.execute(database().kysely)
    expect(rows[0]?.lng).toBeCloseTo(117.252102, 5)
    expect(rows[0]?.lat).toBeCloseTo(31.818679, 5)
  })

  test.each<[string, string, RegExp]>([
    [
      'excel-cut-ids.csv',
      'too-many-rejects',
      /394 of 400 rows \(98\.5%\).*duplicate-id.*scientific notation.*format the column as text.*keeps its previous data/,
    ],
    ['gbk-customers.csv', 'wrong-file-type', /GB18030.*--encoding gb18030/],
    [
      'scaled-degrees.csv',
      'nothing-to-load',
      /divided by 1,000,000 the point lies in the city.*keeps its previous data/,
    ],
    ['headerless-towers.csv', 'missing-column', /first line looks like data/],
  ])('%s is refused, and the good data stays', async (file, code, message) => {
    const { snapshotId } = await load('sep-first-line.csv')
    const refused = load(file)
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(await current()).toMatchObject({ snapshotId, rowsLoaded: 50 })
  })

  test('what is refused as a whole can be had, and its rejects are there to read', async () => {
    const rejectsPath = join(temporaryDirectory(), 'rejects.csv')
    await expect(load('excel-cut-ids.csv', { rejectsPath })).rejects.toThrow(rejectsPath)
    expect(readFileSync(rejectsPath, 'utf8').trim().split('\n')).toHaveLength(395)
    const summary = await load('excel-cut-ids.csv', { maxRejectedShare: 1 })
    expect(summary).toMatchObject({ rowsLoaded: 6, rowsRejected: 394 })
    expect(summary.warnings.map(({ code }) => code)).toEqual(['many-rejected', 'cut-ids'])
    expect(await load('excel-cut-ids.csv', { columnMap: { id: '' } })).toMatchObject({ rowsLoaded: 400, warnings: [] })
  })

  test('of one customer at two addresses the first counts, both do, or they add up', async () => {
    const file = 'same-customer-two-addresses.csv'
    const rejectsPath = join(temporaryDirectory(), 'rejects.csv')
    const first = await load(file)
    expect(first).toMatchObject({
      rowsLoaded: 100,
      rowsRejected: 100,
      totals: { customers: 510, revenue: 2_551_646 },
    })
    expect(first.warnings).toEqual([
      {
        code: 'many-rejected',
        name: file,
        rows: 200,
        rejected: 100,
        reasons: [
          {
            code: 'duplicate-id',
            rows: 100,
            line: expect.any(Number),
            column: expect.any(String),
            reason: expect.any(String),
          },
        ],
      },
    ])
    expect(textsOf(first.warnings)).toEqual([expect.stringMatching(/100 of 200.*--duplicates sum/)])
    const all = { rowsLoaded: 200, rowsRejected: 0, totals: { customers: 1020, revenue: 5_103_292 }, warnings: [] }
    expect(await load(file, { duplicates: 'keep', rejectsPath })).toMatchObject(all)
    const sum = await load(file, { duplicates: 'sum', rejectsPath })
    expect(sum).toMatchObject({ ...all, rowsAddedUp: 100 })
    expect(existsSync(rejectsPath)).toBe(false)
    const { rows } = await sql<{ places: number; ids: number; customers: number; revenue: number }>`
      select count(distinct (customer_id, location)) as places, count(distinct customer_id) as ids,
             sum(figures[1])::int as customers, sum(figures[2])::int as revenue
      from customer where snapshot_id = ${sum.snapshotId}`.execute(database().kysely)
    expect(rows[0]).toMatchObject({ places: 100, ids: 100, customers: 1020, revenue: 5_103_292 })
  })

  test('added up, a customer without a count is one, and follows the first place out of the city and into it', async () => {
    const rows = [
      'a,117.22,31.82,1.00',
      'a,100,31.82,2.00',
      'b,100,31.82,4.00',
      'b,117.22,31.82,8.00',
      'c,117.25,31.82,16',
    ]
    const path = join(temporaryDirectory(), 'added.csv')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(path, `id,lon,lat,revenue\n${rows.join('\n')}\n`)
    const summary = await importFile(database(), 'sheets', path, { crs: 'wgs84', duplicates: 'sum' })
    expect(summary).toMatchObject({
      rowsLoaded: 5,
      rowsAddedUp: 2,
      rowsOutside: 2,
      outside: { beyondBox: 2, nearby: 0, figures: { customers: 1, revenue: 1200 } },
      totals: { customers: 2, revenue: 1900 },
    })
  })
})
