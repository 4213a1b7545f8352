/**
 * What loading and deleting data costs, in CPU of the database's sessions and of this process:
 * `npm exec -- node tests/bench/serverData.ts [--rows 1000000] [--embedded]`. PostgreSQL needs SHAPAN_TEST_DATABASE_URL, on this machine,
 * and is compared with COPY of the same rows into a table of the same columns and key without guards; `--embedded` tells the peak of
 * memory, too.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createCity } from '../../server/cities/createCity.ts'
import { customerColumns } from '../../server/data/customerRows.ts'
import { importFile } from '../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { deleteCity } from '../../server/deletion/deleteCity.ts'
import { deleteSnapshot } from '../../server/deletion/deleteSnapshot.ts'
import { backendCpu, backendCpuSeconds } from './backendCpu.ts'
import { customersOf, districtsOf, type LargeCity } from './server/largeCity.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, embedded: { type: 'boolean', default: false } },
})
const rows = Number(values.rows)

interface Bench {
  readonly database: Database
  /** CPU of `work`, seconds: of the database's sessions, and of this process */
  measure(work: () => Promise<unknown>): Promise<{ readonly sessions: number; readonly process: number }>
  readonly client?: pg.Client
  close(): Promise<void>
}

async function openServer(): Promise<Bench> {
  const server = process.env.SHAPAN_TEST_DATABASE_URL
  if (!server) throw new Error('SHAPAN_TEST_DATABASE_URL is not set')
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  const name = `shapan_bench_${process.pid}`
  await admin.query(`create database ${name}`)
  const url = new URL(server)
  url.pathname = name
  const database = await openDatabase({ databaseUrl: url.href, dataDir: '.' })
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return {
    database,
    client,
    measure: async (work) => {
      const [sessions, own] = [await backendCpu(client), ownCpu()]
      await work()
      return { sessions: await backendCpuSeconds(client, sessions), process: ownCpu() - own }
    },
    close: async () => {
      await client.end()
      await database.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

async function openEmbedded(): Promise<Bench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  return {
    database,
    measure: async (work) => {
      const own = ownCpu()
      await work()
      return { sessions: 0, process: ownCpu() - own }
    },
    close: async () => {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const area = (customers: number): LargeCity => ({ width: 0.5, height: 0.35, customers })

async function makeCity({ database }: Bench, code: string, resolution: number): Promise<number> {
  const boundary = districtsOf(area(0))
  const { cityId } = await createCity(database, { code, name: code, resolution, boundary, crs: 'wgs84' })
  return cityId
}

const directory = mkdtempSync(join(tmpdir(), 'shapan-bench-files-'))
// the database's own user writes there, too
chmodSync(directory, 0o777)

/** A file is made before what is measured. */
async function writeFileOf(customers: number): Promise<string> {
  const path = join(directory, `${customers}.csv`)
  if (!existsSync(path)) await writeFile(path, customersOf(area(customers)))
  return path
}

async function load({ database }: Bench, code: string, customers: number): Promise<void> {
  await importFile(database, code, await writeFileOf(customers), { crs: 'wgs84' })
}

const report: string[] = []
const say = (what: string, figure: string) => {
  console.error(`${what}: ${figure}`)
  report.push(`| ${what} | ${figure} |`)
}
const total = ({ sessions, process }: { sessions: number; process: number }) => sessions + process
const perSecond = (count: number, seconds: number) => `${Math.round(count / seconds / 1000)}k rows a CPU-s`

/** COPY of a loaded snapshot's rows, guarded into a snapshot that loads, and into a table with the key alone. */
async function compareCopies(bench: Bench, cityId: number, snapshot: number, count: number): Promise<number> {
  const client = bench.client!
  const file = join(directory, `${count}.copy`)
  const columns = customerColumns.join(', ')
  const next = snapshot + 1
  await client.query(`copy (select city_id, ${next}, ${customerColumns.slice(2).join(', ')} from customer
    where city_id = ${cityId} and snapshot_id = ${snapshot} order by line_number) to '${file}'`)
  await client.query(`insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, period, figure_keys)
    values (${cityId}, ${next}, 'b', 'wgs84', '{}', '2026-11', '{customers,revenue}')`)
  await client.query('create table bare (like customer including defaults)')
  await client.query('alter table bare add primary key (city_id, snapshot_id, customer_id, line_number)')
  await client.query('checkpoint')
  const guarded = await bench.measure(() => client.query(`copy customer (${columns}) from '${file}'`))
  const keyed = await bench.measure(() => client.query(`copy bare (${columns}) from '${file}'`))
  await client.query('drop table bare')
  await client.query(`delete from customer where city_id = ${cityId} and snapshot_id = ${next}`)
  await client.query(`delete from snapshot where city_id = ${cityId} and snapshot_id = ${next}`)
  const ratio = keyed.sessions / guarded.sessions
  say(
    `COPY of ${count} rows`,
    `${perSecond(count, guarded.sessions)}, with the key alone ${perSecond(count, keyed.sessions)}: ratio ${ratio.toFixed(2)}`,
  )
  return keyed.sessions
}

const bench = values.embedded ? await openEmbedded() : await openServer()
try {
  const largeId = await makeCity(bench, 'large', 9)
  await writeFileOf(rows)
  const imported = await bench.measure(() => load(bench, 'large', rows))
  say(`import of ${rows} rows`, `${total(imported).toFixed(1)} CPU-s (${imported.process.toFixed(1)} of this process)`)
  if (bench.client) {
    const bare = await compareCopies(bench, largeId, 1, rows)
    say(`COPY into the same table with its key ÷ import, of ${rows} rows`, (bare / total(imported)).toFixed(2))
  } else {
    say('peak of memory', `${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB`)
  }

  await makeCity(bench, 'middle', 8)
  for (let turn = 0; turn < 2; turn++) await load(bench, 'middle', 200_000)
  const snapshot = await bench.measure(() => deleteSnapshot(bench.database, 'middle', 1))
  say('deleting a snapshot of 200,000', `${total(snapshot).toFixed(2)} CPU-s`)

  const smallId = await makeCity(bench, 'small', 7)
  await load(bench, 'small', 2_000)
  if (bench.client) await compareCopies(bench, smallId, 1, 2_000)
  const city = await bench.measure(() => deleteCity(bench.database, 'small'))
  say('deleting a city of 2,000', `${total(city).toFixed(3)} CPU-s`)
} finally {
  await bench.close()
  rmSync(directory, { recursive: true, force: true })
}
console.log(`| ${values.embedded ? 'embedded' : 'PostgreSQL'} | CPU |\n|---|---|\n${report.join('\n')}`)
