import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createCity } from '../../../server/cities/createCity.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { serve } from '../api/apiServer.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const boundaries = resolve(import.meta.dirname, '../../../fixtures/cases/boundaries')
const customers = join(boundaries, 'macao-customers.csv')

test('every door that reads places says where GCJ-02 and BD-09 shift what is true WGS 84', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  const database = await openDatabase({ databaseUrl: url, dataDir: cwd })
  const server = await serve(database)
  try {
    const boundary: unknown = JSON.parse(readFileSync(join(boundaries, 'macao.geojson'), 'utf8'))
    await createCity(database, { code: 'macao', name: '澳門', resolution: 9, boundary, crs: 'wgs84' })
    await importFile(database, 'macao', customers, { crs: 'wgs84' })
    await runPartition(database, 'macao', { grids: 2, weights: ['customers'], tolerance: 0.3, preset: 'fast' })

    const assign = async (crs: string, ...args: string[]) =>
      await runHere(['assign', 'macao-1', '--in', customers, '--crs', crs, '--out', 'owned.csv', ...args], {
        cwd,
        env: { DATABASE_URL: url },
      })
    const moved = await assign('gcj02')
    expect(moved).toMatchObject({ code: 0, stderr: '' })
    expect(moved.stdout).toMatch(
      /\nwarning: The data lies in Macao, .*: --crs gcj02 moved it by about 6\d0 m\. .*, assign it again with --crs wgs84\.\n/,
    )
    expect(JSON.parse((await assign('bd09', '--json')).stdout)).toMatchObject({
      warnings: [{ code: 'crs-needless', place: 'macao', crs: 'bd09', text: expect.stringContaining('Macao') }],
    })
    expect(JSON.parse((await assign('wgs84', '--json')).stdout)).toMatchObject({ warnings: [] })

    const ask = async (crs: string) =>
      (await server.get(`/api/plans/macao-1/ownership?lon=113.55&lat=22.2&crs=${crs}`)).json()
    const askAll = async (crs: string) => {
      const points = [113.545, 113.55].map((lon, i) => ({ id: `${i}`, lon, lat: 22.2 }))
      return (await server.post('/api/plans/macao-1/ownership', { crs, points })).json()
    }
    for (const answer of [ask, askAll]) {
      expect(await answer('gcj02')).toMatchObject({
        notes: [
          {
            code: 'crs-needless',
            place: 'macao',
            metres: expect.any(Number),
            message: expect.stringMatching(/: crs gcj02 moved it by about 6\d0 m\. .*, ask again with crs wgs84\.$/),
          },
        ],
      })
      expect(await answer('wgs84')).toMatchObject({ notes: [] })
    }

    const link = ['city', 'links', 'add', 'macao', '--from', '113.545,22.2', '--to', '113.555,22.2', '--crs', 'gcj02']
    const added = await runHere(link, { cwd, env: { DATABASE_URL: url } })
    expect(added.stdout).toMatch(/\nnote: The data lies in Macao, .*add it again with --crs wgs84\.\n$/)
  } finally {
    await server.app.close()
    await database.close()
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
