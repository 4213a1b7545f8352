import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import pg from 'pg'
import type { CommandLog } from '../../../server/contract/commands.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { createServerDatabase } from '../databases.ts'

const root = resolve(import.meta.dirname, '../../../fixtures/stored')

/** The versions whose stores are kept, one directory each. */
export const storedVersions = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** What a version answered of its own store when it had made it. */
export interface Noted {
  readonly migrations: readonly string[]
  readonly cities: object
  readonly places: readonly { readonly lon: number; readonly lat: number }[]
  readonly jobs: readonly { readonly jobId: string; readonly state: string; readonly planNumber: number | null }[]
  readonly plans: Readonly<Record<string, NotedPlan>>
}

export interface NotedPlan {
  readonly detail: PlanDetail
  readonly assignmentSha256: string
  readonly log: CommandLog
  /** as 0.1.0 answered: by a plan's number */
  readonly owners: readonly {
    readonly basis: string
    readonly reason: string | null
    readonly cellId: string
    readonly grid: { readonly number: number; readonly code: string; readonly name: string } | null
  }[]
}

export interface OpenedStore {
  readonly database: Database
  readonly noted: Noted
  dispose(): Promise<void>
}

/** What was told before figures had keys, as today tells it. */
function inFigures(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => inFigures(one))
  if (typeof value !== 'object' || value === null) return value
  const {
    customers,
    revenueCents,
    arpu: _,
    customersDeviation,
    revenueDeviation,
    ...rest
  } = value as Record<string, unknown>
  if (revenueCents === undefined)
    return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, inFigures(own, name)]))
  const figures = { customers, revenue: revenueCents }
  if (key === 'totals') return figures
  if (customersDeviation === undefined) return { ...rest, figures }
  return { ...rest, figures, deviations: { customers: customersDeviation, revenue: revenueDeviation } }
}

/** Unpacks what `version` stored and opens it with the code of today. */
export async function openStored(version: string, driver: Database['driver']): Promise<OpenedStore> {
  const form = driver === 'pglite' ? 'embedded' : 'postgres'
  const told = JSON.parse(readFileSync(join(root, version, `${form}.json`), 'utf8')) as object
  const { config, remove } = await (driver === 'pglite' ? unpack(version) : restore(version))
  try {
    const database = await openDatabase(config)
    const dispose = async () => {
      await database.close()
      await remove()
    }
    return { database, noted: inFigures(told) as Noted, dispose }
  } catch (error) {
    await remove()
    throw error
  }
}

async function unpack(version: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-stored-'))
  const packed = readFileSync(join(root, version, 'embedded.tar.zst'))
  const input = zstdDecompressSync(packed, { params: { [constants.ZSTD_d_windowLogMax]: 27 } })
  execFileSync('tar', ['-x', '-C', dataDir], { input })
  return {
    config: { databaseUrl: undefined, dataDir },
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

async function restore(version: string) {
  const { url, drop } = await createServerDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(gunzipSync(readFileSync(join(root, version, 'postgres.sql.gz'))).toString())
  } finally {
    await client.end()
  }
  return { config: { databaseUrl: url, dataDir: tmpdir() }, remove: drop }
}
