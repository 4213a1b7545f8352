import { type Kysely, sql } from 'kysely'
import type { Owner, OwnerLayer } from '../contract/owners.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { readMoment } from './cityOwnership.ts'
import { ownerNames } from './ownerOf.ts'
import { resolveRows, type Subjects, subjectsOf } from './rows/resolveRows.ts'

/** Who owns a customer on a day. */
export interface ResolvedOwner extends Pick<Owner, 'kind' | 'id' | 'name' | 'plane' | 'basis' | 'rule'> {
  readonly customer: string
}

/** What of the owner rows bears on the customers of a day. */
export interface ResolvedOwners {
  /** by customer; those whom nobody owns above their place are not among them */
  readonly owners: ReadonlyMap<string, ResolvedOwner>
  /** of every customer that a row is about, owned or not: the first day after the asked one on which a row about him begins */
  readonly nextStart: ReadonlyMap<string, string>
}

/**
 * Who owns the customers of a city on a day as was known at a change (now unless given). Accounts and units stand for their customers in the
 * data that serves on the day, and an override for its customer whether the data has him or not. Throws `city-not-found`. A few queries, of
 * which one reads the snapshot once; O(rows + customers found).
 */
export async function resolvedOwners(
  database: Database,
  cityCode: string,
  day: string,
  known?: number,
): Promise<ResolvedOwners> {
  const moment = await readMoment(database, cityCode, { on: day, known }, new Date(0))
  const { cityId, serving } = moment
  const rows = await readHeld(database.kysely, cityId, day, moment.known)
  const bySubject = new Map(rows.map((row) => [`${row.layer} ${row.subject}`, row]))
  const names = await ownerNames(
    database.kysely,
    cityId,
    [...new Set(rows.flatMap(({ ref }) => ref ?? []))],
    moment.known,
  )
  const owners = new Map<string, ResolvedOwner>()
  const nextStart = new Map<string, string>()
  const resolve = (asked: Subjects & { readonly hasEnded: boolean }) => {
    const own = subjectsOf(asked).map(({ layer, subject }) => bySubject.get(`${layer} ${subject}`))
    const row = asked.hasEnded ? undefined : resolveRows(own)
    const { customer } = asked
    if (row?.ref) owners.set(customer, { customer, ...toOwner(row, row.ref, names.get(row.ref) ?? row.ref) })
    else owners.delete(customer)
    const next = own.flatMap((one) => one?.until ?? []).sort()[0]
    if (next !== undefined) nextStart.set(customer, next)
  }
  for (const { layer, subject } of rows)
    if (layer === 'override') resolve({ customer: subject, account: null, unit: null, hasEnded: false })
  if (serving) for (const row of await readCustomers(database.kysely, cityId, serving.id, day, rows)) resolve(row)
  return { owners, nextStart }
}

interface HeldRow {
  readonly layer: OwnerLayer
  readonly subject: string
  readonly kind: 'none' | 'place' | Owner['kind']
  readonly ref: string | null
  readonly plane: Owner['plane']
  readonly change: string
  readonly until: string | null
}

function toOwner({ kind, plane, layer, change }: HeldRow, id: string, name: string) {
  return { kind: kind as Owner['kind'], id, name, plane, basis: layer, rule: `change:${Number(change)}` as const }
}

/** Of each subject the row that holds on a day, and when the next one begins. */
async function readHeld(db: Kysely<Schema>, cityId: number, day: string, known: number): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    with live as (
      select layer, subject, kind, ref, plane, change::text as change, effective_from::text as from,
             (lead(effective_from) over own)::text as until, row_number() over own as turn
      from owner_row
      where city_id = ${sql.lit(cityId)} and change <= ${known}::bigint and (void_change is null or void_change > ${known}::bigint)
      window own as (partition by layer, subject order by effective_from))
    select layer, subject, kind, ref, plane, change, until from live
    where "from" <= ${day} and (until is null or until > ${day})
    union all
    select layer, subject, 'none', null, null, change, "from" from live where turn = 1 and "from" > ${day}`.execute(db)
  return rows
}

/** The customers of a snapshot whom rows are about; of one that has several lines, as the first says. */
async function readCustomers(
  db: Kysely<Schema>,
  cityId: number,
  snapshotId: number,
  day: string,
  rows: readonly HeldRow[],
): Promise<(Subjects & { readonly hasEnded: boolean })[]> {
  const subjects = (layers: readonly OwnerLayer[], prefix = '') =>
    rows.flatMap(({ layer, subject }) =>
      layers.includes(layer) && subject.startsWith(prefix) ? subject.slice(prefix.length) : [],
    )
  const accounts = [...subjects(['keyAccount', 'listed']), ...subjects(['cluster'], 'account:')]
  const city = sql.lit(cityId)
  const asked = (ids: readonly string[]) => sql`(select unnest(${ids}::text[]) collate "C")`
  const { rows: found } = await sql<Subjects & { readonly hasEnded: boolean }>`
    select distinct on (c.customer_id) c.customer_id as customer, c.account_id as account, c.unit_id as unit,
           coalesce(c.ended_on <= ${day}::date, false) as "hasEnded"
    from customer c
    join (select distinct customer_id from customer
          where city_id = ${city} and snapshot_id = ${snapshotId}
            and (account_id in ${asked(accounts)} or unit_id in ${asked(subjects(['cluster'], 'unit:'))}
                 or customer_id in ${asked(subjects(['override']))})) hit using (customer_id)
    where c.city_id = ${city} and c.snapshot_id = ${snapshotId}
    order by c.customer_id, c.line_number`.execute(db)
  return found
}
