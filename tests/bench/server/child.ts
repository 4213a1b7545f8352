/** The measured process: makes a large city with a plan, opens it anew so that nothing is in memory, serves it, and reads its probe. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { loadConfig } from '../../../server/base/config.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { buildApp } from '../../../server/start/app.ts'
import { customersOf, districtsOf, type LargeCity, resolution, unitsOf } from './largeCity.ts'
import { LoopProbe } from './loopProbe.ts'

export interface ChildOptions {
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly city: LargeCity
  readonly grids: number
}

export type ChildOrder =
  | { readonly kind: 'spin'; readonly isOn: boolean }
  | { readonly kind: 'take' }
  | { readonly kind: 'end' }

const options = JSON.parse(process.argv[2] ?? '') as ChildOptions
const probe = new LoopProbe()
const send = (message: object) => process.send?.(message)

await makeCity()
const database = await openDatabase(options)
const settings = loadConfig({ RATE_LIMIT: '1000000', LOOKUP_RATE_LIMIT: '1000000', LOG_LEVEL: 'silent' })
const app = await buildApp({ config: { ...settings, ...options }, database })
await app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', (order: ChildOrder) => {
  if (order.kind === 'spin') probe.spin(order.isOn)
  send(probe.take())
  if (order.kind === 'end') void end()
})
send({ port: (app.server.address() as AddressInfo).port })

async function makeCity(): Promise<void> {
  const made = await openDatabase(options)
  const city = { code: 'big', name: 'big', resolution, boundary: districtsOf(options.city), crs: 'wgs84' as const }
  const { cellCount } = await createCity(made, city)
  const few = { ...options.city, customers: Math.ceil(options.city.customers / 10) }
  for (const customers of [few, options.city])
    await importFile(made, 'big', Readable.from(customersOf(customers)), { crs: 'wgs84', sourceName: 'customers.csv' })
  const units = JSON.stringify({ type: 'FeatureCollection', features: unitsOf(options.city, 10_000) })
  await importPlaces(made, 'big', Readable.from([Buffer.from(units)]), {
    kind: 'estate',
    crs: 'wgs84',
    sourceName: 'units.geojson',
  })
  await runPartition(made, 'big', { grids: options.grids, tolerance: 0.2, weights: ['customers'], preset: 'fast' })
  await made.close()
  send({ cellCount })
}

async function end(): Promise<void> {
  await app.close()
  await database.close()
  process.disconnect()
  await once(process, 'beforeExit').catch(() => {})
}
