import { sql } from 'kysely'
import { addDays, dateAt, startOf } from '../base/civilDates.ts'
import { formatPlanId } from '../base/planIds.ts'
import { takeChange } from '../cities/cityLife.ts'
import type { Database } from '../db/database.ts'
import { escalate, escalationEvents, findOverdue } from './disputes.ts'
import { readTimeline, recordAct, type Turn, type VersionRow } from './lifeStore.ts'
import { inForceOn, liveAt } from './timeline.ts'
import { formatVersionId } from './versionIds.ts'

const byClock = { actor: 'shapan', via: 'clock', address: null } as const

interface TurningCity {
  readonly cityId: number
  readonly code: string
  readonly timezone: string
  /** the last day that was told */
  readonly turned: string
}

/**
 * Tells, of each city and each day that has begun since it last did, what began on it, and hands on disputes whose stage has ended: days in
 * order, each once, in one transaction that either happens as a whole or not at all. Answers go by dates and never wait for it. Returns how
 * many days it told of.
 */
export async function turnDays(database: Database, now: Date): Promise<number> {
  const cities = await database.kysely
    .selectFrom('city_life')
    .innerJoin('city', 'city.city_id', 'city_life.city_id')
    .select(['city.city_id as cityId', 'code', 'timezone', sql<string>`turned::text`.as('turned')])
    .where('turned', 'is not', null)
    .orderBy('code')
    .execute()
  let turns = 0
  for (const city of cities) {
    const today = dateAt(now, city.timezone)
    for (let day = addDays(city.turned, 1); day <= today; day = addDays(day, 1)) {
      // Another process tells of this city.
      if (!(await turnDay(database, city, day, now))) break
      turns++
    }
  }
  return turns
}

async function turnDay(database: Database, city: TurningCity, day: string, now: Date): Promise<boolean> {
  const { cityId, code, timezone } = city
  return await database.kysely.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      update city_life set turned = ${day}::date
      where city_id = ${sql.lit(cityId)} and turned = ${addDays(day, -1)}::date returning turned`.execute(transaction)
    if (rows.length === 0) return false
    const { versions } = await readTimeline(transaction, cityId)
    const overdue = await findOverdue({ transaction, cityId }, day)
    const events = [
      ...[...Map.groupBy(versions, ({ division }) => division).values()].flatMap((ofDivision) =>
        beginning(code, liveAt(ofDivision), day),
      ),
      ...(await servingEvents({ transaction, cityId }, day)),
      ...escalationEvents(overdue),
    ]
    if (events.length === 0) return true
    const change = await takeChange(transaction, cityId)
    await escalate({ transaction, cityId }, overdue)
    await recordAct(
      { transaction, cityId, change },
      { ...byClock, now },
      {
        act: 'day.turn',
        subject: code,
        detail: { day, effectiveAt: startOf(day, timezone).toISOString() },
        events,
      },
    )
    return true
  })
}

function beginning(code: string, live: readonly VersionRow[], day: string) {
  const version = live.find(({ from }) => from === day)
  return version ? [effectiveEvent(code, version, inForceOn(live, addDays(day, -1)))] : []
}

/** What tells that a version is in force from now on. */
export function effectiveEvent(
  cityCode: string,
  version: Pick<VersionRow, 'number' | 'planNumber' | 'division' | 'from' | 'timezone'>,
  before: Pick<VersionRow, 'number'> | undefined,
) {
  return {
    type: 'version.effective',
    data: {
      version: formatVersionId(cityCode, version.number),
      plan: formatPlanId(cityCode, version.planNumber),
      division: version.division,
      effectiveFrom: version.from,
      effectiveAt: startOf(version.from, version.timezone).toISOString(),
      predecessor: before ? formatVersionId(cityCode, before.number) : null,
    },
  }
}

/** Where another snapshot serves than was last told; one that began to serve in the middle of a day is told with the next. */
async function servingEvents({ transaction, cityId }: Pick<Turn, 'transaction' | 'cityId'>, day: string) {
  const { rows } = await sql<{ snapshot: number; from: string }>`
    select snapshot_id as snapshot, serves_from::text as "from" from snapshot_start
    where city_id = ${sql.lit(cityId)} and serves_from <= ${day}::date
      and snapshot_id is distinct from (
        select (data ->> 'snapshot')::int from outbox where city_id = ${sql.lit(cityId)} and type = 'snapshot.serving'
        order by change desc, part desc limit 1)
      and (serves_from, change) = (
        select serves_from, change from snapshot_start
        where city_id = ${sql.lit(cityId)} and serves_from <= ${day}::date order by serves_from desc, change desc limit 1)`.execute(
    transaction,
  )
  return rows.map((data) => ({ type: 'snapshot.serving', data }))
}
