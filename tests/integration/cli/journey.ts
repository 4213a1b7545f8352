import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { booleanClockwise, booleanValid, kinks } from '@turf/turf'
import type { FeatureCollection, MultiPolygon } from 'geojson'
import { latLngToCell } from 'h3-js'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, makeDirectory, type Point, type Runner, readJson, runShapan, writeCityFiles } from './shapan.ts'

/**
 * The whole way of a city through the command line, one step after the other, on the database that `prepare` gives: it gets the
 * directory of the journey and returns the environment of the commands. Where it is not the whole way, it ends with a verified plan.
 * `run` is a process for each command, or `runHere`.
 */
export function describeJourney(
  driver: 'embedded' | 'postgres',
  prepare: (cwd: string) => Promise<Record<string, string>>,
  { isWhole = true, run = runShapan }: { isWhole?: boolean; run?: Runner } = {},
): void {
  const further = (name: string, work: () => Promise<void>) => {
    if (isWhole) test(name, work)
  }
  describe(`from a boundary file to a report (${driver})`, () => {
    const cwd = makeDirectory()
    let env: Record<string, string> = {}
    let totals = { customers: 0, revenue: 0 }
    let points: Point[] = []
    const shapan = (...args: string[]): Promise<Ended> => run(args, { cwd, env })
    const json = readJson(() => ({ cwd, env }), run)
    const read = (name: string) => readFileSync(join(cwd, name), 'utf8')

    beforeAll(async () => {
      ;({ totals, points } = writeCityFiles(cwd))
      env = await prepare(cwd)
    })
    afterAll(() => rmSync(cwd, { recursive: true, force: true }))

    test('creates the city', async () => {
      const args = ['demo', '--name', '样城', '--resolution', '8', '--boundary', 'boundary.geojson', '--crs', 'wgs84']
      const created = await json('city', 'create', ...args)
      expect(created).toMatchObject({ code: 'demo', districts: 2 })
      expect(created.cellCount).toBeGreaterThan(250)
      const { cities } = await json('city', 'list')
      expect(cities).toMatchObject([{ code: 'demo', name: '样城', resolution: 8, snapshot: null }])
    })

    test('imports the file, and every row is accounted for', async () => {
      const map = 'id=code,lon=x,lat=y,customers=people,revenue=fee'
      const summary = await json('import', 'demo', 'customers.csv', '--crs', 'wgs84', '--map', map)
      expect(summary).toMatchObject({ rowsRead: 409, rowsLoaded: 405, rowsRejected: 4, rowsOutside: 5, totals })
      expect(read('customers.csv.rejects.csv').trim().split('\n')).toHaveLength(5)
      const { beyondBox, nearby } = summary.outside
      const { stdout } = await shapan('import', 'demo', 'customers.csv', '--crs', 'wgs84', '--map', map)
      expect(stdout).toContain(
        `  ${beyondBox} rows beyond its bounding box, ${nearby} inside the box but in no cell of the city\n`,
      )
    })

    test('partitions, lists and verifies', async () => {
      const made = await json(
        'partition',
        'demo',
        '--grids',
        '6',
        '--tolerance',
        '10%',
        '--seed',
        '7',
        '--name',
        '首版',
      )
      expect(made).toMatchObject({ planId: 'demo-1', name: '首版', grids: 6 })
      expect((await json('plans', 'demo')).plans).toMatchObject([{ planId: 'demo-1', gridCount: 6, revision: 0 }])
      const plan = await json('grids', 'demo-1')
      expect(plan.totals).toEqual(totals)
      expect(plan.unassigned.cellCount).toBe(0)
      expect(await json('verify', 'demo-1')).toMatchObject({ ok: true, violations: [] })
    })

    further('exports the same bytes every time, and for the same plan made again', async () => {
      await json('partition', 'demo', '--grids', '6', '--tolerance', '10%', '--seed', '7')
      for (const [plan, name] of [
        ['demo-1', 'first'],
        ['demo-2', 'second'],
      ] as const) {
        await json('export', plan, '--format', 'geojson', '--out', `${name}.geojson`)
        await json('export', plan, '--format', 'csv', '--out', `${name}.csv`)
      }
      const [head, ...grids] = read('first.geojson').split('\n')
      expect(read('second.geojson').split('\n').slice(1)).toEqual(grids)
      // the first line alone tells which plan and whose data
      expect(JSON.parse(`${head}]}`)).toMatchObject({
        planId: 'demo-1',
        planName: '首版',
        city: 'demo',
        revision: 0,
        snapshot: { sourceName: 'customers.csv', completedAt: expect.stringMatching(/^20\d\d-/) },
        coordinateSystem: 'OGC:CRS84',
      })
      expect(read('second.csv')).toBe(read('first.csv'))
      const { features }: FeatureCollection<MultiPolygon, { code: string }> = JSON.parse(read('first.geojson'))
      const codes = features.map((feature) => feature.properties.code)
      expect(codes).toEqual([...codes].sort())
      // Turf as the judge: no ring crosses itself, outer rings turn left
      for (const feature of features) {
        expect(booleanValid(feature)).toBe(true)
        expect(kinks(feature).features).toEqual([])
        for (const [outer = []] of feature.geometry.coordinates) expect(booleanClockwise(outer)).toBe(false)
      }
      expect(read('first.csv')).toMatch(/^\ufeffcell_id,grid_code,grid_name,customers,revenue\n88/)
    })

    further('stays near a plan, and offers several to choose from', async () => {
      const options = ['--from', 'demo-1', '--tolerance', '8%,20%', '--soft', 'revenue', '--preset', 'fast']
      const made = await json('partition', 'demo', ...options, '--candidates')
      const { candidates } = made
      expect(made.planId).toBe(candidates.balanced)
      const ids = async (plan: string) =>
        (await json('grids', plan)).grids.map(({ gridId }: { gridId: string }) => gridId).toSorted()
      expect(await ids(candidates.leastChange)).toEqual(await ids('demo-1'))
      const { parameters } = await json('grids', candidates.leastChange)
      expect(parameters).toMatchObject({
        from: 'demo-1',
        tolerances: { customers: 0.08, revenue: 0.2 },
        soft: ['revenue'],
      })
      const { stdout } = await shapan('partition', 'demo', '--size-band', '200-600', '--weights', 'customers')
      expect(stdout).toContain('every grid is within the size band')
      const { code, stderr } = await shapan('partition', 'demo', '--grids', '4', '--budget', '5%')
      expect(code).toBe(2)
      expect(stderr).toMatch(/^shapan: [^\n]*budget[^\n]* \[invalid-request\]\n$/)
    })

    further('assigns every row of a file, as the exported cells say', async () => {
      const rows = points.map(({ id, lon, lat }) => `${id},"note, ${id}",${lon},${lat}`)
      writeFileSync(
        join(cwd, 'points.csv'),
        `\ufeffid,note,lon,lat\n${rows.join('\n')}\nfar,,121.5,31.2\nbad,,here,30\n"torn\n`,
      )
      const counts = await json('assign', 'demo-1', '--in', 'points.csv', '--crs', 'wgs84', '--out', 'owned.csv')
      expect(counts).toMatchObject({ rows: 403, owned: 400, unresolved: 1, outsideCity: 1, invalid: 2 })
      const gridOfCell = new Map(
        read('first.csv')
          .split('\n')
          .map((line) => [line.split(',')[0], line.split(',')[1]]),
      )
      const lines = read('owned.csv').trim().split('\n')
      expect(lines[0]).toBe('id,note,lon,lat,grid_code,grid_name,basis')
      points.forEach(({ id, lon, lat }, index) => {
        const grid = gridOfCell.get(latLngToCell(lat, lon, 8))
        expect(lines[index + 1]).toMatch(new RegExp(`^${id},"note, ${id}",${lon},${lat},${grid},[^,]+,cell$`))
      })
      expect(lines.slice(401)).toEqual([
        'far,,121.5,31.2,,,unresolved',
        'bad,,here,30,,,invalid',
        '"""torn",,,,,,invalid',
      ])
      expect(read('owned.csv.rejects.csv').trim().split('\n')).toHaveLength(3)
    })

    further('refuses to write over the file it reads, and leaves it as it was', async () => {
      const before = read('points.csv')
      for (const files of [
        ['--out', 'points.csv'],
        ['--out', 'o.csv', '--rejects', './points.csv'],
        ['--out', 'o.csv', '--rejects', 'o.csv'],
      ]) {
        const { code, stderr } = await shapan('assign', 'demo-1', '--in', 'points.csv', ...files)
        expect(code).toBe(2)
        expect(stderr).toMatch(/^shapan: .* would overwrite .* \[invalid-request\]\n$/)
      }
      expect(read('points.csv')).toBe(before)
      expect(existsSync(join(cwd, 'o.csv'))).toBe(false)
    })

    further('writes a report that reconciles, whole or not at all', async () => {
      const report = await json(
        'report',
        'demo-1',
        '--out',
        'report.html',
        '--csv',
        'report.csv',
        '--language',
        'zh-CN',
      )
      expect(report.reconciliation).toMatchObject([
        { key: 'customers', grids: totals.customers, outside: 10, file: totals.customers + 10, agrees: true },
        { key: 'revenue', grids: totals.revenue, outside: 5_000, file: totals.revenue + 5_000, agrees: true },
      ])
      expect(read('report.html')).toContain('<html lang="zh-CN">')
      expect(read('report.csv').trim().split('\n')).toHaveLength(1 + 6 + 3)
      const { code, stderr } = await shapan('report', 'demo-1', '--out', 'nowhere/report.html')
      expect(code).toBe(4)
      expect(stderr).toMatch(
        /^shapan: Cannot write nowhere\/report\.html: its directory does not exist \[write-failed\]\n$/,
      )
    })

    further('keeps the old file when the new one cannot be made', async () => {
      writeFileSync(join(cwd, 'kept.csv'), 'before')
      writeFileSync(join(cwd, 'no-places.csv'), 'id,name\n1,a\n')
      const { code, stderr } = await shapan(
        'assign',
        'demo-1',
        '--in',
        'no-places.csv',
        '--crs',
        'wgs84',
        '--out',
        'kept.csv',
      )
      expect(code).toBe(2)
      expect(stderr).toContain('[missing-column]')
      expect(read('kept.csv')).toBe('before')
      expect(existsSync(join(cwd, 'kept.csv.rejects.csv'))).toBe(false)
    })

    further('names what is not there, with what there is', async () => {
      const city = await shapan('plans', 'nowhere')
      expect(city).toMatchObject({ code: 2, stdout: '' })
      expect(city.stderr).toMatch(/^shapan: .*"nowhere".*demo.*\[city-not-found\]\n$/)
      const plan = await shapan('grids', 'demo-9')
      expect(plan.code).toBe(2)
      expect(plan.stderr).toMatch(/^shapan: .*"demo-9".*demo-1.*\[plan-not-found\]\n$/)
    })

    if (driver === 'postgres')
      test('verify fails on stored rows that were tampered with', async () => {
        const client = new pg.Client({ connectionString: env.DATABASE_URL })
        await client.connect()
        const tampered = async (statement: string) => {
          // past the database's own guards, as a careless administrator could
          await client.query(`begin; set local session_replication_role = replica; ${statement}; commit`)
          const { code, stdout } = await shapan('verify', 'demo-2', '--json')
          return { code, codes: JSON.parse(stdout).violations.map((violation: { code: string }) => violation.code) }
        }
        try {
          const moved = await tampered(
            "update customer set location = ST_SetSRID(ST_MakePoint(120.05, 30.05), 4326) where customer_id = 'c1'",
          )
          expect(moved).toEqual({ code: 1, codes: ['customer-misplaced', 'customers-changed'] })
          const inflated = await tampered("update customer set figures[1] = figures[1] + 1 where customer_id = 'c2'")
          expect(inflated.codes).toEqual(
            expect.arrayContaining(['cell-fact-mismatch', 'snapshot-mismatch', 'total-mismatch']),
          )
          const grown = await tampered('update cell set area_km2 = 2 * area_km2 where cell_index = 3')
          expect(grown.codes).toContain('area-mismatch')
          const cut = await tampered('update plan set assignment = set_byte(assignment, 0, 0) where plan_number = 2')
          expect(cut.codes).toContain('gap')
          const short = await tampered("update plan set assignment = '\\x0100' where plan_number = 2")
          expect(short.codes).toContain('length-mismatch')
          const gone = await tampered('delete from grid where plan_number = 2 and grid_number = 1')
          expect(gone.codes).toContain('length-mismatch')
        } finally {
          await client.end()
        }
      })

    if (driver === 'embedded')
      test('refuses a second opener of the data directory at once', async () => {
        const { lockDirectory } = await import('../../../server/db/directoryLock.ts')
        const lock = lockDirectory(join(cwd, 'data'))
        try {
          const { code, stderr } = await shapan('city', 'list')
          expect(code).toBe(3)
          expect(stderr).toMatch(/^shapan: .* is in use by process \d+ .*\[database-locked\]\n$/)
        } finally {
          lock.release()
        }
      })
  })
}
