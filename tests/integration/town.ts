import { Readable } from 'node:stream'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { customerCsv, makeCity } from './builders.ts'

export const gridCount = 12

/** The city `town`: two districts, some 600 cells at resolution 8, 4,000 customers and plan `town-1` of 12 grids. */
export async function makeTown(database: Database): Promise<void> {
  await makeCity(database, 'town', 8)
  await importFile(database, 'town', Readable.from([Buffer.from(customerCsv(4000))]), {
    crs: 'wgs84',
    sourceName: 'customers.csv',
  })
  await runPartition(database, 'town', { grids: gridCount, tolerance: 0.2, weights: ['customers'], name: '首版' })
}
