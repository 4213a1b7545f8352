import { type Kysely, sql } from 'kysely'
import { contractKeys } from '../../contract/figures.ts'
import type { Violation } from '../../contract/verification.ts'
import { figureNames, figureSums } from '../../data/figureColumns.ts'
import type { Schema } from '../../db/schema.ts'
import type { PlanRow } from '../store.ts'

type SnapshotKey = Pick<PlanRow, 'cityId' | 'snapshotId'>

/** What the plan's snapshot says of itself against its rows, all of them. */
export async function checkSnapshot(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<Violation[]> {
  const { length: count } = await readFigureKeys(db, { cityId, snapshotId })
  const totals = sql.join(
    Array.from(
      { length: count },
      (_, place) => sql`coalesce(sum(figures[${sql.lit(place + 1)}]) filter (where cell_index is not null), 0)`,
    ),
  )
  const { rows } = await sql<{ what: string; kept: string | null; found: string | null }>`
    with s as (select * from snapshot where city_id = ${cityId} and snapshot_id = ${snapshotId}),
    counted as (
      select count(*) as loaded, count(*) filter (where cell_index is null) as outside,
             array[${totals}]::text as totals
      from customer where city_id = ${cityId} and snapshot_id = ${snapshotId})
    select what, kept, found from (
      select 'status' as what, (select status from s) as kept, 'ready' as found
      union all select 'rows_loaded', (select rows_loaded::text from s), loaded::text from counted
      union all select 'rows_read', (select rows_read::text from s), (select (rows_loaded + rows_rejected)::text from s)
      union all select 'rows_outside', (select rows_outside::text from s), outside::text from counted
      union all select 'totals', (select totals::text from s), totals from counted
      union all select 'figures of its facts', string_agg(distinct cardinality(figures)::text, '/'), ${String(count)}
                from cell_fact where city_id = ${cityId} and snapshot_id = ${snapshotId} having count(*) > 0) figures
    where kept is distinct from found`.execute(db)
  return rows.map(({ what, kept, found }) => ({
    code: 'snapshot-mismatch',
    message: `snapshot ${snapshotId} says ${what} ${kept ?? 'nothing'}, ${found ?? 'something'} expected`,
  }))
}

/** The digest of all customers, kept when the import was complete: it sees what leaves every sum as it is. */
export async function checkCustomers(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<Violation[]> {
  const { rows } = await sql<{ kept: string | null; found: string }>`
    select rows_digest as kept,
           (select coalesce(sum(customer_hash(line_number, customer_id, figures, segment, tariff, mou, dou, location, cell_index,
                                             account_id, unit_id, ended_on)), 0)::text
            from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}) as found
    from snapshot where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
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
          union all select 'commands', city_id, plan_number from command
          union all select 'rules', city_id, plan_number from plan_rules) kept
    where city_id = ${cityId} and plan_number not in (select plan_number from plan where city_id = ${cityId})
    union all
    select 'the segment ' || segment || ' of the division ' || division_key || ', which does not exist' from division_segment
    where city_id = ${cityId} and division_key not in (select division_key from division where city_id = ${cityId})
    union all
    select 'plan ' || plan_number || ' of the division ' || division || ', which does not exist' from plan
    where city_id = ${cityId} and division not in (select division_key from division where city_id = ${cityId})
    union all
    select 'the figure ' || key || ' of snapshot ' || snapshot_id || ', which does not exist' from snapshot, unnest(figure_keys[3:]) as key
    where city_id = ${cityId} and key not in (select figure_key from figure where city_id = ${cityId})
    union all
    select 'the city''s current snapshot is ' || current_snapshot_id || ', which is not complete or does not exist' from city_state
    where city_id = ${cityId} and current_snapshot_id not in (
      select snapshot_id from snapshot where city_id = ${cityId} and status = 'ready')`.execute(db)
  return rows.map(({ message }) => ({ code: 'orphan-rows', message }))
}

// each locates some 30 ms of customers in its thread, and takes little of this one's time
const portion = 50_000
/** Above this many customers an even sample is located; all of them are summed and digested in any case. */
const locatedCustomers = 200_000

/** `line cell lng lat` of customers, in portions; cell is `-` outside the city. */
export async function readPlaces(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<string[]> {
  const { rows: counted } = await sql<{ count: string }>`
    select count(*)::text as count from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const every = Math.max(1, Math.ceil(Number(counted[0]?.count ?? 0) / locatedCustomers))
  const portions: string[] = []
  for (let last: RowKey | null = null; ; ) {
    const { text, id, line } = await readPortion(db, cityId, snapshotId, every, last)
    if (text === null || id === null || line === null) return portions
    portions.push(text)
    last = { id, line }
  }
}

interface RowKey {
  readonly id: string
  readonly line: string
}

async function readPortion(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  every: number,
  last: RowKey | null,
): Promise<{ readonly text: string | null } & { readonly [key in keyof RowKey]: string | null }> {
  const behind = last && sql`and (customer_id, line_number) > (${last.id}, ${last.line}::bigint)`
  const { rows } = await sql<Awaited<ReturnType<typeof readPortion>>>`
    select string_agg(concat_ws(' ', line_number, coalesce(cell_index::text, '-'), ST_X(location), ST_Y(location)), ',') as text,
           max(customer_id) as id, (array_agg(line_number order by customer_id desc, line_number desc))[1]::text as line
    from (
      select * from customer
      where city_id = ${cityId} and snapshot_id = ${snapshotId} and line_number % ${every} = 0 ${behind ?? sql``}
      order by customer_id, line_number limit ${portion}) part`.execute(db)
  return rows[0] ?? { text: null, id: null, line: null }
}

/**
 * `cell segment figure1 figure2 …` of every cell and segment: summed from the customers, and as kept. What is of no segment that the city
 * has is of segment 0.
 */
export async function readSums(
  db: Kysely<Schema>,
  { cityId, snapshotId }: SnapshotKey,
): Promise<{ keys: readonly string[]; counted: string; kept: string }> {
  const keys = await readFigureKeys(db, { cityId, snapshotId })
  const count = keys.length
  const { rows } = await sql<{ counted: string | null; kept: string | null }>`
    select (select string_agg(concat_ws(' ', cell_index, segment_id, array_to_string(array[${sql.join(figureNames(count))}], ' ', 'none')), ',')
            from (select c.cell_index, coalesce(s.segment_id, 0) as segment_id, ${figureSums(count)}
                  from customer c left join segment s on s.city_id = ${cityId} and s.name = c.segment
                  where c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and c.cell_index is not null
                  group by c.cell_index, coalesce(s.segment_id, 0)) sums) as counted,
           (select string_agg(concat_ws(' ', cell_index, segment_id, array_to_string(figures, ' ', 'none')), ',')
            from cell_fact where city_id = ${cityId} and snapshot_id = ${snapshotId}) as kept`.execute(db)
  return { keys, counted: rows[0]?.counted ?? '', kept: rows[0]?.kept ?? '' }
}

/**
 * The segments of a plan's division by id, 0 among them where customers of no segment are its own: asked of the rows themselves, apart from
 * how the server finds them.
 */
export async function readOwnSegments(
  db: Kysely<Schema>,
  { cityId, planNumber }: Pick<PlanRow, 'cityId' | 'planNumber'>,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.segment_id as id
    from (select 0 as segment_id, null as name union all select segment_id, name from segment where city_id = ${cityId}) s
    where coalesce((select division_key from division_segment where city_id = ${cityId} and segment = s.name),
                   (select min(division_key) from division where city_id = ${cityId} and is_default))
        = (select division from plan where city_id = ${cityId} and plan_number = ${planNumber})`.execute(db)
  return rows.map(({ id }) => id)
}

/** Which figures the rows carry, as the snapshot says; the contract's where it is gone. */
async function readFigureKeys(db: Kysely<Schema>, { cityId, snapshotId }: SnapshotKey): Promise<readonly string[]> {
  const row = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('figure_keys')
    .executeTakeFirst()
  const keys = row?.figure_keys ?? []
  return keys.length < contractKeys.length ? contractKeys : keys
}
