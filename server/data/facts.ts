import { type Kysely, sql } from 'kysely'
import type { CellFigures } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { usualWeights } from '../contract/figures.ts'
import type { Schema } from '../db/schema.ts'
import { share } from '../threads/share.ts'

/** Figures of a city's cells, as the contract keeps their sums. */
export type Facts = CellFigures

/** Numbers in binary, a few milliseconds a page: half a million rows would hold the event loop for half a second. */
const rowsAPage = 50_000

/** A snapshot's figures by cell index; cells without data are 0. */
export async function loadFacts(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  cellCount: number,
): Promise<Facts> {
  const counts = new Float64Array(cellCount)
  const money = new Float64Array(cellCount)
  for (let last: number | null = -1; last !== null; ) {
    const page: FactPage = await readPage(db, cityId, snapshotId, last)
    const cells = asView(page.cells)
    const customers = asView(page.customers)
    const revenue = asView(page.revenue)
    for (let row = 0; 4 * row < cells.byteLength; row++) {
      const cell = cells.getInt32(4 * row)
      counts[cell] = int8At(customers, 8 * row)
      money[cell] = int8At(revenue, 8 * row)
    }
    last = page.last
  }
  return share({ keys: usualWeights, values: [counts, money] })
}

interface FactPage {
  readonly cells: Uint8Array
  readonly customers: Uint8Array
  readonly revenue: Uint8Array
  /** the last cellIndex; null where there is no further one */
  readonly last: number | null
}

async function readPage(db: Kysely<Schema>, cityId: number, snapshotId: number, after: number): Promise<FactPage> {
  const { rows } = await sql<FactPage>`
    select coalesce(string_agg(int4send(cell_index), ''::bytea order by cell_index), ''::bytea) as cells,
           coalesce(string_agg(int8send(customers), ''::bytea order by cell_index), ''::bytea) as customers,
           coalesce(string_agg(int8send(revenue_cents), ''::bytea order by cell_index), ''::bytea) as revenue,
           max(cell_index) as last
    from (select cell_index, customers, revenue_cents from cell_fact
          where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index > ${after}
          order by cell_index limit ${rowsAPage}) as page`.execute(db)
  return rows[0]!
}

function asView({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function int8At(view: DataView, offset: number): number {
  const value = view.getInt32(offset) * 2 ** 32 + view.getUint32(offset + 4)
  if (Number.isSafeInteger(value)) return value
  throw new ShapanError('database-parameter', `A cell's figure is beyond 2^53: ${view.getBigInt64(offset)}`)
}
