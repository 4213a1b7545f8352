import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Schema } from '../../../server/db/schema.ts'
import { makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'

interface Ground {
  readonly cityId: number
  readonly cellCount: number
}

/** A city with a ready snapshot 1 and a draft plan 1 of one grid. */
async function ground(database: Parameters<typeof makeCity>[0], code: string): Promise<Ground> {
  const { cityId, cellCount } = await makeCity(database, code)
  const db = database.kysely
  await addSnapshot(db, cityId, 1)
  await sql`insert into customer (city_id, snapshot_id, line_number, customer_id, figures, location, cell_index)
            values (${cityId}, 1, 2, 'a', '{1,100}', ST_SetSRID(ST_MakePoint(121.5, 31.2), 4326), 0)`.execute(db)
  await sql`insert into cell_fact values (${cityId}, 1, 0, 0, '{1,100}')`.execute(db)
  await makeReady(db, cityId, 1)
  await db.insertInto('plan').values(planOf({ cityId, cellCount }, 1)).execute()
  await db
    .insertInto('grid')
    .values(gridOf(cityId, 1, 1))
    .execute()
  return { cityId, cellCount }
}

async function addSnapshot(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<void> {
  await sql`insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, period, figure_keys)
            values (${cityId}, ${snapshotId}, 'file.csv', 'wgs84', '{}', '2026-11', '{customers,revenue}')`.execute(db)
}

async function makeReady(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<void> {
  await sql`update snapshot set status = 'ready', source_sha256 = ${'0'.repeat(64)}, completed_at = now(), rows_read = 1, rows_loaded = 1, totals = '{1,100}'
            where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
}

function planOf({ cityId, cellCount }: Ground, planNumber: number) {
  return {
    city_id: cityId,
    plan_number: planNumber,
    name: '方案',
    snapshot_id: 1,
    assignment: new Uint8Array(2 * cellCount).fill(1),
  }
}

function gridOf(cityId: number, planNumber: number, gridNumber: number) {
  return {
    city_id: cityId,
    plan_number: planNumber,
    grid_number: gridNumber,
    grid_id: randomUUID(),
    code: `31010${gridNumber}`,
    name: `网格${gridNumber}`,
    colour: '#a0b1c2',
  }
}

eachDatabase('the schema', (database) => {
  const db = () => database().kysely
  const refused = { code: '23514' }

  test('keeps a ready snapshot and its data as they are', async () => {
    const { cityId } = await ground(database(), 'frozen')
    const attempts = [
      sql`update snapshot set totals = '{5,100}' where city_id = ${cityId}`,
      sql`delete from snapshot where city_id = ${cityId}`,
      sql`update cell_fact set figures = '{5,100}' where city_id = ${cityId}`,
      sql`delete from cell_fact where city_id = ${cityId}`,
      sql`insert into cell_fact values (${cityId}, 1, 1, 0, '{1,1}')`,
      sql`update customer set figures = '{5,100}' where city_id = ${cityId}`,
      sql`delete from customer where city_id = ${cityId}`,
      sql`insert into customer (city_id, snapshot_id, line_number, customer_id, figures, location)
          values (${cityId}, 1, 3, 'b', '{1,1}', ST_SetSRID(ST_MakePoint(121.5, 31.2), 4326))`,
    ]
    for (const attempt of attempts) await expect(attempt.execute(db())).rejects.toMatchObject(refused)
  })

  test('guards data that is copied, too', async () => {
    const { cityId } = await ground(database(), 'direct')
    const point = '0101000020E6100000CDCCCCCCCC5C5E403333333333333F40'
    const chunk = async function* () {
      yield new TextEncoder().encode(`${cityId}\t1\t9\tx\t{1,1}\t${point}\n`)
    }
    const columns = ['city_id', 'snapshot_id', 'line_number', 'customer_id', 'figures', 'location']
    // A cluster gives the state of its own protocol.
    await expect(database().copyIn({ table: 'customer', columns }, chunk())).rejects.toThrow('is not loading')
  })

  test('keeps a city’s cells as they were made', async () => {
    const { cityId, cellCount } = await ground(database(), 'cells')
    const insert = (index: number, area: number) =>
      sql`insert into cell (city_id, cell_index, cell_id, area_km2, admin_area_id) values (${cityId}, ${index}, 1, 1, ${area})`
    const attempts = [
      sql`update cell set area_km2 = 1 where city_id = ${cityId}`,
      sql`delete from cell where city_id = ${cityId}`,
      insert(cellCount, 1),
    ]
    for (const attempt of attempts) await expect(attempt.execute(db())).rejects.toMatchObject(refused)
    await expect(insert(0, 1).execute(db())).rejects.toMatchObject({ code: '23505' })
  })

  test('takes customers only into a loading snapshot and the cells of their city', async () => {
    const { cityId, cellCount } = await ground(database(), 'loading')
    await addSnapshot(db(), cityId, 2)
    const insert = (snapshotId: number, line: number, cell: number | null) =>
      sql`insert into customer (city_id, snapshot_id, line_number, customer_id, figures, location, cell_index)
          values (${cityId}, ${snapshotId}, ${line}, 'a', '{1,1}', ST_SetSRID(ST_MakePoint(121.5, 31.2), 4326), ${cell})`.execute(
        db(),
      )
    await insert(2, 1, null)
    await insert(2, 2, cellCount - 1)
    await expect(insert(2, 3, cellCount)).rejects.toMatchObject(refused)
    await expect(insert(2, 4, -1)).rejects.toMatchObject(refused)
    await expect(insert(3, 5, 0)).rejects.toMatchObject(refused)
    await sql`delete from customer where city_id = ${cityId} and snapshot_id = 2`.execute(db())
  })

  test('makes only a ready snapshot a city’s current one or a plan’s ground', async () => {
    const { cityId, cellCount } = await ground(database(), 'current')
    await addSnapshot(db(), cityId, 2)
    const makeCurrent = (id: number) =>
      db().updateTable('city_state').set({ current_snapshot_id: id }).where('city_id', '=', cityId).execute()
    await expect(makeCurrent(2)).rejects.toMatchObject({ code: '23503' })
    await makeCurrent(1)
    const plan = { ...planOf({ cityId, cellCount }, 2), snapshot_id: 2 }
    await expect(db().insertInto('plan').values(plan).execute()).rejects.toMatchObject({ code: '23503' })
    const remove = sql`update snapshot set status = 'deleting' where city_id = ${cityId} and snapshot_id = 1`
    await expect(remove.execute(db())).rejects.toMatchObject({ code: '23503' })
  })

  test('takes an assignment only of two bytes for each cell, one revision at a time', async () => {
    const { cityId, cellCount } = await ground(database(), 'revision')
    const change = (bytes: number, revision: number) =>
      db()
        .updateTable('plan')
        .set({ assignment: new Uint8Array(bytes).fill(revision), revision })
        .where('city_id', '=', cityId)
        .execute()
    await expect(change(2 * cellCount - 1, 1)).rejects.toMatchObject(refused)
    await expect(change(2 * cellCount, 2)).rejects.toMatchObject(refused)
    await expect(change(2 * cellCount, 0)).rejects.toMatchObject(refused)
    await expect(change(2 * cellCount + 2, 1)).rejects.toMatchObject({ code: '23503' })
    // a revision that the log does not have
    await expect(change(2 * cellCount, 1)).rejects.toMatchObject({ code: '23503' })
    const short = { ...planOf({ cityId, cellCount }, 2), assignment: new Uint8Array(2) }
    await expect(db().insertInto('plan').values(short).execute()).rejects.toMatchObject({ code: '23503' })
  })

  test('takes links and warnings of a plan only as lists', async () => {
    const { cityId } = await ground(database(), 'lists')
    for (const column of ['links', 'warnings'] as const) {
      const change = db()
        .updateTable('plan')
        .set({ [column]: '{"a": 1}' })
        .where('city_id', '=', cityId)
        .execute()
      await expect(change, column).rejects.toMatchObject(refused)
    }
  })

  test('freezes a published plan with its grids and commands', async () => {
    const { cityId } = await ground(database(), 'published')
    const setStatus = (status: 'published' | 'archived' | 'draft') =>
      db().updateTable('plan').set({ status }).where('city_id', '=', cityId).execute()
    await setStatus('published')
    const attempts = [
      sql`update plan set name = 'other' where city_id = ${cityId}`,
      sql`delete from plan where city_id = ${cityId}`,
      sql`update grid set name = 'other' where city_id = ${cityId}`,
      sql`delete from grid where city_id = ${cityId}`,
    ]
    for (const attempt of attempts) await expect(attempt.execute(db())).rejects.toMatchObject(refused)
    const grid = db()
      .insertInto('grid')
      .values(gridOf(cityId, 1, 2))
    await expect(grid.execute()).rejects.toMatchObject(refused)
    await expect(setStatus('draft')).rejects.toMatchObject(refused)
    await setStatus('archived')
    await expect(setStatus('published')).rejects.toMatchObject(refused)
  })

  test('keeps the codes, names and numbers of a plan’s grids unique and valid', async () => {
    const { cityId } = await ground(database(), 'grids')
    const insert = (values: object) =>
      db()
        .insertInto('grid')
        .values({ ...gridOf(cityId, 1, 2), ...values })
        .execute()
    await expect(insert({ grid_number: 1 })).rejects.toMatchObject({ code: '23505' })
    await expect(insert({ code: '310101' })).rejects.toMatchObject({ code: '23505' })
    await expect(insert({ name: '网格1' })).rejects.toMatchObject({ code: '23505' })
    await expect(insert({ colour: 'red' })).rejects.toMatchObject(refused)
    await expect(insert({ grid_number: 65536 })).rejects.toMatchObject(refused)
    await expect(insert({ plan_number: 9 })).rejects.toMatchObject({ code: '23503' })
    await insert({})
  })

  test('logs a command once, at the plan’s own revision, for good', async () => {
    const { cityId } = await ground(database(), 'commands')
    const commandId = randomUUID()
    /** As an edit does: the plan's revision, and the command that made it. */
    const edit = (revision: number, logged: number, id: string) =>
      db()
        .transaction()
        .execute(async (transaction) => {
          await sql`update plan set revision = ${revision} where city_id = ${cityId}`.execute(transaction)
          await transaction
            .insertInto('command')
            .values({
              city_id: cityId,
              plan_number: 1,
              revision: logged,
              command_id: id,
              command: '{}',
              patch: new Uint8Array(1),
              author: 'planner',
            })
            .execute()
        })
    await expect(edit(1, 2, commandId)).rejects.toMatchObject(refused)
    await edit(1, 1, commandId)
    await expect(edit(2, 2, commandId)).rejects.toMatchObject({ code: '23505' })
    const rewrite = sql`update command set author = 'other' where city_id = ${cityId}`
    await expect(rewrite.execute(db())).rejects.toMatchObject(refused)
    await edit(2, 2, randomUUID())
    const hole = sql`delete from command where city_id = ${cityId} and revision = 1`
    await expect(hole.execute(db())).rejects.toMatchObject({ code: '23503' })
    const end = sql`delete from command where city_id = ${cityId} and revision = 2`
    await expect(end.execute(db())).rejects.toMatchObject({ code: '23503' })
  })

  test('lets a job end once', async () => {
    const { cityId } = await ground(database(), 'jobs')
    const jobId = randomUUID()
    await db()
      .insertInto('job')
      .values({ city_id: cityId, job_id: jobId, kind: 'partition', parameters: '{}' })
      .execute()
    const end = (state: string, problem: string | null) =>
      sql`update job set state = ${state}, problem = ${problem}, finished_at = now() where job_id = ${jobId}`.execute(
        db(),
      )
    await expect(end('running', null)).rejects.toMatchObject(refused)
    await expect(end('failed', null)).rejects.toMatchObject(refused)
    await end('succeeded', null)
    await expect(end('failed', '{}')).rejects.toMatchObject(refused)
  })
})
