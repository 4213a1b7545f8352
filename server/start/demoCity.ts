import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DemoCityFiles } from '../../fixtures/demoCity.ts'
import { addAdminAreas } from '../cities/adminAreas.ts'
import { createCity } from '../cities/createCity.ts'
import { countPlaces } from '../cities/places/store.ts'
import { adminAreasGeojson, findCity, listCities } from '../cities/store.ts'
import type { FigureDefinition } from '../contract/figures.ts'
import type { PartitionInput } from '../contract/partitionRequest.ts'
import { periodFigures } from '../contract/periodFigures.ts'
import { periodAfter, periodOf } from '../contract/periods.ts'
import type { PlaceKind } from '../contract/placeKinds.ts'
import { addFigure, listFigures } from '../data/cityFigures.ts'
import { importFile } from '../data/importFile.ts'
import { importPlaces } from '../data/places/importPlaces.ts'
import { listSnapshots } from '../data/readSnapshots.ts'
import type { Database } from '../db/database.ts'
import { runPartition } from '../plans/partitionCity.ts'
import { listPlans } from '../plans/store.ts'
import { demoCode } from './demoYear.ts'
import type { Progress } from './progress.ts'

/**
 * The first start: a city to look at, made by the same code as a user's own. Each step is skipped where it has been done, so a
 * first start that was cut short is taken up again by the next one.
 */
const demoPlan: PartitionInput = {
  ...{ grids: 60, tolerance: 0.05, weights: ['customers'], seed: 1, name: '均衡方案 · 60 × ±5 %' },
  ...{ keepWhole: ['estate', 'park'], barriers: ['river', 'expressway'] },
}

/** The city's own geography and lists. Who has the last of them has all: each takes the place of what an earlier start left of its kind. */
const demoPlaces: readonly { kind: PlaceKind; file: (files: DemoCityFiles) => string; isMerged?: true }[] = [
  { kind: 'estate', file: ({ estates }) => estates },
  { kind: 'park', file: ({ parks }) => parks },
  { kind: 'river', file: ({ river }) => river },
  { kind: 'expressway', file: ({ expressway }) => expressway },
  { kind: 'crossing', file: ({ bridges }) => bridges },
  { kind: 'crossing', file: ({ interchanges }) => interchanges, isMerged: true },
  { kind: 'outlet', file: ({ outlets }) => outlets },
  { kind: 'account', file: ({ keyAccounts }) => keyAccounts },
]

const sum = (key: string, column: string, zh: string, en: string): FigureDefinition => ({
  kind: 'sum',
  key,
  unit: 'count',
  decimals: 0,
  label: { 'zh-CN': zh, en },
  columns: [column],
})
/** What the demo city counts beside customers and revenue. */
const demoFigures: readonly FigureDefinition[] = [
  sum('households', 'resident_households', '家庭户数', 'households'),
  sum('broadband', 'broadband_customers', '宽带客户数', 'broadband customers'),
  sum('ports', 'ports', '端口数', 'ports'),
  sum('ports_used', 'ports_used', '已用端口数', 'ports in use'),
  {
    kind: 'ratio',
    key: 'utilisation',
    unit: 'share',
    decimals: 3,
    label: { 'zh-CN': '端口利用率', en: 'port utilisation' },
    numerator: 'ports_used',
    denominator: 'ports',
  },
  ...periodFigures,
]

/** The database has no city, or only a demo city that an earlier start did not finish. */
export async function needsDemoCity(database: Database): Promise<boolean> {
  const cities = await listCities(database.kysely)
  if (cities.length === 0) return true
  const [only] = cities
  if (cities.length > 1 || !only || only.code !== demoCode) return false
  if (only.snapshot === null) return true
  const { city_id: cityId } = await findCity(database.kysely, demoCode)
  return (await listPlans(database.kysely, cityId, demoCode)).length === 0
}

/** Starts writing the demo city's files (about 3 s on a core of its own). */
export function writeDemoFiles(directory: string): Promise<DemoCityFiles> {
  const worker = new Worker(new URL('./demoCityWorker.ts', import.meta.url), { workerData: { directory } })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`writing the demo city ended early, with code ${code}`)))
  })
}

/** Creates, imports and partitions the demo city. */
export async function makeDemoCity(database: Database, files: DemoCityFiles, progress: Progress): Promise<void> {
  const { name, resolution, crs, timezone, currency } = files.city
  const cities = await listCities(database.kysely)
  if (cities.length === 0) {
    const step = progress.step('creating the demo city 创建演示城市')
    const boundary = JSON.parse(await readFile(files.districts, 'utf8')) as unknown
    const made = await createCity(database, { code: demoCode, name, resolution, boundary, crs, timezone, currency })
    step.done(`${name}: ${made.cellCount} cells, ${made.districts} districts`)
  }
  if ((await adminAreasGeojson(database.kysely, demoCode, 'subdistrict')).features.length === 0) {
    const geojson = JSON.parse(await readFile(files.subdistricts, 'utf8')) as unknown
    await addAdminAreas(database, demoCode, { geojson, crs, level: 'subdistrict', parentKey: 'parent' })
  }
  const { city_id: cityId } = await findCity(database.kysely, demoCode)
  await importDemoPlaces(database, files, progress)
  const imported = await listSnapshots(database.kysely, cityId, demoCode)
  const hasImported = (path: string) => imported.some(({ sourceName }) => sourceName === basename(path))
  // The newest comes last: a city that has it is complete, whatever was deleted since.
  if (!hasImported(files.customers)) {
    const known = await listFigures(database.kysely, demoCode)
    for (const figure of demoFigures)
      if (!known.some(({ key }) => key === figure.key)) await addFigure(database, demoCode, figure)
    const step = progress.step('importing customers 导入客户')
    const months = files.earlierMonths.length
    const oldest = imported.at(-1)?.period ?? periodAfter(periodOf(new Date(), timezone), -months)
    for (const [month, path] of files.earlierMonths.entries())
      if (!hasImported(path)) await importFile(database, demoCode, path, { crs, period: periodAfter(oldest, month) })
    const summary = await importFile(database, demoCode, files.customers, {
      crs,
      columnMap: files.columnMap,
      period: periodAfter(oldest, months),
    })
    step.done(`${summary.rowsLoaded} rows, ${summary.rowsOutside} outside the city, ${summary.rowsRejected} rejected`)
  }
  const step = progress.step('dividing it into 60 balanced grids 划分 60 个均衡网格')
  const plan = await runPartition(database, demoCode, demoPlan)
  const worst = Math.max(
    ...plan.weights.map(({ maxOverAverage, minOverAverage }) =>
      Math.max(maxOverAverage ?? 0, 1 - (minOverAverage ?? 1)),
    ),
  )
  step.done(`worst deviation ${(worst * 100).toFixed(1)} %, solved in ${(plan.solveMs / 1000).toFixed(1)} s`)
}

/** Some 0.6 s of CPU. */
async function importDemoPlaces(database: Database, files: DemoCityFiles, progress: Progress): Promise<void> {
  const { city_id: cityId } = await findCity(database.kysely, demoCode)
  const there = (await countPlaces(database.kysely, cityId)).map(({ kind }) => kind)
  if (there.includes(demoPlaces.at(-1)!.kind)) return
  const step = progress.step('importing estates, roads and lists 导入小区、道路与名单')
  let places = 0
  for (const { kind, file, isMerged = false } of demoPlaces) {
    const { loaded } = await importPlaces(database, demoCode, file(files), { kind, crs: files.city.crs, isMerged })
    places += loaded
  }
  step.done(`${places} places`)
}
