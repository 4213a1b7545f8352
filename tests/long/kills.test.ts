import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { listLinks } from '../../server/cities/links/store.ts'
import { findCity, getCity } from '../../server/cities/store.ts'
import { importFile, removeAbandonedImports } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { recountPlan } from '../../server/plans/recount/recountPlan.ts'
import { temporaryDirectory } from '../integration/builders.ts'
import { runShapan } from '../integration/cli/shapan.ts'
import { runAndKill } from './kills/killed.ts'
import { linksAfter } from './kills/linkChanges.ts'
import { drivers, type Place, prepare, settle, whileOpen } from './kills/places.ts'

async function expectVerified(place: Place): Promise<void> {
  const { databaseUrl, dataDir } = place
  const env = databaseUrl === undefined ? { SHAPAN_DATA_DIR: dataDir } : { DATABASE_URL: databaseUrl }
  const ended = await runShapan(['verify', 'killed-1', '--json'], { cwd: temporaryDirectory(), env })
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(JSON.parse(ended.stdout)).toMatchObject({ ok: true, violations: [] })
}

/** Ids of which each stands in six rows, in and beside the city; what they come to once added up. */
const rows = 30_000
const ids = 5_000
const repeatedCsv = (): string =>
  `id,lon,lat,customers,revenue\n${Array.from({ length: rows }, (_, i) => {
    const lon = 121.41 + ((i * 37) % 181) / 1000
    const lat = i % 11 === 10 ? 31.9 : 31.11 + ((i * 53) % 179) / 1000
    return `c${i % ids},${lon.toFixed(4)},${lat.toFixed(4)},${1 + (i % 3)},${i % 100}.25`
  }).join('\n')}\n`

/** Each id at one place, and every customer and cent of the file. */
const sumsOfFile = Array.from({ length: rows }, (_, i) => i).reduce(
  ({ places, customers, revenue }, i) => ({
    places,
    customers: customers + 1 + (i % 3),
    revenue: revenue + 100 * (i % 100) + 25,
  }),
  { places: ids, customers: 0, revenue: 0 },
)

describe.each(Object.entries(drivers))('kill -9 on %s', (driver, { kills, make }) => {
  test('in the middle of changes of links loses none that was acknowledged, and writes none by half', async () => {
    const { place, drop } = await make()
    try {
      await prepare(place)
      let done = 0
      let inFlight = 0
      for (let kill = 0; kill < kills; kill++) {
        const wanted = done + randomInt(1, 30)
        const delay = randomInt(0, 12)
        const said = await runAndKill(
          'linksWorker.ts',
          [JSON.stringify(place), `${done}`],
          (line) => Number(line) >= wanted,
          delay,
        )
        const acknowledged = Number(said.at(-1)) + 1
        expect(said).toEqual(Array.from({ length: acknowledged - done }, (_, i) => `${done + i}`))
        await whileOpen(place, async (database) => {
          const { city_id: cityId } = await findCity(database.kysely, 'killed')
          const states = [linksAfter(acknowledged), linksAfter(acknowledged + 1)]
          // On a server the statement under way may end a moment after its client.
          await expect
            .poll(
              () =>
                listLinks(database.kysely, cityId).then((links) => states.findIndex((state) => isEqual(links, state))),
              { timeout: 600_000 },
            )
            .toBeGreaterThanOrEqual(0)
          await settle(database)
          const isApplied = isEqual(await listLinks(database.kysely, cityId), states[1]!)
          if (isApplied) inFlight++
          done = acknowledged + (isApplied ? 1 : 0)
          expect(await recountPlan(database, 'killed-1')).toMatchObject({ ok: true, violations: [] })
        })
      }
      console.info(`${driver}: ${kills} kills, ${done} changes, ${inFlight} of them stored and not acknowledged`)
      await expectVerified(place)
    } finally {
      await drop()
    }
  })

  test('in any stage of an import that adds up leaves the data before it, or all of the new', async () => {
    const { place, drop } = await make()
    try {
      await prepare(place)
      const file = join(temporaryDirectory(), 'repeated.csv')
      writeFileSync(file, repeatedCsv())
      const ends = { before: 0, after: 0 }
      for (let kill = 0; kill < kills; kill++) {
        const stage = ['load', 'duplicates', 'duplicates', 'aggregate', 'done'][kill % 5]!
        const before = await whileOpen(place, currentSnapshot)
        const delay = stage === 'done' ? 0 : randomInt(0, stage === 'load' ? 600 : 400)
        const said = await runAndKill(
          'sumWorker.ts',
          [JSON.stringify(place), file],
          (line) => line.startsWith(stage),
          delay,
        )
        await whileOpen(place, async (database) => {
          // The server frees the import's lock once it has noticed that the connection is broken.
          await expect.poll(() => unfinishedSnapshots(database), { timeout: 600_000 }).toBe(0)
          const after = await currentSnapshot(database)
          if (after.snapshotId === before.snapshotId) {
            ends.before++
            expect(said.at(-1)).not.toMatch(/^done/)
            expect(after).toEqual(before)
          } else {
            ends.after++
            if (said.at(-1)!.startsWith('done')) expect(said.at(-1)).toBe(`done ${after.snapshotId}`)
            expect(after).toMatchObject({ rowsRead: rows, rowsLoaded: rows, rowsRejected: 0 })
            expect(await sumsOf(database, after.snapshotId)).toEqual(sumsOfFile)
          }
          expect(await recountPlan(database, 'killed-1')).toMatchObject({ ok: true, violations: [] })
          expect(await strayRows(database)).toBe(0)
        })
      }
      console.info(`${driver}: ${kills} kills of imports, ${ends.before} left the data before, ${ends.after} the new`)
      expect(ends.before).toBeGreaterThan(0)
      expect(ends.after).toBeGreaterThan(0)
      await expectVerified(place)
      await whileOpen(place, async (database) => {
        const again = await importFile(database, 'killed', file, { crs: 'wgs84', duplicates: 'sum' })
        expect(again).toMatchObject({ rowsLoaded: rows, rowsAddedUp: rows - ids })
        const { planId } = await runPartition(database, 'killed', { grids: 6, tolerance: 0.3, preset: 'fast' })
        expect(await recountPlan(database, planId)).toMatchObject({ ok: true, violations: [] })
      })
    } finally {
      await drop()
    }
  })
})

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function currentSnapshot(database: Database) {
  const { snapshot } = await getCity(database.kysely, 'killed')
  if (!snapshot) throw new Error('the city has lost its data')
  return snapshot
}

async function unfinishedSnapshots(database: Database): Promise<number> {
  await removeAbandonedImports(database)
  const { rows: found } = await sql<{ count: number }>`
    select count(*)::int as count from snapshot where status <> 'ready'`.execute(database.kysely)
  return found[0]!.count
}

/** Rows of snapshots that there are not. */
async function strayRows(database: Database): Promise<number> {
  const { rows: found } = await sql<{ count: number }>`
    select count(*)::int as count from customer c
    where not exists (select from snapshot s where s.city_id = c.city_id and s.snapshot_id = c.snapshot_id)`.execute(
    database.kysely,
  )
  return found[0]!.count
}

interface Sums {
  places: number
  customers: number
  revenue: number
}

async function sumsOf(database: Database, snapshotId: number): Promise<Sums> {
  const { rows: found } = await sql<Sums>`
    select count(distinct (customer_id, location))::int as places, sum(figures[1])::int as customers,
           sum(figures[2])::float8 as revenue
    from customer where snapshot_id = ${snapshotId}`.execute(database.kysely)
  return found[0]!
}
