import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import type { PlanRow } from '../store.ts'

type SnapshotKey = Pick<PlanRow, 'cityId' | 'snapshotId'>

/** What the plan's snapshot says of itself against its rows, all of them. */
export async function checkSnapshot(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<Violation[]> {
  const { rows } = await sql<{ what: string; kept: string | null; found: string | null }>`
    with s as (select * from snapshot where city_id = ${cityId} and snapshot_id = ${snapshotId}),
    counted as (
      select count(*) as loaded, count(*) filter (where cell_index is null) as outside,
             coalesce(sum(customers) filter (where cell_index is not null), 0) as customers,
             coalesce(sum(revenue_cents) filter (where cell_index is not null), 0) as revenue
      from customer where city_id = ${cityId} and snapshot_id = ${snapshotId})
    select what, kept, found from (
      select 'status' as what, (select status from s) as kept, 'ready' as found
      union all select 'rows_loaded', (select rows_loaded::text from s), loaded::text from counted
      union all select 'rows_read', (select rows_read::text from s), (select (rows_loaded + rows_rejected)::text from s)
      union all select 'rows_outside', (select rows_outside::text from s), outside::text from counted
      union all select 'customers', (select customers::text from s), customers::text from counted
      union all select 'revenue_cents', (select revenue_cents::text from s), revenue::text from counted) figures
    where kept is distinct from found`.execute(db)
  return rows.map(({ what, kept, found }) => ({
    code: 'snapshot-mismatch',
    message: `snapshot ${snapshotId} says ${what} ${kept ?? 'nothing'}, ${found ?? 'something'} expected`,
  }))
}

/** The digest of all customers, kept when the import was complete: it sees what leaves every sum as it is. */
export async function checkCustomers(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<Violation[]> {
  const { rows } = await sql<{ kept: string | null; found: string }>`
    select rows_digest as kept, snapshot_digest(city_id, snapshot_id) as found from snapshot
    where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const row = rows[0]
  if (!row || row.kept === row.found) return []
  return [
    {
      code: 'customers-changed',
      message: `the customers of snapshot ${snapshotId} are not those imported: their digest is ${row.found}, ${row.kept} was kept`,
    },
  ]
}

/** Rows that hang on nothing: figures of a snapshot, or parts of a plan, that is not there; and a current snapshot that is missing. */
export async function checkOrphans(db: Kysely<Schema>, cityId: number): Promise<Violation[]> {
  const { rows } = await sql<{ message: string }>`
    with recursive
    fact_of (id) as (
      select min(snapshot_id) from cell_fact where city_id = ${cityId}
      union all
      select (select min(snapshot_id) from cell_fact where city_id = ${cityId} and snapshot_id > id) from fact_of where id is not null),
    customer_of (id) as (
      select min(snapshot_id) from customer where city_id = ${cityId}
      union all
      select (select min(snapshot_id) from customer where city_id = ${cityId} and snapshot_id > id) from customer_of
      where id is not null)
    select what || ' of snapshot ' || id || ', which does not exist' as message
    from (select 'figures' as what, id from fact_of union all select 'customers', id from customer_of) kept
    where id is not null and id not in (select snapshot_id from snapshot where city_id = ${cityId})
    union all
    select distinct what || ' of plan ' || plan_number || ', which does not exist'
    from (select 'grids' as what, city_id, plan_number from grid
          union all select 'commands', city_id, plan_number from command) kept
    where city_id = ${cityId} and plan_number not in (select plan_number from plan where city_id = ${cityId})
    union all
    select 'the city''s current snapshot is ' || current_snapshot_id || ', which is not complete or does not exist' from city
    where city_id = ${cityId} and current_snapshot_id not in (
      select snapshot_id from snapshot where city_id = ${cityId} and status = 'ready')`.execute(db)
  return rows.map(({ message }) => ({ code: 'orphan-rows', message }))
}

// each locates some 30 ms of customers in its thread, and takes little of this one's time
const portion = 50_000
/** Above this many customers an even sample is located; all of them are summed and digested in any case. */
const locatedCustomers = 200_000

/** `line cell lng lat` of customers, in portions of lines; cell is `-` outside the city. */
export async function readPlaces(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<string[]> {
  const { rows: counted } = await sql<{ count: string }>`
    select count(*)::text as count from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const every = Math.max(1, Math.ceil(Number(counted[0]?.count ?? 0) / locatedCustomers))
  const portions: string[] = []
  for (let last: string | null = null; ; ) {
    const { text, reached } = await readPortion(db, cityId, snapshotId, every, last)
    if (text === null) return portions
    portions.push(text)
    last = reached
  }
}

async function readPortion(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  every: number,
  last: string | null,
): Promise<{ text: string | null; reached: string | null }> {
  const { rows } = await sql<{ text: string | null; reached: string | null }>`
    select string_agg(concat_ws(' ', line_number, coalesce(cell_index::text, '-'), ST_X(location), ST_Y(location)), ',') as text,
           max(line_number)::text as reached
    from (
      select * from customer
      where city_id = ${cityId} and snapshot_id = ${snapshotId} and line_number % ${every} = 0
        and line_number > coalesce(${last}::bigint, -9223372036854775808)
      order by line_number limit ${portion}) part`.execute(db)
  return rows[0] ?? { text: null, reached: null }
}

/** `cell customers cents` of every cell: summed from the customers, and as kept. */
export async function readSums(
  db: Kysely<Schema>,
  { cityId, snapshotId }: SnapshotKey,
): Promise<{ counted: string; kept: string }> {
  const { rows } = await sql<{ counted: string | null; kept: string | null }>`
    select (select string_agg(concat_ws(' ', cell_index, customers, cents), ',')
            from (select cell_index, sum(customers) as customers, sum(revenue_cents) as cents
                  from customer where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index is not null
                  group by cell_index) sums) as counted,
           (select string_agg(concat_ws(' ', cell_index, customers, revenue_cents), ',')
            from cell_fact where city_id = ${cityId} and snapshot_id = ${snapshotId}) as kept`.execute(db)
  return { counted: rows[0]?.counted ?? '', kept: rows[0]?.kept ?? '' }
}
