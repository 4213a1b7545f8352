import { type Kysely, sql } from 'kysely'
import { byKey } from '../../partition/index.ts'
import { LruCache } from '../base/lruCache.ts'
import type { Figures } from '../contract/figures.ts'
import { figureNames, figureSums } from '../data/figureColumns.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/** What a report holds its own figures against. */
export interface CustomerSums {
  /** of all rows that were loaded */
  readonly file: Figures
  /** of those outside the city */
  readonly outside: Figures
}

// A few numbers each.
const keptSnapshots = 1000
const sumsOf = new WeakMap<Database, LruCache<CustomerSums>>()

/**
 * Sums over the imported rows themselves, so that the report's reconciliation does not take the cells' word. A snapshot never changes
 * and its number is not used twice, so each process sums it once; `shapan verify` sums anew.
 */
export async function loadCustomerSums(database: Database, cityId: number, snapshotId: number): Promise<CustomerSums> {
  let sums = sumsOf.get(database)
  if (!sums) {
    sums = new LruCache(keptSnapshots)
    sumsOf.set(database, sums)
  }
  return await sums.load(`${cityId}/${snapshotId}`, () => sumCustomers(database.kysely, cityId, snapshotId))
}

async function sumCustomers(db: Kysely<Schema>, cityId: number, snapshotId: number): Promise<CustomerSums> {
  const { figure_keys: keys } = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('figure_keys')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ isOutside: boolean; sums: string[] }>`
    select is_outside as "isOutside", array[${sql.join(figureNames(keys.length))}]::text[] as sums
    from (select cell_index is null as is_outside, ${figureSums(keys.length)}
          from customer where city_id = ${cityId} and snapshot_id = ${snapshotId} group by cell_index is null) sums`.execute(
    db,
  )
  const sumOf = (place: number, some: typeof rows) => some.reduce((sum, { sums }) => sum + Number(sums[place]), 0)
  const away = rows.filter(({ isOutside }) => isOutside)
  return { file: byKey(keys, (_, f) => sumOf(f, rows)), outside: byKey(keys, (_, f) => sumOf(f, away)) }
}
