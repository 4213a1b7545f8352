import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatCellId } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, readJson, runWithText, writeCityFiles } from './shapan.ts'

// On both databases in tests/integration/data/periods.test.ts.
describe('periods at the command line', () => {
  const cwd = makeDirectory()
  let env: Record<string, string> = {}
  let drop = async (): Promise<void> => {}
  const json = readJson(() => ({ cwd, env }))
  const text = (...args: string[]) => runWithText({ cwd, env })(...args)
  const load = (...args: string[]) => text('import', 'town', ...args, '--crs', 'wgs84')

  beforeAll(async () => {
    const made = await createServerDatabase('schema')
    env = { DATABASE_URL: made.url }
    drop = made.drop
    const { points } = writeCityFiles(cwd)
    for (const month of [9, 10]) {
      const rows = points.map(
        ({ id, lon, lat }, i) =>
          `${id},${lon},${lat},2026${String(month).padStart(2, '0')},${i * month}.05,${i % month === 0 ? 1 : 0}`,
      )
      writeFileSync(join(cwd, `month-${month}.csv`), `id,lon,lat,账期,出账金额,新增\n${rows.join('\n')}\n`)
    }
    const both = ['month-9.csv', 'month-10.csv'].map((name) => readFileSync(join(cwd, name), 'utf8'))
    writeFileSync(join(cwd, 'both.csv'), `${both[0]}${both[1]!.slice(both[1]!.indexOf('\n') + 1)}`)
    await json(
      'city',
      'create',
      'town',
      '--name',
      '样城',
      '--resolution',
      '8',
      '--boundary',
      'boundary.geojson',
      '--crs',
      'wgs84',
    )
  })
  afterAll(async () => {
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  test('an import tells of usual figures that the city does not count, and they are added by their key alone', async () => {
    const { text: said } = await load('month-9.csv')
    expect(said).toContain('period: 2026-09, as the column "账期" says')
    expect(said).toContain(
      '"出账金额" looks like the figure billed, which the city does not count: shapan figure add town billed',
    )
    for (const key of ['billed', 'joined']) expect((await text('figure', 'add', 'town', key)).code).toBe(0)
    expect(await json('figure', 'list', 'town')).toMatchObject({
      figures: [
        {},
        {},
        {},
        { key: 'billed', unit: 'money', label: { 'zh-CN': '出账金额' } },
        { key: 'joined', unit: 'count' },
      ],
    })
    expect((await load('month-9.csv')).text).toContain('in place of snapshot 1, which is kept as an earlier version')
  })

  test('an older month does not become the current data, and says so', async () => {
    expect((await load('month-10.csv')).text).toContain('period: 2026-10')
    const older = await load('month-9.csv', '--period', '2026/8', '--map', 'period=')
    expect(older.text).toContain('period: 2026-08, as --period says')
    expect(older.text).toContain("the city's current data is still snapshot 3, of 2026-10, which is newer")
    const { stdout } = await text('snapshot', 'list', 'town')
    expect(stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))).toMatchObject([
      ['snapshot', 'period', 'file', 'imported', 'rows', 'customers', 'current', 'plans'],
      ['3', '2026-10', 'month-10.csv', {}, '400', '400', 'yes'],
      ['2', '2026-09', 'month-9.csv', {}, '400', '400', 'of 2026-09'],
      ['1', '2026-09', 'month-9.csv', {}, '400', '400'],
      ['4', '2026-08', 'month-9.csv', {}, '400', '400', 'of 2026-08'],
      [''],
    ])
  })

  test('a file of several is refused with the way out, which then takes the rows of one', async () => {
    const refused = await load('both.csv')
    expect(refused).toMatchObject({
      code: 2,
      text: expect.stringMatching(/400 of 2026-09, 400 of 2026-10.*\[several-periods\]/),
    })
    expect(await load('both.csv', '--period', 'soon')).toMatchObject({
      code: 2,
      text: expect.stringContaining('a period is a month such as 2026-10'),
    })
    const taken = await json('import', 'town', 'both.csv', '--crs', 'wgs84', '--period', '2026年10月')
    expect(taken).toMatchObject({
      period: '2026-10',
      rowsLoaded: 400,
      rowsRejected: 400,
      rejects: { byCode: { 'other-period': 400 } },
    })
    expect(readFileSync(join(cwd, 'both.csv.rejects.csv'), 'utf8')).toContain(
      '2,账期,202609,other-period,"of 2026-09, not of 2026-10"',
    )
  })

  test('cells, plans and reports of a period are read as the database has them', async () => {
    const partition = ['--grids', '4', '--tolerance', '50%', '--weights', 'customers', '--period', '2026-09']
    expect(await json('partition', 'town', ...partition)).toMatchObject({
      snapshot: { snapshotId: 2, period: '2026-09' },
    })
    const database = await (async () => {
      for (const [period, file] of [
        ['2026-09', 'nine.csv'],
        ['2026-10', 'ten.csv'],
      ] as const)
        await json('export', 'town-1', '--format', 'csv', '--out', file, '--exact', '--period', period)
      const report = await json(
        'report',
        'town-1',
        '--out',
        'r.html',
        '--csv',
        'r.csv',
        '--language',
        'en',
        '--period',
        '2026-10',
      )
      expect(report).toMatchObject({ snapshot: { snapshotId: 6, period: '2026-10' }, isNewestData: true })
      for (const row of report.reconciliation) expect(row.agrees).toBe(true)
      return await openDatabase({ databaseUrl: env.DATABASE_URL, dataDir: join(cwd, 'data') })
    })()
    try {
      const { lattice } = await loadCityState(database, 'town')
      for (const [snapshotId, file] of [
        [2, 'nine.csv'],
        [6, 'ten.csv'],
      ] as const) {
        const { rows } = await database.execute(
          `select cell_index as cell, sum(figures[1])::text as customers, sum(figures[3])::text as billed, sum(figures[4])::text as joined
           from customer where city_id = 1 and snapshot_id = ${snapshotId} and cell_index is not null group by cell_index`,
        )
        const stored = new Map(
          (rows as { cell: number; customers: string; billed: string; joined: string }[]).map((row) => [
            formatCellId(lattice.cellIds[row.cell]!),
            [Number(row.customers), Number(row.billed), Number(row.joined)],
          ]),
        )
        const [head = '', ...lines] = readFileSync(join(cwd, file), 'utf8').trim().split('\n')
        expect(head.trim()).toBe('cell_id,grid_code,grid_name,customers,revenue,billed,joined')
        expect(lines).toHaveLength(lattice.cellIds.length)
        for (const line of lines) {
          const [cell = '', , , customers, , billed, joined] = line.split(',')
          expect([cell, Number(customers), Math.round(100 * Number(billed)), Number(joined)]).toEqual([
            cell,
            ...(stored.get(cell) ?? [0, 0, 0]),
          ])
        }
      }
    } finally {
      await database.close()
    }
    expect(readFileSync(join(cwd, 'r.html'), 'utf8')).toContain('Data of October 2026')
    const unknown = await text('report', 'town-1', '--out', 'x.html', '--period', '2025-12')
    expect(unknown).toMatchObject({
      code: 2,
      text: expect.stringMatching(/it has 2026-10, 2026-09, 2026-08.*\[unknown-period\]/),
    })
  })
})
