import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import type { PlanRow } from '../store.ts'

/**
 * What the plan says of listed accounts that left its weights by their ids, against the rows of its snapshot: the database sums them anew, of the
 * plan's division. What left by the file of accounts cannot be counted again, since the file may be another one by now.
 */
export async function checkLeft(
  db: Kysely<Schema>,
  { cityId, planNumber, snapshotId }: Pick<PlanRow, 'cityId' | 'planNumber' | 'snapshotId'>,
): Promise<Violation[]> {
  const { rows } = await sql<{ account: string; key: string; kept: string; counted: string }>`
    with kept as materialized (
      select one ->> 'account' as account, one -> 'ids' as ids, one -> 'figures' as figures
      from plan_rules, jsonb_array_elements(left_accounts) as one
      where city_id = ${cityId} and plan_number = ${planNumber} and one ->> 'basis' = 'ids'),
    named as (select account, figures, jsonb_array_elements_text(ids) collate "C" as id from kept),
    own as (
      select held.division_key, held.is_default, held.city_id from plan p join division held
        on held.city_id = ${cityId} and held.division_key = p.division
      where p.city_id = ${cityId} and p.plan_number = ${planNumber}),
    row_of as (
      select named.account, c.figures
      from named join customer c on c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and c.customer_id = named.id
      cross join own
      where c.cell_index is not null
        and coalesce((select division_key from division_segment where city_id = ${cityId} and segment = c.segment),
                     (select min(division_key) from division where city_id = ${cityId} and is_default)) = own.division_key),
    counted as (
      select account, key, sum(coalesce(value, 0)) as counted
      from row_of,
           (select figure_keys from snapshot where city_id = ${cityId} and snapshot_id = ${snapshotId}) s,
           unnest(row_of.figures, s.figure_keys) as figure (value, key)
      group by account, key)
    select coalesce(kept.account, counted.account) as account, coalesce(said.key, counted.key) as key, coalesce(said.value, '0') as kept, coalesce(counted.counted, 0)::text as counted
    from kept
    cross join lateral jsonb_each_text(kept.figures) as said (key, value)
    full join counted on counted.account = kept.account and counted.key = said.key
    where coalesce(said.value, '0')::numeric <> coalesce(counted.counted, 0)
    order by 1, 2`.execute(db)
  return rows.map(({ account, key, kept, counted }) => ({
    code: 'snapshot-mismatch',
    message: `the listed account ${account} left the weights with ${key} ${kept}, and its rows hold ${counted}`,
  }))
}
