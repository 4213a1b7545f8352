import { type Kysely, sql } from 'kysely'
import { byKey } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { Figures } from '../contract/figures.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { Division } from './divisions.ts'
import { figureNames, figureSums } from './figureColumns.ts'

/** What a report holds its own figures against. */
export interface CustomerSums {
  /** of all rows of the division that were loaded */
  readonly file: Figures
  /** of those outside the city */
  readonly outside: Figures
}

// A few numbers each.
const keptSnapshots = 1000
const sumsOf = derived((_: Database) => new LruCache<SegmentRows>(keptSnapshots))

/** The sums of a snapshot's rows by segment, inside the city and outside. */
interface SegmentRows {
  readonly keys: readonly string[]
  readonly rows: readonly { readonly segment: string | null; readonly isOutside: boolean; readonly sums: string[] }[]
}

/**
 * Sums over the imported rows of a division, so that the report's reconciliation does not take the cells' word. A snapshot never changes
 * and its number is not used twice, so each process sums it once; `shapan verify` sums anew.
 */
export async function loadCustomerSums(
  database: Database,
  cityId: number,
  snapshotId: number,
  division: Division,
): Promise<CustomerSums> {
  const { keys, rows } = await sumsOf(database).load(`${cityId}/${snapshotId}`, () =>
    sumCustomers(database.kysely, cityId, snapshotId),
  )
  // A name without an id is not told apart in the cells either.
  const listed = new Set(division.listed.flatMap(({ name, id }) => (id === null ? [] : [name])))
  const own = rows.filter(({ segment }) => (segment !== null && listed.has(segment)) !== division.isDefault)
  const away = own.filter(({ isOutside }) => isOutside)
  const sumOf = (place: number, some: typeof rows) => some.reduce((sum, { sums }) => sum + Number(sums[place]), 0)
  return { file: byKey(keys, (_, f) => sumOf(f, own)), outside: byKey(keys, (_, f) => sumOf(f, away)) }
}

async function sumCustomers(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<SegmentRows> {
  const { figure_keys: keys } = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('figure_keys')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<SegmentRows['rows'][number]>`
    select segment, is_outside as "isOutside", array[${sql.join(figureNames(keys.length))}]::text[] as sums
    from (select segment, cell_index is null as is_outside, ${figureSums(keys.length)}
          from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}
          group by segment, cell_index is null) sums`.execute(db)
  return { keys, rows }
}
