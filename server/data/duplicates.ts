import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import { type BoundingBox, type OutsidePlace, outsidePlace } from './outside.ts'
import type { Reject } from './rejects.ts'

/** A row's place, as far as the city goes, and its figures. */
export interface Located {
  /** null: in one of the city's cells */
  readonly outside: OutsidePlace | null
  readonly figures: readonly number[]
}

export interface Duplicate extends Located {
  readonly reject: Reject
}

/** As Excel shows a number of more than eleven digits: the other digits are lost. */
export function isCutNumber(id: string): boolean {
  return /^\d(\.\d+)?E\+\d{2}$/i.test(id)
}

const page = 10_000

/** The rows of a snapshot that is being loaded. */
export interface LoadedRows {
  readonly city: { readonly city_id: number; readonly bbox: BoundingBox }
  readonly snapshotId: number
  /** among which are all that stand in several rows; null: any */
  readonly ids: readonly string[] | null
}

/**
 * Takes out the rows whose id an earlier line already had, handing them over in portions.
 * It is done after loading, in the database: remembering every id while reading would not be constant memory.
 */
export async function rejectDuplicates(
  db: Kysely<Schema>,
  loaded: LoadedRows,
  idColumn: string,
  onFound: (duplicates: readonly Duplicate[]) => Promise<void>,
): Promise<void> {
  const { city, snapshotId } = loaded
  const cityId = city.city_id
  await db.transaction().execute(async (transaction) => {
    await findDuplicates(transaction, loaded)
    let after = 0
    let found = 0
    do {
      const { rows } = await sql<DuplicateRow>`
        select d.line_number, d.customer_id, d.first_line, c.figures, c.cell_index is null as is_outside,
               ST_X(c.location) as lng, ST_Y(c.location) as lat
        from duplicate_row d join customer c on c.customer_id = d.customer_id and c.line_number = d.line_number
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and d.line_number > ${after}
        order by d.line_number limit ${page}`.execute(transaction)
      await onFound(rows.map((row) => toDuplicate(row, idColumn, city.bbox)))
      after = rows.at(-1)?.line_number ?? after
      found = rows.length
    } while (found === page)
    if (after === 0) return
    await sql`
      delete from customer c using duplicate_row d
      where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId}
        and c.customer_id = d.customer_id and c.line_number = d.line_number`.execute(transaction)
  })
}

/**
 * Counts the rows whose id an earlier line already had at that line's place; without a column of customers, as no further
 * customer. `onMoved` learns of each that leaves or reaches a place outside. Returns how many there are.
 */
export async function addUpDuplicates(
  db: Kysely<Schema>,
  loaded: LoadedRows,
  hasCustomers: boolean,
  onMoved: (from: Located, to: Located) => void,
): Promise<number> {
  const { city, snapshotId } = loaded
  const cityId = city.city_id
  return await db.transaction().execute(async (transaction) => {
    await findDuplicates(transaction, loaded)
    // Rows of figures are never changed: they are taken out and put in again, in portions.
    let added = 0
    for (let after = 0; ; ) {
      await sql`drop table if exists moved_row`.execute(transaction)
      await sql`
        create temporary table moved_row on commit drop as
        select c.*, f.location as new_location, f.cell_index as new_cell
        from duplicate_row d
        join customer c on c.customer_id = d.customer_id and c.line_number = d.line_number
        join customer f on f.customer_id = d.customer_id and f.line_number = d.first_line
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and f.city_id = ${cityId} and f.snapshot_id = ${snapshotId}
          and d.line_number > ${after}
        order by d.line_number limit ${page}`.execute(transaction)
      const { rows } = await sql<MovedRow>`
        select line_number, figures, cell_index is null as was_outside, new_cell is null as is_outside,
               ST_X(location) as lng, ST_Y(location) as lat, ST_X(new_location) as new_lng, ST_Y(new_location) as new_lat
        from moved_row where cell_index is null or new_cell is null order by line_number`.execute(transaction)
      for (const row of rows) onMoved(...placesOf(row, hasCustomers, city.bbox))
      const { rows: sums } = await sql<{ count: number; last: number | null }>`
        select count(*)::int as count, max(line_number) as last from moved_row`.execute(transaction)
      const { count, last } = sums[0] ?? { count: 0, last: null }
      if (last === null) return added
      await sql`
        delete from customer c using moved_row m
        where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId}
          and c.customer_id = m.customer_id and c.line_number = m.line_number`.execute(transaction)
      await sql`
        insert into customer (city_id, snapshot_id, line_number, customer_id, figures, segment, tariff, mou, dou, location,
                              cell_index, account_id, unit_id, ended_on)
        select city_id, snapshot_id, line_number, customer_id,
               case when ${hasCustomers} then figures else 0::bigint || figures[2:] end,
               segment, tariff, mou, dou, new_location, new_cell, account_id, unit_id, ended_on
        from moved_row`.execute(transaction)
      added += count
      after = last
    }
  })
}

/** The rows whose id an earlier line has, with the first of those lines, as the table duplicate_row. */
async function findDuplicates(transaction: Kysely<Schema>, { city, snapshotId, ids }: LoadedRows): Promise<void> {
  const ofIds = ids === null ? sql`` : sql`and customer_id = any (${ids}::text[])`
  // The default of 4 MB would sort millions of ids on disk, several times over.
  await sql`set local work_mem = '64MB'`.execute(transaction)
  await sql`
    create temporary table duplicate_row on commit drop as
    select line_number, customer_id, first_line
    from (select line_number, customer_id, min(line_number) over (partition by customer_id) as first_line
          from customer where city_id = ${city.city_id} and snapshot_id = ${snapshotId} ${ofIds}) numbered
    where line_number > first_line`.execute(transaction)
  // Of a table that was made just now nothing is known: it would be compared with all customers.
  await sql`create unique index on duplicate_row (line_number)`.execute(transaction)
  await sql`analyze duplicate_row`.execute(transaction)
}

interface MovedRow {
  readonly figures: readonly number[]
  readonly was_outside: boolean
  readonly is_outside: boolean
  readonly lng: number
  readonly lat: number
  readonly new_lng: number
  readonly new_lat: number
}

function placesOf(row: MovedRow, hasCustomers: boolean, box: BoundingBox): [from: Located, to: Located] {
  const { figures } = row
  return [
    { outside: row.was_outside ? outsidePlace(row.lng, row.lat, box) : null, figures },
    {
      outside: row.is_outside ? outsidePlace(row.new_lng, row.new_lat, box) : null,
      figures: hasCustomers ? figures : [0, ...figures.slice(1)],
    },
  ]
}

interface DuplicateRow {
  readonly line_number: number
  readonly customer_id: string
  readonly first_line: number
  readonly figures: readonly number[]
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
      reason: isCutNumber(row.customer_id)
        ? `line ${row.first_line} has the same id, a number in scientific notation that a spreadsheet cut short: format the column as text and save the file again`
        : `line ${row.first_line} has the same id`,
    },
    outside: row.is_outside ? outsidePlace(row.lng, row.lat, box) : null,
    figures: row.figures,
  }
}
