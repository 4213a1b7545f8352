import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { ShapanError } from '../base/errors.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** what is committed each by itself; one whose last statement answers `again` = true is run again */
  readonly steps: readonly string[]
  readonly sha256: string
}

/** Runs SQL on one connection: any number of statements when there are no parameters, else one. */
export type Run = (sql: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** Reads `0001_name.sql`, `0002_…` in order; a line `-- step` ends a step. Throws when a number is missing or doubled. */
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
    const sha256 = createHash('sha256').update(sql).digest('hex')
    return { number: index + 1, name: match[2] as string, sql, steps: sql.split(/^-- step$/m), sha256 }
  })
}

/**
 * Applies what is missing, step by step, on `run`'s connection and in the transaction that the caller has opened there. After each step
 * that transaction is committed, with the record of how far it got, and another is opened: one that is cut short goes on at the next
 * start. Concurrent starters take turns at steps.
 * Returns the names of those applied; throws `migration-changed` when an applied one has another hash or is unknown here.
 */
export async function migrate(run: Run, migrations: readonly Migration[]): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    await run(`select pg_advisory_xact_lock(hashtext('shapan migrations'))`)
    await run(`create table if not exists schema_migration (
      number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now());
      alter table schema_migration add column if not exists steps int`)
    const next = await findNextStep(run, migrations)
    if (!next) return names
    const { migration, step } = next
    const [answer] = await run(migration.steps[step] as string)
    const stepsDone = answer?.again === true ? step : step + 1
    await run(
      `insert into schema_migration (number, name, sha256, steps) values ($1, $2, $3, $4)
       on conflict (number) do update set steps = excluded.steps`,
      [migration.number, migration.name, migration.sha256, stepsDone],
    )
    await run('commit')
    await run('begin')
    if (stepsDone === migration.steps.length) names.push(migration.name)
  }
}

/** The first step that has not been committed; undefined where nothing is missing. */
async function findNextStep(
  run: Run,
  migrations: readonly Migration[],
): Promise<{ migration: Migration; step: number } | undefined> {
  // Null: applied whole, before there were steps.
  const applied = await run('select number, name, sha256, steps from schema_migration order by number')
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
    const stepsDone = typeof row.steps === 'number' ? row.steps : known.steps.length
    if (stepsDone < known.steps.length) return { migration: known, step: stepsDone }
  }
  const migration = migrations[applied.length]
  return migration && { migration, step: 0 }
}
