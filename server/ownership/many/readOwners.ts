import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { type Moment, refuseThinned } from '../cityOwnership.ts'
import type { OwnersInput } from './cityOwners.ts'

/**
 * What owner rows say on a day as was known at a change, and the customers of the data that serves then whom they are about. As text that the
 * database has made, so that nothing of it is built on the event loop. One query, which reads the snapshot once. Throws `snapshot-thinned` where
 * there are owner rows and the customers of the day have been deleted: whose accounts they were is not known then.
 */
export async function readOwners(
  database: Database,
  { cityId, cityCode, date, known, serving }: Moment,
): Promise<{ readonly input: OwnersInput; readonly count: number }> {
  const city = sql.lit(cityId)
  const about = (layers: readonly string[]) =>
    sql`(select subject from held where layer in (${sql.join(layers.map((layer) => sql.lit(layer)))}))`
  const { rows } = await sql<{ held: string; customers: string; rows: number; count: number }>`
    with live as (
      select layer, subject, kind, ref, effective_from::text as "from", (lead(effective_from) over own)::text as until,
             row_number() over own as turn
      from owner_row
      where city_id = ${city} and change <= ${known}::bigint and (void_change is null or void_change > ${known}::bigint)
      window own as (partition by layer, subject order by effective_from)),
    held as materialized (
      select layer, subject, kind, ref, until from live
      where "from" <= ${date} and (until is null or until > ${date})
      union all
      -- nothing holds yet
      select layer, subject, 'none', null, "from" from live where turn = 1 and "from" > ${date}),
    found as materialized (
      select distinct on (c.customer_id) c.customer_id, c.account_id, c.unit_id, c.ended_on::text as ended_on
      from customer c
      join (select distinct customer_id from customer
            where city_id = ${city} and snapshot_id = ${serving?.id ?? -1}
              and (customer_id in ${about(['override'])} or account_id in ${about(['keyAccount', 'listed'])}
                   or 'account:' || account_id in ${about(['cluster'])} or 'unit:' || unit_id in ${about(['cluster'])})) hit
        using (customer_id)
      where c.city_id = ${city} and c.snapshot_id = ${serving?.id ?? -1}
      order by c.customer_id, c.line_number)
    select (select coalesce(json_agg(json_build_array(layer, subject, kind, ref, until)), '[]')::text from held) as held,
           (select coalesce(json_agg(json_build_array(customer_id, account_id, unit_id, ended_on)), '[]')::text from found) as customers,
           (select count(*) from held)::int as rows,
           ((select count(*) from held) + (select count(*) from found))::int as count`.execute(database.kysely)
  const { held, customers, rows: heldRows, count } = rows[0]!
  if (heldRows > 0 && serving) await refuseThinned(database, cityId, cityCode, serving.id)
  return { input: { held, customers, day: date }, count }
}
