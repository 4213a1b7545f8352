/**
 * Owners of many: `npm exec -- node tests/bench/manyOwners.ts` prints two tables.
 *
 * Places and owners of 1,000,000 points with ids in a city of 68,000 cells, against h3-js and a Map from cell to grid; then rows of customers
 * against as many single questions, on PGlite. The two take turns in one process; figures are medians of five rounds of CPU time, all threads counted. Trust
 * the ratios, not the milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gridDisk, latLngToCell } from 'h3-js'
import { buildLattice, cellCenters, type Lattice, locatePoints } from '../../partition/index.ts'
import { importFile } from '../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { findOwnership } from '../../server/ownership/cityOwnership.ts'
import { answerPoints } from '../../server/ownership/many/answerRows.ts'
import { answerStream } from '../../server/ownership/many/answerStream.ts'
import { resolveCityOwners } from '../../server/ownership/many/cityOwners.ts'
import { exportStream } from '../../server/ownership/many/exportStream.ts'
import { findOwner } from '../../server/ownership/many/ownerTable.ts'
import type { Served } from '../../server/ownership/many/served.ts'
import { loadServedCity } from '../../server/ownership/many/servedCity.ts'
import { addParty } from '../../server/ownership/rows/parties.ts'
import { decideOwners, proposeOwner } from '../../server/ownership/rows/proposals.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { makeCity } from '../integration/builders.ts'
import { actingOn, dayFrom, publishCopy } from '../integration/life/acts.ts'
import { numberStream } from './random.ts'
import { median } from './units.ts'

const rounds = 5
const points = 1_000_000
const day = '2026-08-01'

interface Work {
  readonly name: string
  /** of how many rows */
  readonly rows: number
  readonly run: () => unknown
}

async function cpuUs({ rows, run }: Work): Promise<number> {
  const start = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / rows
}

/** CPU µs a row. */
async function compare(peer: Work, works: readonly Work[]): Promise<void> {
  const all = [peer, ...works]
  const times = all.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, work] of all.entries()) times[index]!.push(await cpuUs(work))
  console.log('| work | µs a row | least–most | times faster |\n|---|---|---|---|')
  for (const [index, { name }] of all.entries()) {
    const own = times[index]!
    const faster = median(times[0]!) / median(own)
    const range = `${Math.min(...own).toFixed(3)}–${Math.max(...own).toFixed(3)}`
    console.log(`| ${[name, median(own).toFixed(3), range, index === 0 ? '' : faster.toFixed(1)].join(' | ')} |`)
  }
}

const idOf = (number: number) => `C${String(number).padStart(10, '0')}`

/** The ids of the first `count` customers with owners by list, of ten teams. */
function ownersOf(count: number) {
  const accounts = Array.from({ length: 10 }, (_, team) => ['listed', `K${team}`, 'team', `T${team}`, null])
  const customers = Array.from({ length: count }, (_, number) => [
    idOf(number * Math.floor(points / count)),
    `K${number % 10}`,
    null,
    null,
  ])
  return resolveCityOwners({ held: JSON.stringify(accounts), customers: JSON.stringify(customers), day })
}

function inProcess(): { readonly peer: Work; readonly works: Work[] } {
  const disk = gridDisk(latLngToCell(30.6, 114.3, 10), 150)
  const cellIds = BigUint64Array.from(disk, (hex) => BigInt(`0x${hex}`)).sort()
  const lattice: Lattice = buildLattice(cellIds)
  const assignment = Uint16Array.from(cellIds, (_, cell) => 1 + (cell % 500))
  const stream = numberStream(1)
  const centers = cellCenters(lattice)
  const lngLat = new Float64Array(2 * points)
  for (let point = 0; point < points; point++) {
    const cell = Math.floor(stream() * cellIds.length)
    lngLat[2 * point] = centers[2 * cell]! + (stream() - 0.5) * 0.0005
    lngLat[2 * point + 1] = centers[2 * cell + 1]! + (stream() - 0.5) * 0.0005
  }
  const gridOf = new Map(Array.from(cellIds, (id, cell) => [id.toString(16), assignment[cell]!]))
  const ids = Buffer.from(Array.from({ length: points }, (_, number) => idOf(number)).join(''))
  const length = idOf(0).length
  const places = () => {
    const cells = locatePoints(lattice, lngLat)
    let sum = 0
    for (const cell of cells) sum += cell === -1 ? 0 : assignment[cell]!
    return sum
  }
  const withOwners = (count: number): Work => {
    const { table } = ownersOf(count)
    const run = () => {
      let found = places()
      for (let point = 0; point < points; point++)
        found += findOwner(table, ids, point * length, (point + 1) * length) === -1 ? 0 : 1
      return found
    }
    return { name: `places, and owners of ${(100 * count) / points} % of the ids`, rows: points, run }
  }
  const strings = new Map(Array.from({ length: points / 10 }, (_, number) => [idOf(number * 10), number]))
  const byStrings = () => {
    let found = places()
    for (let point = 0; point < points; point++)
      found += strings.has(ids.toString('latin1', point * length, (point + 1) * length)) ? 1 : 0
    return found
  }
  const csvRows = 100_000
  const csv = Buffer.from(
    Array.from({ length: csvRows }, (_, row) => `${idOf(row * 10)},${lngLat[2 * row]},${lngLat[2 * row + 1]}\n`).join(
      '',
    ),
  )
  const grids = Array.from({ length: 500 }, (_, grid) => [grid + 1, crypto.randomUUID(), `G${grid}`] as const)
  const served: Served = {
    ...{ day, lattice, defaultDivision: 'all', pointDivision: 'all', owners: ownersOf(points / 10) },
    divisions: [{ key: 'all', holdsUntil: '2027-01-01', assignment, grids }],
  }
  const columns = { separator: 44, count: 3, id: 0, lon: 1, lat: 2 }
  const rows = { bytes: csv, format: 'csv', columns, by: 'point', crs: 'wgs84', firstLine: 2 } as const
  const answer = (format: 'csv' | 'ndjson') => () =>
    answerPoints({ rows: { ...rows, owners: served.owners.table }, served, form: { format, isExact: true } })
  return {
    peer: {
      ...{ name: 'h3-js and a Map, places alone', rows: points / 5 },
      run() {
        let sum = 0
        for (let point = 0; point < points / 5; point++)
          sum += gridOf.get(latLngToCell(lngLat[2 * point + 1]!, lngLat[2 * point]!, 10)) ?? 0
        return sum
      },
    },
    works: [
      { name: 'places alone', rows: points, run: places },
      ...[points / 1000, points / 10, points / 2].map(withOwners),
      { name: 'places, and owners of 10 % by a Map of strings', rows: points, run: byStrings },
      { name: 'rows of CSV to rows of CSV, every id owned', rows: csvRows, run: answer('csv') },
      { name: 'rows of CSV to rows of NDJSON, every id owned', rows: csvRows, run: answer('ndjson') },
    ],
  }
}

const stored = 20_000

async function makeStored(database: Database): Promise<void> {
  await makeCity(database, 'city', 8)
  const stream = numberStream(2)
  const customers = Array.from({ length: stored }, (_, number) => {
    const place = `${(121.41 + 0.18 * stream()).toFixed(5)},${(31.11 + 0.18 * stream()).toFixed(5)}`
    return `${idOf(number)},${place},1,10.00,${number % 10 === 0 ? `K${number % 100}` : ''}\n`
  })
  const file = Readable.from([`id,lon,lat,customers,revenue,account_id\n${customers.join('')}`])
  await importFile(database, 'city', file, { crs: 'wgs84', sourceName: 'a.csv' })
  const { planId } = await runPartition(database, 'city', { grids: 20, tolerance: 0.3, weights: ['customers'] })
  await publishCopy(database, 'city', planId, dayFrom(0), actingOn())
  await addParty(database, 'city', { id: 'T1', kind: 'team', name: 'first' }, actingOn())
  for (let account = 0; account < 100; account += 10) {
    const { id } = await proposeOwner(
      database,
      'city',
      {
        ...{ layer: 'listed', subject: `K${account}`, effectiveFrom: dayFrom(1), reason: 'as agreed', replace: false },
        owner: { kind: 'team', id: 'T1' },
      },
      actingOn(),
    )
    await decideOwners(database, 'city', id, { decision: 'approve' }, actingOn())
  }
}

async function bySingles(database: Database): Promise<{ readonly peer: Work; readonly works: Work[] }> {
  const on = dayFrom(1)
  const served = await loadServedCity(database, 'city', { on }, new Date(), false)
  const form = { format: 'ndjson', isExact: true } as const
  const ids = `id\n${Array.from({ length: stored }, (_, number) => idOf(number)).join('\n')}\n`
  const singles = 200
  const drain = async (rows: AsyncGenerator<Uint8Array, unknown>) => {
    for await (const _ of rows);
  }
  return {
    peer: {
      ...{ name: 'single questions', rows: singles },
      async run() {
        for (let number = 0; number < singles; number++)
          await findOwnership(database, 'city', { customer: idOf(number * 97), on }, new Date())
      },
    },
    works: [
      {
        ...{ name: 'rows by customer', rows: stored },
        run: () =>
          drain(
            answerStream(database, {
              ...{ city: served, by: 'customer', crs: 'wgs84', format: 'csv', form },
              ...{ chunks: Readable.from([Buffer.from(ids)]), isWaiting: () => true },
            }),
          ),
      },
      {
        ...{ name: 'all of a city', rows: stored },
        run: () => drain(exportStream(database, served, form)),
      },
    ],
  }
}

const { peer, works } = inProcess()
await compare(peer, works)
console.log()
const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
const database = await openDatabase({ databaseUrl: undefined, dataDir })
await makeStored(database)
const single = await bySingles(database)
await compare(single.peer, single.works)
await database.close()
rmSync(dataDir, { recursive: true, force: true })
process.exit()
