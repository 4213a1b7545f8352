import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import { type BoundingBox, type OutsidePlace, outsidePlace } from './outside.ts'
import type { Reject } from './rejects.ts'

export interface Duplicate {
  readonly reject: Reject
  /** null: in one of the city's cells */
  readonly outside: OutsidePlace | null
  readonly customers: number
  readonly revenueCents: number
}

const page = 10_000

/**
 * Takes out the rows whose id an earlier line already had, handing them over in portions.
 * It is done after loading, in the database: remembering every id while reading would not be constant memory.
 */
export async function rejectDuplicates(
  db: Kysely<Schema>,
  city: { readonly city_id: number; readonly bbox: BoundingBox },
  snapshotId: number,
  idColumn: string,
  onFound: (duplicates: readonly Duplicate[]) => Promise<void>,
): Promise<void> {
  const cityId = city.city_id
  await db.transaction().execute(async (transaction) => {
    // The default of 4 MB would sort millions of ids on disk, several times over.
    await sql`set local work_mem = '64MB'`.execute(transaction)
    await sql`
      create temporary table duplicate_id on commit drop as
      select customer_id, min(line_number) as first_line
      from customer
      where city_id = ${cityId} and snapshot_id = ${snapshotId}
      group by customer_id having count(*) > 1`.execute(transaction)
    let after = 0
    let found = 0
    do {
      const { rows } = await sql<DuplicateRow>`
        select c.line_number, c.customer_id, d.first_line, c.customers, c.revenue_cents, c.cell_index is null as is_outside,
               ST_X(c.location) as lng, ST_Y(c.location) as lat
        from customer c join duplicate_id d on d.customer_id = c.customer_id and c.line_number > d.first_line
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and c.line_number > ${after}
        order by c.line_number limit ${page}`.execute(transaction)
      await onFound(rows.map((row) => toDuplicate(row, idColumn, city.bbox)))
      after = rows.at(-1)?.line_number ?? after
      found = rows.length
    } while (found === page)
    if (after === 0) return
    await sql`
      delete from customer c using duplicate_id d
      where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId}
        and c.customer_id = d.customer_id and c.line_number > d.first_line`.execute(transaction)
  })
}

interface DuplicateRow {
  readonly line_number: number
  readonly customer_id: string
  readonly first_line: number
  readonly customers: number
  readonly revenue_cents: number
  readonly is_outside: boolean
  readonly lng: number
  readonly lat: number
}

function toDuplicate(row: DuplicateRow, column: string, box: BoundingBox): Duplicate {
  return {
    reject: {
      line: row.line_number,
      column,
      value: row.customer_id,
      code: 'duplicate-id',
      reason: `line ${row.first_line} has the same id`,
    },
    outside: row.is_outside ? outsidePlace(row.lng, row.lat, box) : null,
    customers: row.customers,
    revenueCents: row.revenue_cents,
  }
}
