/**
 * What five figures cost against two, in one run: what the page does at its first load and with a stroke, a plan's detail and report,
 * and a partition by two of them. CPU, the median of several rounds.
 *
 *   npm exec -- node tests/bench/figures.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gridDisk, latLngToCell } from 'h3-js'
import {
  apply,
  buildLattice,
  cellAreasKm2,
  cellCenters,
  cellGraph,
  computeFigures,
  neighborTable,
  newPlan,
  perimeterKm,
  runsOf,
  solve,
  traceOutline,
  traceOutlines,
  valuesOf,
} from '../../partition/index.ts'
import { createCity } from '../../server/cities/createCity.ts'
import { decodeCells, encodeCells } from '../../server/contract/cellsBinary.ts'
import { contractKeys } from '../../server/contract/figures.ts'
import { addFigure } from '../../server/data/cityFigures.ts'
import { importFile } from '../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { loadReportSource } from '../../server/reports/buildReport.ts'
import { renderReportCsv } from '../../server/reports/csv.ts'
import { renderReportHtml } from '../../server/reports/html.ts'
import { reportOf } from '../../server/reports/reportOf.ts'
import { buildCityModel, type CityPlace } from '../../web/model/cityModel.ts'
import { gridRows, sumPlan } from '../../web/model/gridRows.ts'
import { viewStroke } from '../../web/session/strokeView.ts'
import { customersOf, districtsOf, type LargeCity } from './server/largeCity.ts'

const gridCount = 60
const rounds = 9
const area: LargeCity = { width: 0.3, height: 0.25, customers: 50_000 }

const ids = gridDisk(latLngToCell(29.35, 104.77, 10), 90).map((id) => BigInt(`0x${id}`))
const lattice = buildLattice(BigUint64Array.from(ids).sort())
const neighbors = neighborTable(lattice)
const areasKm2 = cellAreasKm2(lattice)
const centers = cellCenters(lattice)
const figuresOf = (count: number) => ({
  keys: Array.from({ length: count }, (_, f) => `figure${f}`),
  values: Array.from({ length: count }, (_, f) =>
    Float64Array.from({ length: lattice.cellCount }, (_, cell) => 1 + ((cell * (7 + 4 * f)) % (11 + f))),
  ),
})
/** Strips from west to east. */
const assignment = (() => {
  const order = Uint32Array.from({ length: lattice.cellCount }, (_, cell) => cell)
  order.sort((a, b) => centers[2 * a]! - centers[2 * b]!)
  const grids = new Uint16Array(lattice.cellCount)
  for (const [place, cell] of order.entries()) grids[cell] = 1 + Math.floor((place * gridCount) / lattice.cellCount)
  return grids
})()
const gridNumbers = Array.from({ length: gridCount }, (_, i) => i + 1)
const grids = gridNumbers.map((number) => ({
  number,
  gridId: `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`,
  code: `${number}`,
  name: `${number}`,
  colour: '#808080',
  locked: false,
  areaClass: null,
  parentId: null,
  pins: [],
}))
const adjacency = cellGraph(neighbors, [])
/** Nineteen cells of grid 2 on the border to grid 1. */
const cells = [...assignment.keys()]
  .filter(
    (cell) => assignment[cell] === 2 && [0, 1, 2, 3, 4, 5].some((n) => assignment[neighbors[6 * cell + n]!] === 1),
  )
  .slice(0, 19)

const place = { code: 'bench', name: 'bench', cellCount: lattice.cellCount } as CityPlace

function operationsOf(count: number): Record<string, () => unknown> {
  const facts = figuresOf(count)
  const bytes = encodeCells({
    resolution: 10,
    cellIds: lattice.cellIds,
    districts: [],
    districtOfCell: new Int32Array(lattice.cellCount).fill(-1),
    figures: facts,
  })
  const plan = newPlan(assignment.slice(), grids, adjacency)
  const figures = sumPlan(facts, areasKm2, assignment)
  const of = { plan, snapshot: () => ({ snapshotId: 1, facts }), figures: () => figures }
  const marks = { grid: 1, cells, refusal: null }
  const seen = runsOf(cells).map((run) => ({ ...run, seen: grids[1]!.gridId }))
  const shapes = { perimetersKm: new Map<number, number>(), compactness: new Map<number, number>() }
  let rows = gridRows(grids, figures, shapes, [])
  const perimetersOf = (touched: number[]) =>
    new Map(touched.map((grid) => [grid, perimeterKm(traceOutline(lattice, neighbors, assignment, grid))]))
  const weights = facts.keys.slice(0, 2).map((key) => valuesOf(facts, key))
  return {
    'first load: bytes, city, sums, rows': () => {
      const decoded = decodeCells(bytes)
      buildCityModel(place, decoded, { type: 'FeatureCollection', features: [] })
      return gridRows(grids, sumPlan(decoded.figures, areasKm2, assignment), shapes, [])
    },
    'a hundred strokes: judged, shown, listed': () => {
      for (let i = 0; i < 100; i++) {
        const verdict = apply(plan, { kind: 'paint', gridId: grids[0]!.gridId, cells: seen })
        if (!verdict.ok) throw new Error(verdict.reason)
        viewStroke(marks, of, true)
        figures.sums.applyPatch(verdict.patch)
        rows = gridRows(grids, figures, { ...shapes, perimetersKm: perimetersOf([1, 2]) }, rows)
        for (const { start, length, from, to } of verdict.patch.runs)
          for (let cell = start; cell < start + length; cell++) figures.sums.moveCell(cell, to, from)
      }
    },
    'detail of a plan: outlines and figures': () => {
      const outlines = traceOutlines(lattice, neighbors, assignment)
      const perimetersKm = new Map(Array.from(outlines, ([number, outline]) => [number, perimeterKm(outline)]))
      return computeFigures({ assignment, gridNumbers, figures: facts, areasKm2, perimetersKm })
    },
    'a partition by two of them': () =>
      solve(cellGraph(neighbors, weights), { parts: gridCount, tolerances: [0.05, 0.2], seed: 1, preset: 'fast' }),
  }
}

/** The reports of a stored plan of 60 grids, by source and form; its data carries `count` figures. */
async function reportsOf(database: Database, count: number): Promise<Record<string, () => unknown>> {
  const code = `figures${count}`
  const own = Array.from({ length: count - contractKeys.length }, (_, i) => `figure${i}`)
  await createCity(database, { code, name: code, resolution: 9, boundary: districtsOf(area), crs: 'wgs84' })
  const label = (key: string) => ({ 'zh-CN': key, en: key })
  for (const key of own)
    await addFigure(database, code, { kind: 'sum', key, unit: 'count', decimals: 0, label: label(key), columns: [key] })
  const [header, ...lines] = Buffer.concat([...customersOf(area)])
    .toString()
    .trimEnd()
    .split('\n')
  const rows = lines.map((line, i) => [line, ...own.map((_, f) => (i * (7 + f)) % 13)].join(','))
  const text = [[header, ...own].join(','), ...rows].join('\n')
  await importFile(database, code, Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'figures.csv' })
  const { planId } = await runPartition(database, code, { grids: gridCount, tolerance: 0.2, preset: 'fast' })
  // of a plan that nothing is known of yet, as after an edit
  const report = () => reportOf({ ...source, state: { ...source.state } })
  const source = await loadReportSource(database, planId, new Date())
  return {
    'report as HTML': () => renderReportHtml(report(), 'zh-CN'),
    'report as CSV': () => renderReportCsv(report()),
  }
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
const database = await openDatabase({ databaseUrl: undefined, dataDir })
const [two, five] = [
  { ...operationsOf(2), ...(await reportsOf(database, 2)) },
  { ...operationsOf(5), ...(await reportsOf(database, 5)) },
]
await database.close()
rmSync(dataDir, { recursive: true, force: true })
console.log(`${lattice.cellCount} cells, ${gridCount} grids; CPU in ms, the median of ${rounds}`)
console.log('| what | two figures | five | ratio |\n|---|---|---|---|')
for (const name of Object.keys(two)) {
  const times: [number[], number[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    const pair = [cpuMs(two[name]!), cpuMs(five[name]!)] as const
    if (round < 0) continue
    for (const [side, ms] of pair.entries()) times[side]!.push(ms)
  }
  const [a, b] = times.map(median) as [number, number]
  console.log(`| ${name} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(b / a).toFixed(2)} |`)
}
