import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createCity } from '../../../server/cities/createCity.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { readJson } from '../../../server/files/textFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { caseFile } from '../../publicCases.ts'
import { textsOf } from '../builders.ts'
import { makeDirectory, runHere } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'

const hangzhou = caseFile('45-real-hangzhou', '330100.json')
const xian = {
  boundary: caseFile('44-real-xian', '610100.json'),
  places: caseFile('44-real-xian', 'gaoxin_amap_pois.csv'),
  communities: caseFile('44-real-xian', 'gaoxin_merged_all.csv'),
}

async function withCity(code: string, path: string, run: (use: WithCity) => Promise<void>): Promise<void> {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  const database = await openDatabase({ databaseUrl: url, dataDir: cwd })
  try {
    const boundary = await readJson(path, { expected: 'geojson', errorCode: 'invalid-boundary' })
    const city = await createCity(database, { code, name: code, resolution: 8, boundary, crs: 'gcj02' })
    await run({ database, city, cwd, url })
  } finally {
    await database.close()
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
}

interface WithCity {
  database: Awaited<ReturnType<typeof openDatabase>>
  city: Awaited<ReturnType<typeof createCity>>
  cwd: string
  url: string
}

test.skipIf(!hangzhou)('Hangzhou is made, and what was mended is told', async () => {
  await withCity('hangzhou', hangzhou!, async ({ city }) => {
    expect(city.cellCount).toBeGreaterThan(29_000)
    expect(city.areaKm2).toBeGreaterThan(16_500)
    expect(textsOf(city.notes).filter((text) => /淳安县/.test(text))).toHaveLength(1)
  })
})

test.skipIf(Object.values(xian).some((path) => !path))('Xi’an goes all the way with its real places', async () => {
  await withCity('xian', xian.boundary!, async ({ database, city, cwd, url }) => {
    expect(city).toMatchObject({ districts: 13 })
    const loaded = await importFile(database, 'xian', xian.places!, { crs: 'gcj02' })
    expect(loaded.columnMap).toMatchObject({ lon: '经度_gcj02', lat: '纬度_gcj02' })
    expect(loaded.rowsLoaded).toBe(2_685)
    const made = await runPartition(database, 'xian', { grids: 8, weights: ['customers'], preset: 'fast' })
    expect(made.withinTolerance).toBe(true)
    expect(await recountPlan(database, made.planId)).toMatchObject({ ok: true, violations: [] })
    const line = ['assign', made.planId, '--in', xian.communities!, '--crs', 'gcj02', '--out', 'owned.csv', '--json']
    const assigned = await runHere(line, { cwd, env: { DATABASE_URL: url } })
    expect(JSON.parse(assigned.stdout)).toMatchObject({ rows: 645, owned: 638, unresolved: 7, invalid: 0 })
  })
})
