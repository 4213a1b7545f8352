import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { ShapanError } from '../errors.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

/** Runs SQL on one connection: any number of statements when there are no parameters, else one. */
export type Run = (sql: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** Reads `0001_name.sql`, `0002_…` in order; throws when a number is missing or doubled. */
export function readMigrations(directory = new URL('./migrations/', import.meta.url)): Migration[] {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  return files.map((file, index) => {
    const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file)
    if (!match || Number(match[1]) !== index + 1) {
      throw new Error(`Migration ${file} is out of order: expected ${String(index + 1).padStart(4, '0')}_<name>.sql`)
    }
    const sql = readFileSync(new URL(file, directory), 'utf8')
    return { number: index + 1, name: match[2] as string, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/**
 * Applies what is missing, each migration together with its record, all in one transaction that the caller opens on `run`'s
 * connection. Concurrent starters wait for each other on a lock that ends with the transaction.
 * Returns the names of those applied; throws `migration-changed` when an applied one has another hash or is unknown here.
 */
export async function migrate(run: Run, migrations: readonly Migration[]): Promise<string[]> {
  await run(`select pg_advisory_xact_lock(hashtext('shapan migrations'))`)
  await run(`create table if not exists schema_migration (
    number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`)
  const applied = await run('select number, name, sha256 from schema_migration order by number')
  for (const row of applied) {
    const known = migrations.find((migration) => migration.number === row.number)
    if (!known) {
      throw new ShapanError(
        'migration-changed',
        `The database holds migration ${row.number} (${row.name}), which this version of Shapan does not know: use a newer version`,
      )
    }
    if (known.sha256 !== row.sha256) {
      throw new ShapanError(
        'migration-changed',
        `Migration ${known.number} (${known.name}) was changed after it had been applied to this database: restore the file, or start with an empty database`,
      )
    }
  }
  const missing = migrations.slice(applied.length)
  for (const migration of missing) {
    await run(migration.sql)
    await run('insert into schema_migration (number, name, sha256) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ])
  }
  return missing.map((migration) => migration.name)
}
