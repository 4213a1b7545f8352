import { type Kysely, sql } from 'kysely'
import { dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { AnswerHead, CityOwnershipQuery, OwnershipAnswer, Place } from '../contract/ownership.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import { findDivision } from '../data/divisions.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { findInForce } from '../life/compareNamed.ts'
import { readTimeline, type Timeline } from '../life/lifeStore.ts'
import { liveAt, nextAfter } from '../life/timeline.ts'
import { formatVersionId } from '../life/versionIds.ts'
import { loadPlanState } from '../plans/planState.ts'
import type { PlanState } from '../plans/states.ts'
import { explainLayers } from './explainLayers.ts'
import { ownerOf } from './ownerOf.ts'
import { notesOfPlaces } from './placeNotes.ts'
import { placeOfCell, resolveOwner } from './resolveOwner.ts'

export interface When {
  readonly on?: string | undefined
  readonly at?: string | undefined
  readonly known?: number | undefined
  readonly division?: string | undefined
}

/** From which day on a snapshot's customers are those of the city. */
interface SnapshotStart {
  readonly id: number
  readonly from: string
}

/** The moment that is asked for, and what is known of it whatever the division. */
export interface Moment {
  readonly cityId: number
  readonly cityCode: string
  readonly date: string
  readonly known: number
  readonly read: Timeline
  readonly starts: readonly SnapshotStart[]
  readonly serving: SnapshotStart | null
}

/** What answers then, and how long it does. */
export interface InForce {
  readonly plan: PlanState
  readonly head: AnswerHead
}

/** Throws `city-not-found`, `unknown-division` and `not-in-force`. */
export async function findAnswering(database: Database, cityCode: string, when: When, now: Date): Promise<InForce> {
  return await answering(database, await readMoment(database, cityCode, when, now), when.division)
}

export async function readMoment(
  database: Database,
  cityCode: string,
  { on, at, known }: When,
  now: Date,
): Promise<Moment> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  const date = on ?? dateAt(at === undefined ? now : new Date(at), timezone)
  const asKnown = Math.min(known ?? read.change, read.change)
  const starts = await readStarts(database.kysely, cityId, asKnown)
  const serving = starts.findLast(({ from }) => from <= date) ?? starts[0] ?? null
  return { cityId, cityCode, date, known: asKnown, read, starts, serving }
}

export async function answering(database: Database, moment: Moment, division: string | undefined): Promise<InForce> {
  const { cityId, cityCode, date, known, read, starts, serving } = moment
  const { key } = await findDivision(database.kysely, cityId, division)
  const version = findInForce(read, cityCode, date, key, known)
  const ofDivision = read.versions.filter((one) => one.division === key)
  const until = nextAfter(liveAt(ofDivision, known), version.from)?.from ?? null
  const next = starts.find(({ from }) => from > date)?.from ?? null
  const begun = serving && serving.from <= date ? serving.from : version.from
  return {
    plan: await loadPlanState(database, formatPlanId(cityCode, version.planNumber)),
    head: {
      on: date,
      known,
      version: { id: formatVersionId(cityCode, version.number), from: version.from, until },
      snapshot: serving,
      division: key,
      holds: {
        from: begun > version.from ? begun : version.from,
        until: until === null || (next !== null && next < until) ? next : until,
      },
    },
  }
}

/** By their days; of those of one day the last counts. */
async function readStarts(db: Kysely<Schema>, cityId: number, known: number): Promise<SnapshotStart[]> {
  const rows = await db
    .selectFrom('snapshot_start')
    .where('city_id', '=', cityId)
    .where('change', '<=', String(known))
    .select(['snapshot_id as id', sql<string>`serves_from::text`.as('from')])
    .orderBy('serves_from')
    .orderBy('change')
    .orderBy('snapshot_id')
    .execute()
  return rows.filter(({ from }, i) => rows[i + 1]?.from !== from)
}

/**
 * Where a customer or a point belongs on a date. A customer stands where the data that serves on the date has him, in his own division's
 * grids; one whom it does not know is answered by the point that was sent with him. Throws as `findAnswering` does, `customer-not-found`, and
 * `snapshot-thinned` where the data of the date has been deleted.
 */
export async function findOwnership(
  database: Database,
  cityCode: string,
  query: CityOwnershipQuery,
  now: Date,
): Promise<OwnershipAnswer> {
  const { customer, lon, lat, crs } = query
  const point = lon !== undefined && lat !== undefined && crs !== undefined ? { lon, lat, crs } : undefined
  const notes = point ? notesOfPlaces([point], point.crs) : []
  const placeOf = ({ plan }: InForce): Place => resolveOwner(plan, ...toWgs84(point!.lon, point!.lat, point!.crs))
  const moment = await readMoment(database, cityCode, query, now)
  const row = customer === undefined ? undefined : await findCustomer(database, moment, customer)
  if (row) {
    // His own division's, whichever was asked for.
    const { plan, head } = await answering(database, moment, row.division)
    const place = row.cell === null ? resolveOwner(plan, row.lon, row.lat) : placeOfCell(plan, row.cell)
    const subjects = { customer: customer!, account: row.account, unit: row.unit }
    const owned = await ownerOf(database, moment, subjects)
    const active = row.endedOn === null || row.endedOn > moment.date
    const ofActive = active ? { owner: owned.owner, dispute: owned.dispute } : { owner: null, dispute: null }
    const holds = within(
      head.holds,
      owned,
      active ? { from: null, until: row.endedOn } : { from: row.endedOn, until: null },
    )
    const explained = query.explain && {
      layers: await explainLayers(database, moment, subjects, active ? place : null),
    }
    return { customer: customer!, active, ...head, holds, place, ...ofActive, notes: [], ...explained }
  }
  if (customer !== undefined && !point) throw await unknownCustomer(database, moment, customer)
  const found = await answering(database, moment, query.division)
  const place = placeOf(found)
  const subjects = customer === undefined ? null : { customer, account: null, unit: null }
  const owned = subjects
    ? await ownerOf(database, moment, subjects)
    : { owner: null, dispute: null, from: null, until: null }
  return {
    customer: customer ?? null,
    active: true,
    ...found.head,
    holds: within(found.head.holds, owned),
    owner: owned.owner,
    dispute: owned.dispute,
    place: customer === undefined ? place : { ...place, rule: 'given-point' },
    notes,
    ...(query.explain && { layers: await explainLayers(database, moment, subjects, place) }),
  }
}

/** The part of a period that lies in all others, of which null has no end. */
function within(
  holds: AnswerHead['holds'],
  ...others: readonly { readonly from: string | null; readonly until: string | null }[]
): AnswerHead['holds'] {
  if (holds === null) return null
  const from = others.reduce(
    (latest, other) => (other.from !== null && other.from > latest ? other.from : latest),
    holds.from,
  )
  const until = others.reduce(
    (first, other) => (first === null || (other.until !== null && other.until < first) ? other.until : first),
    holds.until,
  )
  return { from, until }
}

interface FoundCustomer {
  readonly cell: number | null
  readonly lon: number
  readonly lat: number
  readonly division: string
  readonly account: string | null
  readonly unit: string | null
  readonly endedOn: string | null
}

async function findCustomer(
  database: Database,
  { cityId, cityCode, serving }: Moment,
  customer: string,
): Promise<FoundCustomer | undefined> {
  if (!serving) return undefined
  await refuseThinned(database, cityId, cityCode, serving.id)
  const { rows } = await sql<FoundCustomer>`
    select account_id as account, unit_id as unit, ended_on::text as "endedOn", cell_index as cell, ST_X(location) as lon, ST_Y(location) as lat,
           coalesce((select division_key from division_segment s where s.city_id = ${sql.lit(cityId)} and s.segment = c.segment),
                    (select division_key from division d where d.city_id = ${sql.lit(cityId)} and d.is_default)) as division
    from customer c
    where city_id = ${sql.lit(cityId)} and snapshot_id = ${serving.id} and customer_id = ${customer}
    order by line_number limit 1`.execute(database.kysely)
  return rows[0]
}

/** Throws `snapshot-thinned` where the customers of a snapshot have been deleted, or are being. */
export async function refuseThinned(
  { kysely }: Database,
  cityId: number,
  cityCode: string,
  snapshotId: number,
): Promise<void> {
  const there = await kysely
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .where('status', '=', 'ready')
    .select('snapshot_id')
    .executeTakeFirst()
  if (!there)
    throw new ShapanError(
      'snapshot-thinned',
      `The data of that date (snapshot ${snapshotId} of "${cityCode}") has been deleted: ask by the point`,
    )
}

async function unknownCustomer(
  { kysely }: Database,
  { cityId, cityCode, serving }: Moment,
  customer: string,
): Promise<ShapanError> {
  const { rows } = await sql<{ seen: number | null }>`
    select max(snapshot_id) as seen from customer
    where city_id = ${sql.lit(cityId)} and snapshot_id in (select snapshot_id from snapshot where city_id = ${sql.lit(cityId)})
      and customer_id = ${customer}`.execute(kysely)
  const lastSeen = rows[0]?.seen ?? null
  const hint = lastSeen === null ? 'no data of the city has it' : `snapshot ${lastSeen} has it`
  return new ShapanError(
    'customer-not-found',
    `The customer is not in the data that serves on that date (snapshot ${serving?.id ?? 'none'} of "${cityCode}"); ${hint}: ask again with lon, lat and crs`,
    { facts: { lastSeen } },
  )
}
