import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv, makeCity, writeTemporary } from '../../integration/builders.ts'
import { copyOfTemplate, createServerDatabase } from '../../integration/databases.ts'

export type Place = Parameters<typeof openDatabase>[0]

/** A place of a database with the city `killed`, its data and a plan. */
export const drivers: Record<
  Database['driver'],
  { kills: number; make: () => Promise<{ place: Place; drop: () => unknown }> }
> = {
  pglite: {
    kills: 8,
    make: async () => {
      const dataDir = await copyOfTemplate()
      return {
        place: { databaseUrl: undefined, dataDir },
        drop: () => rmSync(dataDir, { recursive: true, force: true }),
      }
    },
  },
  postgres: {
    kills: 25,
    make: async () => {
      const { url, drop } = await createServerDatabase('schema')
      return { place: { databaseUrl: url, dataDir: tmpdir() }, drop }
    },
  },
}

export async function prepare(place: Place): Promise<void> {
  const database = await openDatabase(place)
  await makeCity(database, 'killed', 8)
  await importFile(database, 'killed', writeTemporary('first.csv', customerCsv(400)), { crs: 'wgs84' })
  await runPartition(database, 'killed', { grids: 6, weights: ['customers'], tolerance: 0.3, preset: 'fast' })
  await database.close()
}

export async function whileOpen<T>(place: Place, use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(place)
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}

/** Waits until no other session is in a statement: what a killed client sent has ended, one way or the other. */
export async function settle(database: Database): Promise<void> {
  if (database.driver === 'pglite') return
  const busy = () =>
    sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`
      .execute(database.kysely)
      .then(({ rows: [row] }) => row?.count)
  await expect.poll(busy, { timeout: 600_000 }).toBe(0)
}
