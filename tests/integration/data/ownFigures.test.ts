import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeAssignment } from '../../../partition/index.ts'
import { exportCsv, exportGeojson } from '../../../server/cli/exportFile.ts'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import type { FigureDefinition } from '../../../server/contract/figures.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { addFigure, listFigures, removeFigure } from '../../../server/data/cityFigures.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const sum = (key: string, column: string, more: object = {}): FigureDefinition =>
  ({
    kind: 'sum',
    key,
    unit: 'count',
    decimals: 0,
    label: { 'zh-CN': key, en: key },
    columns: [column],
    ...more,
  }) as FigureDefinition
const utilisation: FigureDefinition = {
  kind: 'ratio',
  key: 'utilisation',
  unit: 'share',
  decimals: 2,
  label: { 'zh-CN': '端口利用率', en: 'port utilisation' },
  numerator: 'ports_used',
  denominator: 'ports',
}
/** Three that operators have, and one that nobody has thought of. */
const own = [
  sum('households', '家庭户'),
  sum('ports', 'ports'),
  sum('ports_used', 'ports_used'),
  sum('broadband', '宽带用户'),
  sum('kids', '孩子数', { label: { 'zh-CN': '孩子数', en: 'kids' } }),
  sum('traffic', 'traffic', { unit: 'GB', decimals: 3 }),
]
const keys = ['customers', 'revenue', ...own.map(({ key }) => key)]

function rows(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const lon = (121.41 + ((i * 37) % 181) / 1000).toFixed(4)
    const lat = (31.11 + ((i * 53) % 179) / 1000).toFixed(4)
    return `c${i},${lon},${lat},1,${10 + (i % 7)}.05,${i % 4},8,${i % 9},${i % 3},${(i * i) % 5},0.${String(i % 1000).padStart(3, '0')}`
  })
  return `id,lon,lat,customers,revenue,家庭户,ports,ports_used,宽带用户,孩子数,traffic\n${lines.join('\n')}\n`
}

// The same statements import on both; `importFile.test.ts` and `oddText.test.ts` import into both databases with each change.
anyDatabase("a city's own figures", (database) => {
  let server: TestServer
  const load = (text: string) =>
    importFile(database(), 'town', Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'own.csv' })

  beforeAll(async () => {
    await makeCity(database(), 'town', 8)
    for (const figure of own) await addFigure(database(), 'town', figure)
    await addFigure(database(), 'town', utilisation)
    await load(rows(4000))
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  /** By grid: what the rows themselves add up to in SQL. */
  async function sumsInSql(assignment: Uint16Array): Promise<Map<number, Record<string, number>>> {
    const { rows: stored } = await sql<{ cell: number; figures: number[] }>`
      select cell_index as cell, figures from customer
      where city_id = 1 and snapshot_id = 1 and cell_index is not null`.execute(database().kysely)
    const sums = new Map<number, Record<string, number>>()
    for (const { cell, figures } of stored) {
      const grid = assignment[cell]!
      const own = sums.get(grid) ?? Object.fromEntries(keys.map((key) => [key, 0]))
      sums.set(grid, own)
      for (const [place, key] of keys.entries()) own[key]! += Number(figures[place])
    }
    return sums
  }

  it('are read by their columns, divided by, listed, reported and exported, all equal to SQL', async () => {
    const summary = await runPartition(database(), 'town', {
      grids: 6,
      tolerance: 0.3,
      weights: ['kids', 'households', 'customers'],
      tolerances: { kids: 0.2 },
    })
    const { planId } = summary
    const plan = (await server.get(`/api/plans/${planId}`)).json<PlanDetail>()
    const bytes = (await server.get(`/api/plans/${planId}/assignment`)).rawPayload
    const cells = decodeCells((await server.get('/api/cities/town/cells')).rawPayload)
    expect(cells.figures.keys).toEqual(keys)
    const stored = await sumsInSql(decodeAssignment(bytes, cells.cellIds.length))
    for (const grid of plan.grids) {
      expect([grid.number, grid.figures]).toEqual([grid.number, stored.get(grid.number)])
      expect(grid.deviations.kids).toBeCloseTo(grid.figures.kids! / (plan.totals.kids! / plan.gridCount) - 1, 12)
    }

    const report = (await server.get(`/api/plans/${planId}/report`)).json()
    expect(report.weights).toEqual(['kids', 'households', 'customers'])
    expect(report.tolerances).toMatchObject({ kids: 0.2, households: 0.3 })
    expect(report.reconciliation.map((row: { key: string; agrees: boolean }) => [row.key, row.agrees])).toEqual(
      keys.map((key) => [key, true]),
    )
    expect(report.definitions.at(-1)).toEqual(utilisation)
    const csv = (await server.get(`/api/plans/${planId}/report?format=csv`)).body.replace('\ufeff', '').split('\n')
    const header = csv[0]!.split(',')
    const byCode = new Map(plan.grids.map((grid) => [grid.code, grid]))
    for (const line of csv.slice(1, 1 + plan.grids.length)) {
      const cell = (column: string) => line.split(',')[header.indexOf(column)]!
      const { figures } = byCode.get(cell('grid_code'))!
      expect([cell('kids'), cell('traffic')]).toEqual([`${figures.kids}`, (figures.traffic! / 1000).toFixed(3)])
      expect(cell('utilisation')).toBe((figures.ports_used! / figures.ports!).toFixed(2))
    }
    const html = (await server.get(`/api/plans/${planId}/report?format=html&lang=zh-CN`)).body
    expect(html).toContain('孩子数')
    // With so many figures its table lies across the page, and only what is balanced or of every city has a chart.
    expect(html).toContain('<section class="long wide">')

    const state = await loadPlanState(database(), planId)
    const all = await listFigures(database().kysely, 'town')
    const exported = JSON.parse([...exportGeojson(state, all)].join('')) as GeoJSON.FeatureCollection
    for (const { id, properties } of exported.features) {
      const figures = stored.get(Number(id))!
      expect(properties).toMatchObject({ kids: figures.kids, traffic: figures.traffic! / 1000 })
      expect(properties!.utilisation).toBeCloseTo(figures.ports_used! / figures.ports!, 12)
    }
    const lines = [...exportCsv(state, all, true)]
    expect(lines[0]).toBe(`cell_id,grid_code,grid_name,${keys.join(',')}\n`)
    const place = 3 + keys.indexOf('kids')
    expect(lines.slice(1).reduce((total, line) => total + Number(line.split(',')[place]), 0)).toBe(plan.totals.kids)
    expect((await recountPlan(database(), planId)).violations).toEqual([])
  })

  it('are no figures of data that has no column of them: no value, not 0', async () => {
    const { totals, snapshotId } = await load(rows(500).replaceAll('孩子数', '别的'))
    expect(Object.keys(totals)).toEqual(keys.filter((key) => key !== 'kids'))
    await expect(
      runPartition(database(), 'town', { grids: 4, weights: ['kids'], snapshot: snapshotId }),
    ).rejects.toThrow('The data does not carry kids')
  })

  it('are counted to the unit of their decimals, and refused where they are no numbers', async () => {
    const { rejects } = await load(
      `id,lon,lat,孩子数,traffic\na,121.5,31.2,1.5,1\nb,121.5,31.2,2,x\nc,121.5,31.2,2,1.0005\nd,121.5,31.2,3,\n`,
    )
    expect(rejects.first.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, '孩子数', 'not-whole'],
      [3, 'traffic', 'not-a-number'],
    ])
    const { figures } = decodeCells((await server.get('/api/cities/town/cells')).rawPayload)
    const traffic = figures.values[figures.keys.indexOf('traffic')]!
    expect(traffic.reduce((total, value) => total + value, 0)).toBe(1001)
  })

  it('stay while anything uses them, and are of one key each', async () => {
    await expect(addFigure(database(), 'town', sum('kids', 'x'))).rejects.toThrow('has a figure kids already')
    await expect(addFigure(database(), 'town', sum('arpu', 'x'))).rejects.toThrow('has a figure arpu already')
    const ofNothing = { ...utilisation, key: 'nothing', numerator: 'spent' }
    await expect(addFigure(database(), 'town', ofNothing)).rejects.toThrow('spent is none')
    await expect(removeFigure(database(), 'town', 'kids')).rejects.toThrow('used by snapshot 1')
    await expect(removeFigure(database(), 'town', 'revenue')).rejects.toThrow('no figure revenue of its own')
    await addFigure(database(), 'town', sum('spare', 'spare'))
    await removeFigure(database(), 'town', 'spare')
    await removeFigure(database(), 'town', 'utilisation')
    expect((await listFigures(database().kysely, 'town')).map(({ key }) => key)).toEqual([
      'customers',
      'revenue',
      'arpu',
      ...own.map(({ key }) => key),
    ])
  })
})
