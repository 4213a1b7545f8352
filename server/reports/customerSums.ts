import { type Kysely, sql } from 'kysely'
import { LruCache } from '../base/lruCache.ts'
import type { Figures } from '../contract/figures.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/** What a report holds its own figures against. */
export interface CustomerSums {
  /** of all rows that were loaded */
  readonly file: Figures
  /** of those outside the city */
  readonly outside: Figures
}

// Four numbers each.
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
  const { rows } = await sql<Record<'customers' | 'revenue' | 'outside_customers' | 'outside_revenue', string>>`
    select coalesce(sum(figures[1]), 0)::text as customers,
           coalesce(sum(figures[2]), 0)::text as revenue,
           coalesce(sum(figures[1]) filter (where cell_index is null), 0)::text as outside_customers,
           coalesce(sum(figures[2]) filter (where cell_index is null), 0)::text as outside_revenue
    from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const row = rows[0]
  return {
    file: { customers: Number(row?.customers ?? 0), revenue: Number(row?.revenue ?? 0) },
    outside: { customers: Number(row?.outside_customers ?? 0), revenue: Number(row?.outside_revenue ?? 0) },
  }
}
