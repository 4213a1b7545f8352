import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { readMigrations } from '../../../server/db/migrate.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const cwd = makeDirectory()
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

test('migrate brings a database up to date, and lays out no cluster where there is none', async () => {
  const { url, drop } = await createServerDatabase()
  const env = { DATABASE_URL: url }
  try {
    const { code, stdout } = await runHere(['migrate', '--json'], { cwd, env })
    expect([code, JSON.parse(stdout)]).toEqual([0, { migration: readMigrations().at(-1)?.name, cluster: null }])
    const refused = await runHere(['migrate', '--citus'], { cwd, env })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^shapan: .*no coordinator of Citus.*\[invalid-config\]\n$/)
  } finally {
    await drop()
  }
})
