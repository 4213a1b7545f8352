import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

const placeLine = sql`coalesce(c.cell_index, -1) || ' ' || coalesce(s.division_key, '') || ' ' || coalesce(c.ended_on::text, '')`

/**
 * Where a snapshot has the customers that are asked for, a line each in their order: the cell's index, -1 outside the city, the division his
 * segment is of, nothing for the default one, and the day on which he has ended, if he does. An empty line is a customer it does not have. `asked` holds no more than a portion of a stream; both
 * are text, so that nothing of it is built on the event loop.
 */
export async function findPlaces(
  { kysely }: Database,
  cityId: number,
  snapshotId: number,
  asked: string,
): Promise<string> {
  const city = sql.lit(cityId)
  const { rows } = await sql<{ found: string | null }>`
    select string_agg(
      case when c.customer_id is null then '' else ${placeLine} end,
      chr(10) order by asked.n) as found
    from unnest(string_to_array(${asked}, chr(10))) with ordinality as asked (id, n)
    left join lateral (
      select customer_id, cell_index, segment, ended_on from customer
      where city_id = ${city} and snapshot_id = ${sql.lit(snapshotId)} and customer_id = asked.id
      order by line_number limit 1) c on true
    left join division_segment s on s.city_id = ${city} and s.segment = c.segment`.execute(kysely)
  return rows[0]?.found ?? ''
}

/** A portion of a snapshot's customers, in the order of their ids, after one of them. */
export interface CustomersPage {
  /** a line each */
  readonly ids: string
  /** as `findPlaces` gives it */
  readonly found: string
  readonly count: number
  readonly last: string
}

/** null after the last. A customer who stands in several lines of the data is where the first says. */
export async function listPlaces(
  { kysely }: Database,
  cityId: number,
  snapshotId: number,
  after: string,
  most: number,
): Promise<CustomersPage | null> {
  const city = sql.lit(cityId)
  const { rows } = await sql<CustomersPage | { count: 0 }>`
    select string_agg(c.customer_id, chr(10) order by c.customer_id) as ids,
           string_agg(${placeLine}, chr(10) order by c.customer_id) as found,
           max(c.customer_id) as last, count(*)::int as count
    from (
      select distinct on (customer_id) customer_id, cell_index, segment, ended_on from customer
      where city_id = ${city} and snapshot_id = ${sql.lit(snapshotId)} and customer_id > ${after}
      order by customer_id, line_number limit ${most}) c
    left join division_segment s on s.city_id = ${city} and s.segment = c.segment`.execute(kysely)
  const [page] = rows
  return page && page.count > 0 ? (page as CustomersPage) : null
}
