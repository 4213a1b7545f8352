import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aggregateCells, completeSnapshot } from '../../../server/data/snapshots.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { makeCity } from '../builders.ts'
import { createServerDatabase } from '../databases.ts'
import { ownClient } from './sessions.ts'

/** Two sessions of one server, of which the second begins before the first has committed. */
let database: Database
let url: string
let drop: () => Promise<void>
let cityId: number
let cellCount: number
beforeAll(async () => {
  ;({ url, drop } = await createServerDatabase())
  database = await openDatabase({ databaseUrl: url, dataDir: '.' })
  ;({ cityId, cellCount } = await makeCity(database, 'town'))
})
afterAll(async () => {
  await database.close()
  await drop()
})

const point = `ST_SetSRID(ST_MakePoint(121.5, 31.2), 4326)`
const addSnapshot = (id: number) =>
  database.execute(`insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, period, figure_keys)
    values (${cityId}, ${id}, 'a', 'wgs84', '{}', '2026-11', '{customers,revenue}')`)
const addCustomer = (snapshot: number, line: number) =>
  `insert into customer (city_id, snapshot_id, line_number, customer_id, figures, location, cell_index)
   values (${cityId}, ${snapshot}, ${line}, '${line}', '{1,100}', ${point}, 0)`

/** As the end of an import does. */
const complete = (snapshotId: number) =>
  database.kysely.transaction().execute(async (transaction) => {
    const figures = await aggregateCells(transaction, cityId, snapshotId, '')
    const rows = { rowsRead: figures.rowsLoaded, rowsRejected: 0 }
    const done = { period: '2026-11', sourceSha256: '0'.repeat(64), ...rows, warnings: [], today: '2026-11-01' }
    await completeSnapshot(transaction, cityId, snapshotId, { ...figures, ...done })
  })

async function isWaiting(work: Promise<unknown>): Promise<boolean> {
  return (
    (await Promise.race([
      work.then(
        () => 'done',
        () => 'done',
      ),
      new Promise((resolve) => setTimeout(resolve, 500)),
    ])) !== 'done'
  )
}

test('a row that comes while its snapshot is made ready is counted in it, where it came first', async () => {
  await addSnapshot(1)
  const other = await ownClient(url)
  await other.query(`begin; ${addCustomer(1, 1)}`)
  const completing = complete(1)
  expect(await isWaiting(completing)).toBe(true)
  await other.query('commit')
  await completing
  const { rows } = await database.execute(
    `select rows_loaded, totals, rows_digest = snapshot_digest(city_id, snapshot_id) as whole from snapshot where snapshot_id = 1`,
  )
  expect(rows).toEqual([{ rows_loaded: 1, totals: [1, 100], whole: true }])
})

test('and is refused where it came later', async () => {
  await addSnapshot(2)
  await database.execute(addCustomer(2, 1))
  const other = await ownClient(url)
  await other.query(`begin; update snapshot set status = 'ready', completed_at = now(), source_sha256 = repeat('0', 64),
    totals = '{1,100}', rows_read = 1, rows_loaded = 1 where city_id = ${cityId} and snapshot_id = 2`)
  const adding = database.execute(addCustomer(2, 2))
  expect(await isWaiting(adding)).toBe(true)
  await other.query('commit')
  await expect(adding).rejects.toMatchObject({ code: '23514' })
  expect((await database.execute('select 1 from customer where snapshot_id = 2')).rows).toHaveLength(1)
})

test('nothing comes into a plan that is published meanwhile, nor does what came first escape it', async () => {
  await complete(await emptySnapshot(3))
  const addPlan = (number: number) =>
    database.execute(`insert into plan (city_id, plan_number, name, snapshot_id, assignment)
      values (${cityId}, ${number}, 'p', 3, decode(repeat('0100', ${cellCount}), 'hex'))`)
  const addGrid = (plan: number) => `insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour)
    values (${cityId}, ${plan}, 1, '${randomUUID()}', 'a', 'a', '#ffffff')`
  const publish = (plan: number) =>
    `update plan set status = 'published' where city_id = ${cityId} and plan_number = ${plan}`
  const other = await ownClient(url)

  await addPlan(1)
  await other.query(`begin; ${publish(1)}`)
  const adding = database.execute(addGrid(1))
  expect(await isWaiting(adding)).toBe(true)
  await other.query('commit')
  await expect(adding).rejects.toMatchObject({ code: '23514' })

  await addPlan(2)
  await other.query(`begin; ${addGrid(2)}`)
  const publishing = database.execute(publish(2))
  expect(await isWaiting(publishing)).toBe(true)
  await other.query('commit')
  await publishing
  expect((await database.execute('select plan_number from grid')).rows).toEqual([{ plan_number: 2 }])
})

test('a snapshot is not deleted while a plan of it is being stored, and no plan is stored of one that is', async () => {
  for (const number of [4, 5]) await complete(await emptySnapshot(number))
  await complete(await emptySnapshot(6))
  const addPlan = (
    number: number,
    snapshot: number,
  ) => `insert into plan (city_id, plan_number, name, snapshot_id, assignment)
    values (${cityId}, ${number}, 'p', ${snapshot}, decode(repeat('0100', ${cellCount}), 'hex'))`
  const remove = (snapshot: number) =>
    `update snapshot set status = 'deleting' where city_id = ${cityId} and snapshot_id = ${snapshot}`
  const other = await ownClient(url)

  await other.query(`begin; ${addPlan(4, 4)}`)
  const removing = database.execute(remove(4))
  expect(await isWaiting(removing)).toBe(true)
  await other.query('commit')
  await expect(removing).rejects.toMatchObject({ code: '23503' })

  await other.query(`begin; ${remove(5)}`)
  const storing = database.execute(addPlan(5, 5))
  expect(await isWaiting(storing)).toBe(true)
  await other.query('commit')
  await expect(storing).rejects.toMatchObject({ code: '23503' })
})

async function emptySnapshot(id: number): Promise<number> {
  await addSnapshot(id)
  await database.execute(addCustomer(id, 1))
  return id
}
