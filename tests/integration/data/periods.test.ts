import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import type { PeriodList } from '../../../server/contract/cities.ts'
import { periodFigures } from '../../../server/contract/periodFigures.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { addFigure } from '../../../server/data/cityFigures.ts'
import { type ImportOptions, importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { expectProblem, serveApp } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const keys = ['opening', 'joined', 'left', 'billed', 'received', 'arrears_30']
const segments = ['公众', '商务', '政企']

/** Customers of a month all over the test city, in three segments; those whose number the month divides have left in it. */
function monthCsv(month: number, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const lon = 121.41 + ((i * 37) % 181) / 1000
    const lat = 31.11 + ((i * 53) % 179) / 1000
    const left = i % (month + 11) === 0 ? 1 : 0
    const billed = ((i * 7919 + month * 131) % 30_000) - 500
    const owed = i % 9 === 0 ? billed % 977 : 0
    const money = [billed, billed - owed, owed].map((cents) => (cents / 100).toFixed(2))
    const counts = [1 - left, i % 13 === 0 ? 0 : 1, i % 13 === 0 ? 1 : 0, left]
    return `c${i},${lon.toFixed(4)},${lat.toFixed(4)},${segments[i % 3]},${counts.join(',')},${money.join(',')},2026年${month}月`
  })
  return `id,lon,lat,segment,customers,${keys.join(',')},账期\n${lines.join('\n')}\n`
}

// The same statements import on both; `importFile.test.ts` and `oddText.test.ts` import into both databases with each change.
anyDatabase('billing periods', (database) => {
  const server = serveApp(database)
  const load = (city: string, text: string, options: Partial<ImportOptions> = {}) =>
    importFile(database(), city, Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'a.csv', ...options })
  const current = async (city: string) => (await server().get(`/api/cities/${city}`)).json().snapshot
  const periods = async (city: string) => (await server().get(`/api/cities/${city}/periods`)).json<PeriodList>()
  const simple = (...rows: string[]) =>
    `id,lon,lat,period\n${rows.map((row, i) => `c${i},121.5,31.2,${row}`).join('\n')}\n`

  test('of a city are imported, summed by cell and segment, and read back as SQL has them', async () => {
    const { cityId, cellCount } = await makeCity(database(), 'town', 8)
    for (const key of keys) await addFigure(database(), 'town', periodFigures.find((one) => one.key === key)!)
    const first = await load('town', monthCsv(9, 1500))
    const second = await load('town', monthCsv(10, 1700))
    expect([first, second]).toMatchObject([
      { period: '2026-09', periodBasis: 'column', corrects: null, current: { snapshotId: 1 } },
      { period: '2026-10', periodBasis: 'column', corrects: null, current: { snapshotId: 2, period: '2026-10' } },
    ])
    const listed = await periods('town')
    expect(listed).toMatchObject({
      currentPeriod: '2026-10',
      periods: [
        { period: '2026-10', snapshot: { snapshotId: 2, period: '2026-10' }, earlier: [], totals: second.totals },
        { period: '2026-09', snapshot: { snapshotId: 1 }, earlier: [], totals: first.totals },
      ],
    })
    await runPartition(database(), 'town', { grids: 4, tolerance: 0.5, weights: ['customers'], period: '2026-09' })

    for (const [place, { period, snapshot, figureKeys }] of listed.periods.entries()) {
      expect(figureKeys).toEqual(['customers', 'revenue', ...keys])
      const answer = await server().get(`/api/cities/town/cells?period=${period}`)
      expect(answer.headers['x-snapshot']).toBe(String(snapshot.snapshotId))
      const cells = decodeCells(answer.rawPayload)
      const imported = await cellsInSql(database(), cityId, snapshot.snapshotId)
      expect(imported.size).toBeGreaterThan(100)
      for (let cell = 0; cell < cellCount; cell++)
        expect([cell, cells.figures.values.map((values) => values[cell])]).toEqual([
          cell,
          imported.get(cell) ?? figureKeys.map(() => 0),
        ])
      expect(await factsInSql(database(), cityId, snapshot.snapshotId)).toEqual(
        await sumsInSql(database(), cityId, snapshot.snapshotId),
      )
      const plan = (await server().get(`/api/plans/town-1?period=${period}`)).json<PlanDetail>()
      expect(plan).toMatchObject({ snapshotId: 1, snapshot: { period }, totals: listed.periods[place]!.totals })
      const report = (await server().get(`/api/plans/town-1/report?period=${period}`)).json()
      expect(report).toMatchObject({ snapshot: { period }, isNewestData: place === 0 })
      for (const row of report.reconciliation) expect(row.agrees).toBe(true)
      const csv = (await server().get(`/api/plans/town-1/report?format=csv&period=${period}`)).body
      expect(csv.split('\n').filter((line) => line.trimEnd().endsWith(`,${period}`))).toHaveLength(4 + 3)
    }
    const html = (lang: string) => server().get(`/api/plans/town-1/report?format=html&lang=${lang}`)
    expect((await html('zh-CN')).body).toContain('账期 2026年9月')
    expect((await html('en')).body).toContain('Data of September 2026')
  })

  test('are told by the query that the guide to the data shows', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/data.md'), 'utf8')
    const query = guide.split('```').find((block) => block.includes('distinct on (period)'))!
    const { rows } = await database().execute(query.replace(/^sql/, ''))
    const { periods: listed } = await periods('town')
    expect(rows).toMatchObject(listed.map(({ period }) => ({ period })))
    for (const [place, { totals }] of listed.entries())
      for (const key of ['billed', 'received']) expect(Math.round(100 * Number(rows[place]![key]))).toBe(totals[key])
  })

  test('are asked for by name: an unknown one is told with those there are, one that disagrees is refused', async () => {
    const urls = ['/api/cities/town/cells', '/api/plans/town-1', '/api/plans/town-1/report']
    for (const url of urls) {
      const { detail } = expectProblem(await server().get(`${url}?period=2025-01`), 404, 'unknown-period')
      expect(detail).toBe('The city has no data of 2025-01; it has 2026-10, 2026-09')
      const disagreeing = expectProblem(await server().get(`${url}?period=2026-09&snapshot=2`), 400, 'invalid-request')
      expect(disagreeing.detail).toBe(
        'The snapshot 2 is of 2026-10, not of 2026-09: name the snapshot or the period, one of the two',
      )
      expect((await server().get(`${url}?period=2026-09&snapshot=1`)).statusCode).toBe(200)
      expectProblem(await server().get(`${url}?period=10`), 400, 'invalid-request')
    }
    const partition = (body: object) =>
      server().post('/api/cities/town/partitions', { grids: 4, weights: ['customers'], tolerance: 0.5, ...body })
    expectProblem(await partition({ period: '2025-01' }), 404, 'unknown-period')
    expectProblem(await partition({ period: '2026-09', snapshot: 2 }), 400, 'invalid-request')
    expect(await periods('town')).toMatchObject({ currentPeriod: '2026-10' })
  })

  test('a correction is the data of its period, and the earlier version stays', async () => {
    await makeCity(database(), 'corrected')
    await load('corrected', simple('2026-09', '2026-09'))
    await load('corrected', simple('2026-10'))
    const again = await load('corrected', simple('2026-09', '2026-09', '2026-09'))
    expect(again).toMatchObject({ period: '2026-09', corrects: 1, current: { snapshotId: 2, period: '2026-10' } })
    expect((await periods('corrected')).periods).toMatchObject([
      { period: '2026-10', snapshot: { snapshotId: 2 } },
      { period: '2026-09', snapshot: { snapshotId: 3 }, earlier: [{ snapshotId: 1 }], totals: { customers: 3 } },
    ])
    const newest = await load('corrected', simple('2026-10', '2026-10'))
    expect(newest).toMatchObject({ corrects: 2, current: { snapshotId: 4 } })
    expect((await current('corrected')).snapshotId).toBe(4)
  })

  test('an older month after a newer one does not become the current data, and is divided by when asked', async () => {
    await makeCity(database(), 'backfilled')
    const now = await load('backfilled', 'id,lon,lat\nc1,121.5,31.2\nc2,121.51,31.21\n')
    expect(now).toMatchObject({ periodBasis: 'month-of-import', current: { snapshotId: 1 } })
    const older = await load('backfilled', 'id,lon,lat\nc1,121.5,31.2\n', { period: '2020-02' })
    expect(older).toMatchObject({ period: '2020-02', periodBasis: 'stated', current: { snapshotId: 1 } })
    expect(await current('backfilled')).toMatchObject({ snapshotId: 1, period: now.period })
    const one = { grids: 1, tolerance: 0.5, weights: ['customers' as const] }
    expect((await runPartition(database(), 'backfilled', one)).snapshot.snapshotId).toBe(1)
    expect((await runPartition(database(), 'backfilled', { ...one, period: '2020-02' })).snapshot.snapshotId).toBe(2)
  })

  test('the current data that is deleted leaves its place to the newest of the newest period', async () => {
    await makeCity(database(), 'undone')
    await load('undone', simple('2026-09'))
    await load('undone', simple('2026-08'))
    await load('undone', simple('2026-10'))
    const remove = (id: number) => server().app.inject({ method: 'DELETE', url: `/api/cities/undone/snapshots/${id}` })
    expect((await remove(3)).statusCode).toBe(204)
    expect(await current('undone')).toMatchObject({ snapshotId: 1, period: '2026-09' })
    expect((await remove(1)).statusCode).toBe(204)
    expect(await current('undone')).toMatchObject({ snapshotId: 2, period: '2026-08' })
    expect(expectProblem(await remove(2), 409, 'snapshot-in-use').detail).toContain('the only data of the city')
    expect((await load('undone', simple('2026-07'))).current).toEqual({ snapshotId: 2, period: '2026-08' })
  })

  test('several in one file are refused and change nothing; --period takes the rows of one', async () => {
    const { cityId } = await makeCity(database(), 'mixed')
    await load('mixed', simple('2026-08'))
    const both = simple('2026-09', '2026-10', '2026-10', '9月', '2026-10')
    const refused = load('mixed', both)
    await expect(refused).rejects.toMatchObject({
      code: 'several-periods',
      details: { periods: ['2026-09', '2026-10'] },
    })
    await expect(load('mixed', simple('2199-01'))).rejects.toMatchObject({ code: 'period-to-come' })
    await expect(load('mixed', simple('2026-08'), { period: '2199-01' })).rejects.toMatchObject({
      code: 'period-to-come',
    })
    await expect(load('mixed', simple('2026-08'), { period: '2026-07' })).rejects.toMatchObject({
      code: 'nothing-to-load',
    })
    const { rows } = await sql`select snapshot_id, period, status from snapshot where city_id = ${cityId}`.execute(
      database().kysely,
    )
    expect(rows).toEqual([{ snapshot_id: 1, period: '2026-08', status: 'ready' }])
    const taken = await load('mixed', simple('2026-09', '2026-09', '2026-09', '2026-10'), { period: '2026-10' })
    expect(taken).toMatchObject({ rowsRead: 4, rowsLoaded: 1, rowsRejected: 3, warnings: [] })
    expect(taken.rejects).toMatchObject({
      byCode: { 'other-period': 3 },
      first: [{ line: 2, column: 'period' }, {}, {}],
    })
    const unread = await load('mixed', both, { period: '2026-10', columnMap: { period: '' } })
    expect(unread).toMatchObject({ rowsLoaded: 5, corrects: taken.snapshotId })
  })
})

async function sumsInSql(database: Database, cityId: number, snapshotId: number): Promise<unknown[]> {
  const { rows } = await sql`
    select cell_index, segment, ${sumsOfFigures()} from customer
    where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index is not null
    group by cell_index, segment order by cell_index, segment`.execute(database.kysely)
  return rows
}

async function factsInSql(database: Database, cityId: number, snapshotId: number): Promise<unknown[]> {
  const { rows } = await sql`
    select cell_index, name as segment, ${sumsOfFigures()} from cell_fact join segment using (city_id, segment_id)
    where city_id = ${cityId} and snapshot_id = ${snapshotId}
    group by cell_index, name order by cell_index, name`.execute(database.kysely)
  return rows
}

const sumsOfFigures = () =>
  sql.raw(
    `array[${['customers', 'revenue', ...keys].map((_, f) => `sum(figures[${f + 1}])`).join(', ')}]::text as sums`,
  )

async function cellsInSql(database: Database, cityId: number, snapshotId: number): Promise<Map<number, number[]>> {
  const { rows } = await sql<{ cell: number; sums: string }>`
    select cell_index as cell, ${sumsOfFigures()} from customer
    where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index is not null
    group by cell_index`.execute(database.kysely)
  return new Map(rows.map(({ cell, sums }) => [cell, sums.slice(1, -1).split(',').map(Number)]))
}
