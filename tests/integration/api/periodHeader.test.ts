import { expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv, makeCity, writeTemporary } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { serve } from './apiServer.ts'

anyDatabase('X-Period', (database) => {
  test('tells of which month the figures of an answer are, as X-Snapshot tells of which data', async () => {
    await makeCity(database(), 'months')
    const file = writeTemporary('months.csv', customerCsv(60))
    for (const period of ['2026-09', '2026-10']) await importFile(database(), 'months', file, { crs: 'wgs84', period })
    await runPartition(database(), 'months', { grids: 3, tolerance: 0.5, weights: ['customers'], period: '2026-09' })
    const server = await serve(database())
    try {
      const said = async (path: string) => {
        const { headers, statusCode } = await server.get(`/api${path}`)
        return [path, statusCode, headers['x-snapshot'], headers['x-period']]
      }
      for (const [path, snapshot, period] of [
        ['/cities/months/cells', '2', '2026-10'],
        ['/cities/months/cells?period=2026-09', '1', '2026-09'],
        ['/plans/months-1', '1', '2026-09'],
        ['/plans/months-1?period=2026-10', '2', '2026-10'],
        ['/plans/months-1/assignment', '1', '2026-09'],
        ['/plans/months-1/grids', '1', '2026-09'],
        ['/plans/months-1/report?format=csv&snapshot=2', '2', '2026-10'],
      ] as const)
        expect(await said(path)).toEqual([path, 200, snapshot, period])
    } finally {
      await server.app.close()
    }
  })
})
