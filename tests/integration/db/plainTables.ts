import { rmSync } from 'node:fs'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { lockDirectory } from '../../../server/db/directoryLock.ts'
import { type Migration, readMigrations } from '../../../server/db/migrate.ts'
import { startPglite } from '../../../server/db/pglite/client.ts'
import { copyOfTemplate, createServerDatabase } from '../databases.ts'

type Rows = Record<string, unknown>[]
type RunAll = (text: string) => Promise<Rows>

const tables = ['city', 'admin_area', 'snapshot', 'cell', 'cell_fact', 'customer', 'plan', 'grid', 'command', 'job']
const isBefore = ({ name }: Migration) => name === 'foundation' || name === 'job_candidates'
/** A database as an earlier version left it: cities, each with data, a published plan, a draft with a log, and jobs. */
async function fillEarlier(run: RunAll, cityCount: number): Promise<void> {
  await run(`create table schema_migration (
    number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`)
  for (const { number, name, sha256, sql } of readMigrations().filter(isBefore)) {
    await run(sql)
    await run(`insert into schema_migration (number, name, sha256) values (${number}, '${name}', '${sha256}')`)
  }
  const area = `ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 4326)`
  for (let id = 1; id <= cityCount; id++) {
    await run(`
      insert into city (code, name, timezone, currency, resolution, service_area, cell_count, area_km2, bbox)
      values ('c${id}', '城', 'Asia/Shanghai', 'CNY', 8, ${area}, 1, 1, '{0,0,1,1}');
      select create_city_partitions(${id});
      insert into admin_area values (${id}, 1, 'district', '1', '区', null, ${area}), (${id}, 2, 'subdistrict', '1', '街', 1, ${area});
      insert into cell values (${id}, 0, 5, 1, 1);
      insert into snapshot (city_id, snapshot_id, source_name, crs, column_map) values (${id}, 1, 'a', 'wgs84', '{}'), (${id}, 2, 'b', 'wgs84', '{}');
      insert into customer values (${id}, 1, 2, 'a', 1, 100, null, null, null, null, ST_SetSRID(ST_MakePoint(0.1, 0.1), 4326), 0);
      insert into cell_fact values (${id}, 1, 0, 1, 100);
      update snapshot set status = 'ready', completed_at = now(), source_sha256 = repeat('0', 64), rows_read = 1, rows_loaded = 1
      where city_id = ${id} and snapshot_id = 1;
      update city set current_snapshot_id = 1 where city_id = ${id};
      insert into plan (city_id, plan_number, name, snapshot_id, assignment) values (${id}, 3, '一', 1, '\\x0100'), (${id}, 7, '二', 1, '\\x0000');
      insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour)
      values (${id}, 3, 1, gen_random_uuid(), 'a', 'a', '#ffffff'), (${id}, 7, 1, gen_random_uuid(), 'a', 'a', '#ffffff');
      update plan set status = 'published' where city_id = ${id} and plan_number = 3;
      update plan set revision = 1, assignment = '\\x0100' where city_id = ${id} and plan_number = 7;
      insert into command (city_id, plan_number, revision, command_id, command, patch, author)
      values (${id}, 7, 1, gen_random_uuid(), '{}', '\\x01', 'planner');
      insert into job (city_id, job_id, kind, parameters, state, finished_at, plan_number, progress, candidates)
      values (${id}, gen_random_uuid(), 'partition', '{}', 'succeeded', now(), 3, 1, '{"a": 1}'), (${id}, gen_random_uuid(), 'partition', '{}', 'queued', null, null, 0, null)`)
  }
}

/** How many rows each table has and a digest of them, by these columns of theirs: later versions have more. */
async function contents(run: RunAll, columns: Record<string, string[]>): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of tables) {
    const [row] = await run(
      `select count(*)::int as rows, md5(string_agg(digest, '' order by digest collate "C")) as digest
       from (select md5(to_jsonb(c)::text) as digest from (select ${columns[table]!.join(', ')} from ${table}) c) d`,
    )
    found[table] = row
  }
  return found
}

async function columnsOf(run: RunAll): Promise<Record<string, string[]>> {
  const rows = await run(`
    select table_name, array_to_string(array_agg(column_name::text order by ordinal_position), ',') as names
    from information_schema.columns where table_schema = 'public' group by table_name`)
  return Object.fromEntries(rows.map(({ table_name, names }) => [String(table_name), String(names).split(',')]))
}

interface Earlier {
  columns: Record<string, string[]>
  found: Record<string, unknown>
}

async function whatThereIs(run: RunAll): Promise<Earlier> {
  const columns = await columnsOf(run)
  return { columns, found: await contents(run, columns) }
}

async function expectCarriedOver(run: RunAll, { columns, found }: Earlier): Promise<void> {
  expect(await contents(run, columns)).toEqual(found)
  expect(await run('select distinct last_plan_number, last_snapshot_id from city')).toEqual([
    { last_plan_number: 7, last_snapshot_id: 2 },
  ])
  const [left] = await run(
    `select count(*)::int as tables from pg_class where relkind in ('r', 'p') and relname like 'partitioned%'`,
  )
  expect(left).toEqual({ tables: 0 })
  const frozen = run(`update grid set name = 'b' where city_id = 5 and plan_number = 3`)
  await expect(frozen).rejects.toMatchObject({ code: '23514' })
  const orphan = run(`insert into grid values (5, 8, 1, gen_random_uuid(), 'a', 'a', '#ffffff')`)
  await expect(orphan).rejects.toMatchObject({ code: '23503' })
}

/** Holds what becomes of a database of so many cities. */
export function describePlainTables(cityCount: number): void {
  describe('a database of an earlier version keeps every row when its tables become plain', () => {
    test('on PostgreSQL', async () => {
      const { url, drop } = await createServerDatabase()
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      const run: RunAll = async (text) => {
        const result = await client.query(text)
        return (Array.isArray(result) ? result.at(-1) : result).rows
      }
      try {
        await fillEarlier(run, cityCount)
        const before = await whatThereIs(run)
        const [one, two] = await Promise.all([1, 2].map(() => openDatabase({ databaseUrl: url, dataDir: '.' })))
        await one?.close()
        await two?.close()
        await expectCarriedOver(run, before)
      } finally {
        await client.end()
        await drop()
      }
    })

    test('in the embedded database', async () => {
      const dataDir = await copyOfTemplate('bare')
      try {
        const lock = lockDirectory(dataDir)
        const client = await startPglite({ dataDir, lock: lock.file, longestMs: 600_000 }, () => {})
        const run: RunAll = async (text) => (await client.exec(text)).at(-1)?.rows ?? []
        await fillEarlier(run, cityCount)
        const before = await whatThereIs(run)
        await client.close()
        lock.release()
        const database = await openDatabase({ databaseUrl: undefined, dataDir })
        await expectCarriedOver(async (text) => (await database.execute(text)).rows, before)
        await database.close()
      } finally {
        rmSync(dataDir, { recursive: true, force: true })
      }
    })
  })
}
