import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import { listGridRows, type PlanRow } from '../store.ts'
import { some } from './damage.ts'
import { findMovementFaults } from './movements.ts'

/**
 * How the city's plans take effect, from the rows alone: versions are numbered without a gap and were approved, each change of the city is
 * accounted for, and data that is the city's has a first day. Of the plan itself: a version's plan is frozen, and what was approved.
 */
export async function checkLife(db: Kysely<Schema>, plan: PlanRow): Promise<Violation[]> {
  const city = sql.lit(plan.cityId)
  const { rows } = await sql<{ fault: string }>`
    with life as (select * from city_life where city_id = ${city}),
    version as (select * from plan_version where city_id = ${city}),
    taken as (
      select 'version ' || version_number as what, change from version
      union all select 'the end of version ' || version_number, void_change from version where void_change is not null
      union all select 'snapshot ' || snapshot_id, change from snapshot_start where city_id = ${city}
      union all select 'the movement of version ' || version_number, change from movement where city_id = ${city}
      union all select 'an act', change from audit where city_id = ${city}
      union all select 'an event', change from outbox where city_id = ${city})
    select 'city_life has ' || count(*) || ' rows' as fault from life having count(*) <> 1
    union all
    select what || ' is of change ' || taken.change || ', and the city has taken ' || life.change
    from taken, life where taken.change > life.change
    union all
    select 'versions are numbered up to ' || max(version_number) || ', and there are ' || count(*)
    from version having max(version_number) <> count(*)
    union all
    select 'version ' || version_number || ' was not approved: its submission is ' || coalesce(s.state, 'gone')
    from version v left join submission s on s.city_id = ${city} and s.submission_number = v.submission_number
    where s.state is distinct from 'approved'
    union all
    select 'of change ' || n || ' nobody knows what was done'
    from life, generate_series(1, life.change) n
    where not exists (select from audit a where a.city_id = ${city} and a.change = n)
      and not exists (select from snapshot_start s where s.city_id = ${city} and s.change = n)
    union all
    select 'change ' || a.change || ' was to tell of ' || a.events || ' things, and tells of ' || count(o.part)
    from audit a left join outbox o on o.city_id = ${city} and o.change = a.change
    where a.city_id = ${city}
    group by a.change, a.events having a.events <> count(o.part)
    union all
    select 'there are ' || (select count(*) from version) || ' versions, and ' || count(*) || ' approvals'
    from audit where city_id = ${city} and act = 'plan.approve'
    having count(*) <> (select count(*) from version)
    union all
    select 'what submission ' || submission_number || ' changes is gone'
    from submission s where s.city_id = ${city}
      and not exists (select from impact i where i.city_id = ${city} and i.impact_id = s.impact_id)
    union all
    select 'snapshot ' || current_snapshot_id || ' is the city''s data, and nobody knows from which day on'
    from city_state c where c.city_id = ${city} and current_snapshot_id is not null
      and not exists (select from snapshot_start s where s.city_id = ${city} and s.snapshot_id = current_snapshot_id)
    union all
    select 'the plan is ' || p.status || case p.status when 'pending' then ', and nobody has submitted it' else ', and waits for approval' end
    from plan p where p.city_id = ${city} and p.plan_number = ${plan.planNumber}
      and (p.status = 'pending') <> exists (select from submission s where s.city_id = ${city} and s.plan_number = p.plan_number
                                            and s.state = 'open' and s.kind = 'publish')`.execute(db)
  const digests = await db
    .selectFrom('plan_version')
    .where('city_id', '=', plan.cityId)
    .where('plan_number', '=', plan.planNumber)
    .select(['version_number as number', 'content_sha256 as digest'])
    .execute()
  const faults = [...rows.map(({ fault }) => fault), ...(await findMovementFaults(db, plan))]
  if (digests.length > 0) {
    const grids = await listGridRows(db, plan.cityId, plan.planNumber)
    const own = createHash('sha256').update(plan.assignment).update(JSON.stringify(grids)).digest('hex')
    const others = digests.filter(({ digest }) => digest !== own).map(({ number }) => number)
    if (others.length > 0) faults.push(`the plan is not what was approved as version ${others.join(', ')}`)
    if (plan.status !== 'published' && plan.status !== 'archived')
      faults.push(`version ${digests[0]!.number} is of the plan, which is ${plan.status}`)
  }
  if (faults.length === 0) return []
  return [{ code: 'version-mismatch', message: `${faults.length} faults of versions: ${some(faults)}` }]
}
