import { Readable } from 'node:stream'
import { createCity } from '../../server/cities/createCity.ts'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'

export const islandsPlan = 'islands-1'

const districts = [
  { name: '西岛区', adcode: '330991', west: 122, east: 122.08 },
  { name: '东岛区', adcode: '330992', west: 122.12, east: 122.18 },
  { name: '小礁县', adcode: '330993', west: 122.21, east: 122.22 },
]

/** Three islands, of which two of a plan's three grids need the water between them. */
export async function makeIslands(database: Database): Promise<void> {
  const features = districts.map(({ west, east, ...properties }) => {
    const [south, north] = [30, east - west < 0.02 ? 30.01 : 30.07]
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ]
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }
  })
  const boundary = { type: 'FeatureCollection', features }
  await createCity(database, { code: 'islands', name: '群岛市', resolution: 8, boundary, crs: 'wgs84' })
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [west, wide] = i % 10 < 7 ? [122.003, 74] : [122.123, 54]
    return `${(west + ((i * 37) % wide) / 1000).toFixed(4)},${(30.003 + ((i * 53) % 64) / 1000).toFixed(4)}`
  })
  await importFile(database, 'islands', Readable.from([Buffer.from(`lon,lat\n${rows.join('\n')}\n122.215,30.005\n`)]), {
    crs: 'wgs84',
    sourceName: 'islands.csv',
  })
  await runPartition(database, 'islands', { grids: 3, tolerance: 0.1, weights: ['customers'], preset: 'fast' })
}
