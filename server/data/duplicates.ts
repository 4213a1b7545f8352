import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import type { Reject } from './rejects.ts'

const page = 10_000

/**
 * Takes out the rows whose id an earlier line already had, handing each to `onRejects`, and returns how many there were.
 * It is done after loading, in the database: remembering every id while reading would not be constant memory.
 */
export async function rejectDuplicates(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  idColumn: string,
  onRejects: (rejects: readonly Reject[]) => Promise<void>,
): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    await sql`set local work_mem = '64MB'`.execute(transaction)
    await sql`
      create temporary table duplicate_id on commit drop as
      select customer_id, min(line_number) as first_line
      from customer
      where city_id = ${cityId} and snapshot_id = ${snapshotId}
      group by customer_id having count(*) > 1`.execute(transaction)
    let count = 0
    let after = 0
    for (;;) {
      const { rows } = await sql<{ line_number: number; customer_id: string; first_line: number }>`
        select c.line_number, c.customer_id, d.first_line
        from customer c join duplicate_id d on d.customer_id = c.customer_id and c.line_number > d.first_line
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and c.line_number > ${after}
        order by c.line_number limit ${page}`.execute(transaction)
      await onRejects(
        rows.map((row) => ({
          line: row.line_number,
          column: idColumn,
          value: row.customer_id,
          code: 'duplicate-id',
          reason: `line ${row.first_line} has the same id`,
        })),
      )
      count += rows.length
      after = rows.at(-1)?.line_number ?? after
      if (rows.length < page) break
    }
    if (count > 0) {
      await sql`
        delete from customer c using duplicate_id d
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId}
          and c.customer_id = d.customer_id and c.line_number > d.first_line`.execute(transaction)
    }
    return count
  })
}
