import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { CellFigures } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { contractKeys } from '../contract/figures.ts'
import type { Schema } from '../db/schema.ts'
import { share } from '../threads/share.ts'
import { type Division, hasSegmentId } from './divisions.ts'

/** Figures of a city's cells, as the contract keeps their sums; one that the data does not carry has no value, not 0. */
export type Facts = CellFigures

/** Numbers in binary, a few milliseconds a page: half a million rows would hold the event loop for half a second. */
const rowsAPage = 50_000

/** A snapshot's figures by cell index, of one division or of all customers; cells without data are 0. */
export async function loadFacts(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  cellCount: number,
  division?: Division,
): Promise<Facts> {
  const keys = await readFigureKeys(db, cityId, snapshotId)
  const values = keys.map(() => new Float64Array(cellCount))
  const reading = {
    cityId,
    snapshotId,
    count: keys.length,
    isOwn: division ? hasSegmentId(division) : sql<boolean>`true`,
  }
  for (let after: Place | null = { cell: -1, segment: 0 }; after !== null; ) {
    const page: FactPage = await readPage(db, reading, after)
    const cells = asView(page.cells)
    for (const [place, sums] of values.entries()) addUp(sums, cells, asView(page[`figure_${place + 1}`]!))
    after = page.cell === null || page.segment === null ? null : { cell: page.cell, segment: page.segment }
  }
  return share({ keys, values })
}

async function readFigureKeys(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<readonly string[]> {
  const snapshot = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('figure_keys')
    .executeTakeFirst()
  return snapshot?.figure_keys ?? contractKeys
}

interface Place {
  readonly cell: number
  readonly segment: number
}

interface FactReading {
  readonly cityId: number
  readonly snapshotId: number
  readonly count: number
  readonly isOwn: RawBuilder<boolean>
}

type FactPage = { readonly [figure: `figure_${number}`]: Uint8Array } & {
  readonly cells: Uint8Array
  /** of the last row; null where there is none */
  readonly cell: number | null
  readonly segment: number | null
}

async function readPage(db: Kysely<Schema>, reading: FactReading, after: Place): Promise<FactPage> {
  const { cityId, snapshotId, count, isOwn } = reading
  const columns = Array.from({ length: count }, (_, place) => {
    const name = sql.ref(`figure_${place + 1}`)
    return sql`, coalesce(string_agg(int8send(figures[${sql.lit(place + 1)}]), ''::bytea order by cell_index, segment_id), ''::bytea) as ${name}`
  })
  const { rows } = await sql<FactPage>`
    select coalesce(string_agg(int4send(cell_index), ''::bytea order by cell_index, segment_id), ''::bytea) as cells,
           max(cell_index) as cell, (array_agg(segment_id order by cell_index desc, segment_id desc))[1]::int as segment
           ${sql.join(columns, sql` `)}
    from (select cell_index, segment_id, figures from cell_fact
          where city_id = ${cityId} and snapshot_id = ${snapshotId} and (cell_index, segment_id) > (${after.cell}::int, ${after.segment}::smallint)
            and ${isOwn}
          order by cell_index, segment_id limit ${rowsAPage}) as page`.execute(db)
  return rows[0]!
}

function addUp(sums: Float64Array, cells: DataView, values: DataView): void {
  for (let row = 0; 4 * row < cells.byteLength; row++) {
    const cell = cells.getInt32(4 * row)
    const sum = sums[cell]! + int8At(values, 8 * row)
    if (!Number.isSafeInteger(sum)) throw beyondExact(String(sum))
    sums[cell] = sum
  }
}

function asView({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function int8At(view: DataView, offset: number): number {
  const value = view.getInt32(offset) * 2 ** 32 + view.getUint32(offset + 4)
  if (Number.isSafeInteger(value)) return value
  throw beyondExact(String(view.getBigInt64(offset)))
}

function beyondExact(figure: string): ShapanError {
  return new ShapanError('database-parameter', `A cell's figure is beyond 2^53: ${figure}`)
}
