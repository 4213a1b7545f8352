import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Database } from './database.ts'

const script = readFileSync(new URL('./citus.sql', import.meta.url), 'utf8')

/**
 * Distributes the tables over the workers of a Citus coordinator, by city; answers with how many workers there are, and changes nothing
 * where it has been done before. Throws `invalid-config` where the database is no coordinator with workers.
 */
export async function distribute(
  database: Pick<Database, 'execute' | 'patient'>,
): Promise<{ workers: number; isNew: boolean }> {
  const { rows: extensions } = await database.execute(`select 1 from pg_extension where extname = 'citus'`)
  if (extensions.length === 0)
    throw new ShapanError(
      'invalid-config',
      'The database is no coordinator of Citus: set DATABASE_URL, "create extension citus" in its database, on all nodes, and "select citus_add_node(…)" for each worker',
    )
  const { rows } = await database.execute(`
    select (select count(*) from pg_dist_node where groupid > 0)::int as workers,
           exists (select from pg_dist_partition where logicalrelid = 'city'::regclass) as is_done`)
  const workers = Number(rows[0]?.workers)
  if (workers === 0)
    throw new ShapanError(
      'invalid-config',
      'The coordinator of DATABASE_URL knows no workers: "select citus_add_node(\'host\', 5432)" for each',
    )
  if (rows[0]?.is_done === true) return { workers, isNew: false }
  await database.patient.transaction().execute((transaction) => sql.raw(script).execute(transaction))
  return { workers, isNew: true }
}
