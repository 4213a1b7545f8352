import { rmSync } from 'node:fs'
import pg from 'pg'
import { lockDirectory } from '../../../server/db/directoryLock.ts'
import { readMigrations } from '../../../server/db/migrate.ts'
import { startPglite } from '../../../server/db/pglite/client.ts'
import { copyOfTemplate, createServerDatabase } from '../databases.ts'

/** Databases as earlier versions left them, filled by SQL, and what is in them however later versions keep it. */
export type Rows = Record<string, unknown>[]
export type RunAll = (text: string, parameters?: readonly unknown[]) => Promise<Rows>

export interface Connection {
  readonly run: RunAll
  /** Ends the session, and what it has not committed. */
  close(): Promise<void>
}

export interface EarlierDatabase {
  connect(): Promise<Connection>
  readonly config: { databaseUrl: string | undefined; dataDir: string }
  drop(): Promise<void>
}

export async function emptyServer(): Promise<EarlierDatabase> {
  const { url, drop } = await createServerDatabase()
  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const run: RunAll = async (text, parameters) => {
      const result = await client.query(text, parameters as unknown[] | undefined)
      return (Array.isArray(result) ? result.at(-1) : result).rows
    }
    return { run, close: () => client.end() }
  }
  return { connect, config: { databaseUrl: url, dataDir: '.' }, drop }
}

export async function emptyEmbedded(): Promise<EarlierDatabase> {
  const dataDir = await copyOfTemplate('bare')
  const connect = async () => {
    const lock = lockDirectory(dataDir)
    const client = await startPglite({ dataDir, lock: lock.file, longestMs: 600_000 }, () => {})
    const run: RunAll = async (text, parameters) =>
      parameters ? (await client.query(text, parameters)).rows : ((await client.exec(text)).at(-1)?.rows ?? [])
    const close = async () => {
      await client.close()
      lock.release()
    }
    return { run, close }
  }
  const drop = async () => rmSync(dataDir, { recursive: true, force: true })
  return { connect, config: { databaseUrl: undefined, dataDir }, drop }
}

/** Applies the first `count` migrations, as the version that had no more did. */
export async function applyFirst(run: RunAll, count: number): Promise<void> {
  await run(`create table schema_migration (
    number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`)
  for (const { number, name, sha256, steps } of readMigrations().slice(0, count)) {
    for (const step of steps) while ((await run(`begin; ${step}`)).at(-1)?.again === true) await run('commit')
    await run('commit')
    await run(`insert into schema_migration (number, name, sha256) values (${number}, '${name}', '${sha256}')`)
  }
}

export const tables = [
  'city',
  'admin_area',
  'snapshot',
  'cell',
  'cell_fact',
  'customer',
  'plan',
  'grid',
  'command',
  'job',
]

/** Tables that are kept otherwise since, as they were. */
const asBefore: Record<string, string> = {
  city: `(select c.*, s.current_snapshot_id, s.last_plan_number, s.last_snapshot_id, s.is_deleting, s.admin_area_count
           from city c join city_state s using (city_id))`,
  snapshot: `(select s.*, s.totals[1] as customers, s.totals[2] as revenue_cents from snapshot s)`,
  cell_fact: `(select city_id, snapshot_id, cell_index, sum(figures[1])::bigint as customers, sum(figures[2])::bigint as revenue_cents
               from cell_fact group by 1, 2, 3)`,
  customer: `(select c.*, c.figures[1] as customers, c.figures[2] as revenue_cents from customer c)`,
}

/** How many rows each table has and a digest of them, by these columns of theirs: later versions have more. */
export async function contents(
  run: RunAll,
  columns: Record<string, string[]>,
  isNow: boolean,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of tables) {
    const source = (isNow && asBefore[table]) || table
    const [row] = await run(
      `select count(*)::int as rows, md5(string_agg(digest, '' order by digest collate "C")) as digest
       from (select md5(to_jsonb(c)::text) as digest from (select ${columns[table]!.join(', ')} from ${source} t) c) d`,
    )
    found[table] = row
  }
  return found
}

export async function columnsOf(run: RunAll): Promise<Record<string, string[]>> {
  const rows = await run(`
    select table_name, array_to_string(array_agg(column_name::text order by ordinal_position), ',') as names
    from information_schema.columns where table_schema = 'public' group by table_name`)
  return Object.fromEntries(rows.map(({ table_name, names }) => [String(table_name), String(names).split(',')]))
}
