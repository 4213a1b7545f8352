/**
 * What a query costs with one city and with many: planning and execution time of the queries that requests make, in a database of 1 city
 * and in one of `--cities` (340), and what it takes to make those. `npm exec -- node tests/bench/serverCities.ts [--cities 340]
 * [--embedded]`; PostgreSQL needs SHAPAN_TEST_DATABASE_URL, on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase } from '../../server/db/database.ts'
import { backendCpu, backendCpuSeconds } from './backendCpu.ts'

const { values } = parseArgs({
  options: {
    cities: { type: 'string', default: '340' },
    customers: { type: 'string', default: '10' },
    embedded: { type: 'boolean', default: false },
  },
})
const many = Number(values.cities)
const customers = Number(values.customers)
const repeats = 200

/** As the stores have them, for city 1. */
const queries: Record<string, string> = {
  'plan by id (stamp)': `select city_id, revision, name, status, updated_at from plan where city_id = 1 and plan_number = 1`,
  'plan by id (row)': `select * from plan where city_id = 1 and plan_number = 1`,
  'plan list': `select plan_number, name, (select count(*) from grid where grid.city_id = 1 and grid.plan_number = plan.plan_number)
    from plan where city_id = 1 order by plan_number desc`,
  'grids of a plan': `select grid_number, code, name from grid where city_id = 1 and plan_number = 1 order by grid_number`,
  'job by id': `select * from job where city_id = 1 and job_id = '00000000-0000-4000-8000-000000000001'`,
  'jobs that wait, all cities': `select city_id, job_id from job where state = 'queued' order by created_at`,
  'abandoned imports, all cities': `select distinct city_id from snapshot where status <> 'ready'`,
  'city with its snapshot': `select c.code, s.totals from city c join city_state t on t.city_id = c.city_id
    left join snapshot s on s.city_id = t.city_id and s.snapshot_id = t.current_snapshot_id where c.city_id = 1 and t.city_id = 1`,
  'figures by cell': `select cell_index, figures from cell_fact where city_id = 1 and snapshot_id = 1`,
  'customer by id': `select * from customer where city_id = 1 and snapshot_id = 1 and customer_id = 'c7'`,
  'commands of a plan': `select revision, patch from command where city_id = 1 and plan_number = 1 and revision > 0 order by revision`,
}

interface Cost {
  readonly ms: number
  readonly locks: number
}

async function fill(run: (sql: string) => Promise<unknown>, cities: number): Promise<void> {
  const area = `ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 4326)`
  for (let id = 1; id <= cities; id++) {
    await run(`
      insert into city (code, name, timezone, currency, resolution, service_area, cell_count, area_km2, bbox)
      values ('c${id}', 'c', 'Asia/Shanghai', 'CNY', 8, ${area}, 50, 1, '{0,0,1,1}');
      insert into city_state (city_id) values (${id});
      insert into division (city_id, division_key, name, is_default) values (${id}, 'all', 'all', true);
      insert into admin_area values (${id}, 1, 'district', '1', 'd', null, ${area});
      insert into cell select ${id}, i, 1000 + i, 1, 1 from generate_series(0, 49) i;
      insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, period, figure_keys)
      values (${id}, 1, 'a', 'wgs84', '{}', '2026-11', '{customers,revenue}');
      insert into cell_fact select ${id}, 1, i, 0, '{20,2000}' from generate_series(0, 49) i;
      insert into customer (city_id, snapshot_id, line_number, customer_id, figures, location, cell_index)
      select ${id}, 1, i, 'c' || i, array[1, 100], ST_SetSRID(ST_MakePoint(0.1, 0.1), 4326), i % 50 from generate_series(0, ${customers - 1}) i;
      update snapshot set status = 'ready', totals = '{10,1000}', completed_at = now(), source_sha256 = repeat('0', 64)
      where city_id = ${id};
      update city_state set current_snapshot_id = 1 where city_id = ${id};
      insert into plan (city_id, plan_number, name, snapshot_id, assignment)
      select ${id}, n, 'p', 1, decode(repeat('0100', 50), 'hex') from generate_series(1, 3) n;
      insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour)
      select ${id}, n, g, gen_random_uuid(), g, g, '#ffffff' from generate_series(1, 3) n, generate_series(1, 20) g;
      insert into job (city_id, job_id, kind, parameters, state, finished_at, plan_number, progress)
      select ${id}, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'partition', '{}', 'succeeded', now(), 1, 1
      from generate_series(1, 5) n`)
  }
}

type RunSql = (sql: string) => Promise<Record<string, unknown>[]>

interface Opened {
  readonly run: RunSql
  close(): Promise<void>
}

async function openEmbedded(cities: number): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  await fill((text) => database.execute(text), cities)
  await database.execute('vacuum analyze')
  return {
    run: async (sql) => (await database.execute(sql)).rows,
    close: async () => {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** One session, so that its catalogue is warm and locks are counted where they are held. */
async function openServer(cities: number): Promise<Opened> {
  const server = process.env.SHAPAN_TEST_DATABASE_URL
  if (!server) throw new Error('SHAPAN_TEST_DATABASE_URL is not set')
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  const name = `shapan_bench_${process.pid}_${cities}`
  await admin.query(`create database ${name}`)
  const url = new URL(server)
  url.pathname = name
  const database = await openDatabase({ databaseUrl: url.href, dataDir: '.' })
  await database.close()
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const before = await backendCpu(client)
  await fill((text) => client.query(text), cities)
  const { rows } = await client.query(
    `select count(*)::int as relations from pg_class where relnamespace = 'public'::regnamespace`,
  )
  const seconds = await backendCpuSeconds(client, before)
  await client.query('vacuum analyze')
  console.log(`${cities} cities: ${rows[0].relations} relations, ${seconds.toFixed(1)} CPU-s to make them\n`)
  return {
    run: async (sql) => (await client.query(sql)).rows,
    close: async () => {
      await client.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

async function timeOnce(run: RunSql, query: string): Promise<number> {
  const [row] = await run(`explain (analyze, timing off, format json) ${query}`)
  const [plan] = row!['QUERY PLAN'] as { 'Planning Time': number; 'Execution Time': number }[]
  return plan!['Planning Time'] + plan!['Execution Time']
}

async function countLocks(run: RunSql, query: string): Promise<number> {
  await run('begin')
  await run(`explain (analyze) ${query}`)
  const [counted] = await run(
    `select count(*)::int as locks from pg_locks where pid = pg_backend_pid() and locktype = 'relation'`,
  )
  await run('rollback')
  return Number(counted?.locks)
}

/** In turns, so that what else the machine does falls on both alike. */
async function compare(query: string, runs: readonly RunSql[]): Promise<Cost[]> {
  const times = runs.map((): number[] => [])
  for (let i = 0; i < repeats; i++) {
    for (const [at, run] of runs.entries()) times[at]!.push(await timeOnce(run, query))
  }
  const locks: number[] = []
  for (const run of runs) locks.push(await countLocks(run, query))
  return times.map((list, at) => ({ ms: list.sort((a, b) => a - b)[repeats >> 1]!, locks: locks[at]! }))
}

const open = values.embedded ? openEmbedded : openServer
const [few, all] = [await open(1), await open(many)]
try {
  console.log(
    `| query (${values.embedded ? 'embedded' : 'PostgreSQL'}) | 1 city, ms / locks | ${many} cities | ratio |`,
  )
  console.log('|---|---|---|---|')
  for (const [name, query] of Object.entries(queries)) {
    const [a, b] = await compare(query, [few.run, all.run])
    const ratio = (b!.ms / a!.ms).toFixed(2)
    console.log(`| ${name} | ${a!.ms.toFixed(3)} / ${a!.locks} | ${b!.ms.toFixed(3)} / ${b!.locks} | ${ratio} |`)
  }
} finally {
  await few.close()
  await all.close()
}
