import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { migrate, type Run, readMigrations } from '../../../server/db/migrate.ts'
import { copyOfTemplate, createServerDatabase, eachDatabase } from '../databases.ts'

eachDatabase('migrations', (database) => {
  const run: Run = async (text, parameters) => (await database().execute(text, parameters)).rows

  test('are recorded, and not applied again', async () => {
    const applied = await run('select number, name, sha256 from schema_migration order by number')
    expect(applied).toEqual(readMigrations().map(({ number, name, sha256 }) => ({ number, name, sha256 })))
    expect(await migrate(run, readMigrations())).toEqual([])
  })

  test('refuse a database where an applied one was another', async () => {
    const [first, ...rest] = readMigrations()
    if (!first) throw new Error('there is no migration')
    const changed = [{ ...first, sha256: '0'.repeat(64) }, ...rest]
    await expect(migrate(run, changed)).rejects.toMatchObject({ code: 'migration-changed' })
  })

  test('refuse a database that a newer version has migrated', async () => {
    await expect(migrate(run, [])).rejects.toMatchObject({ code: 'migration-changed' })
  })
})

test('two starters on an empty server migrate it once', async () => {
  const { url, drop } = await createServerDatabase()
  try {
    const config = { databaseUrl: url, dataDir: '.' }
    const [one, two] = await Promise.all([openDatabase(config), openDatabase(config)])
    const { rows } = await one.execute('select count(*)::int as count from schema_migration')
    expect(rows).toEqual([{ count: readMigrations().length }])
    await Promise.all([one.close(), two.close()])
  } finally {
    await drop()
  }
})

test('what the embedded database holds is there at the next open', async () => {
  const dataDir = await copyOfTemplate()
  try {
    const config = { databaseUrl: undefined, dataDir }
    const first = await openDatabase(config)
    await first.execute('create table kept (a int); insert into kept values (5)')
    await first.close()
    const second = await openDatabase(config)
    expect((await second.execute('table kept')).rows).toEqual([{ a: 5 }])
    await second.close()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('an unreachable server is named without its password', async () => {
  const config = { databaseUrl: 'postgres://planner:secret@127.0.0.1:1/sandbox', dataDir: '.' }
  const error = await openDatabase(config).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'database-unreachable', message: expect.stringContaining('127.0.0.1:1') })
  expect(String((error as Error).message)).not.toContain('secret')
})
