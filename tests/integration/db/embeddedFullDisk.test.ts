import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { failureOf } from '../../../server/db/failure.ts'
import { serve } from '../api/apiServer.ts'
import { copyOfTemplate } from '../databases.ts'
import { makeSmallDisk } from './smallDisk.ts'

test('an embedded database on a full disk says so, loses nothing, and goes on once there is room', async () => {
  const template = await copyOfTemplate()
  const disk = makeSmallDisk()
  onTestFinished(disk.remove)
  const dataDir = join(disk.directory, 'data')
  cpSync(template, dataDir, { recursive: true })
  rmSync(template, { recursive: true, force: true })

  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  onTestFinished(() => database.close())
  const server = await serve(database)
  onTestFinished(() => server.app.close())
  await database.execute(`create table kept (step text); insert into kept values ('before')`)
  expect((await server.get('/api/health')).statusCode).toBe(200)

  disk.fill()
  onTestFinished(() => disk.makeRoom())
  const health = await server.get('/api/health')
  expect([health.statusCode, health.json().code, health.headers['retry-after']]).toEqual([503, 'disk-full', '5'])
  const growing = database.execute(
    `insert into kept select repeat(md5(i::text), 30) from generate_series(1, 20000) as i`,
  )
  const code = await growing.then(
    () => 'stored',
    (error) => failureOf(error)?.code,
  )
  // Where even its log cannot be written, PostgreSQL stops and starts again.
  expect(['disk-full', 'database-crashed']).toContain(code)

  disk.makeRoom()
  await expect.poll(async () => (await server.get('/api/health')).statusCode, { timeout: 600_000 }).toBe(200)
  await database.execute(`insert into kept values ('after')`)
  expect((await database.execute('select step from kept order by step desc')).rows).toEqual([
    { step: 'before' },
    { step: 'after' },
  ])
})
