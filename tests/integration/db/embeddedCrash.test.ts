import { rmSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { copyOfTemplate } from '../databases.ts'

let dataDir: string
let database: Database
let server: TestServer
beforeAll(async () => {
  dataDir = await copyOfTemplate()
  database = await openDatabase({ databaseUrl: undefined, dataDir }, { longestMs: 5_000 })
  await database.execute(`
    create table kept (step text);
    create function endless(n int) returns int language plpgsql as $$ begin return endless(n + 1); end $$`)
  server = await serve(database)
})
afterAll(async () => {
  await server?.app.close()
  await database?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const steps = async () => (await database.execute('select step from kept order by step')).rows.map(({ step }) => step)

test('an embedded database that crashes fails what is under way, and is started again with all that was acknowledged', async () => {
  await sql`insert into kept values ('before')`.execute(database.kysely)
  // An endless recursion leaves it unable to answer anything.
  await expect(sql`select endless(1)`.execute(database.kysely)).rejects.toMatchObject({ code: 'database-crashed' })
  await sql`insert into kept values ('after')`.execute(database.kysely)
  expect(await steps()).toEqual(['after', 'before'])
  expect((await server.get('/api/health')).statusCode).toBe(200)
})

test('a transaction that was open in the crash does not go on in its successor', async () => {
  const transacting = database.kysely.transaction().execute(async (transaction) => {
    await sql`insert into kept values ('lost')`.execute(transaction)
    await sql`select endless(1)`.execute(transaction).catch(() => {})
    await sql`insert into kept values ('stray')`.execute(transaction)
  })
  await expect(transacting).rejects.toMatchObject({ code: 'database-crashed' })
  expect(await steps()).toEqual(['after', 'before'])
})

test('one that hangs is told by health within its time, ended, and started again', async () => {
  const hanging = database.execute('do $$ begin loop end loop; end $$')
  hanging.catch(() => {})
  const health = await server.get('/api/health')
  expect([health.statusCode, health.headers['retry-after']]).toEqual([503, '5'])
  await expect(hanging).rejects.toMatchObject({ code: 'database-crashed' })
  expect(await steps()).toEqual(['after', 'before'])
  await expect.poll(async () => (await server.get('/api/health')).statusCode, { timeout: 600_000 }).toBe(200)
})
