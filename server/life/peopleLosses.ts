import { sql } from 'kysely'
import { addDays } from '../base/civilDates.ts'
import type { PersonLoss } from '../contract/impact.ts'
import type { GridMember, Party } from '../contract/owners.ts'
import type { Database } from '../db/database.ts'
import type { PlanState } from '../plans/states.ts'
import { runTask } from '../threads/threads.ts'
import type { Side } from './compare.ts'
import { readGridMembers } from './gridMembers.ts'
import type { Membership, PeopleInput } from './people.ts'
import { sideOf } from './sides.ts'
import { tasks } from './tasks.ts'

/** Who loses a larger share of his customers is told by a warning. */
export const muchLost = 0.2

/**
 * Which teams and people lose customers when a plan begins on a day, the largest share first. Owner rows of the day count as they stand. Where no
 * grid of what is in force has a head or a manager nobody loses any; else one query reads the snapshot once.
 */
export async function findLosses(
  database: Database,
  plan: PlanState,
  left: Side | null,
  date: string,
): Promise<PersonLoss[]> {
  const { kysely } = database
  if (!left) return []
  const there = new Set(left.grids.map(({ gridId }) => gridId))
  const before = membershipOf(await readGridMembers(kysely, plan.cityId, addDays(date, -1)))
  const parties = [...new Set(before.filter(([gridId]) => there.has(gridId)).map(([, party]) => party))]
  if (parties.length === 0) return []
  const after = membershipOf(await readGridMembers(kysely, plan.cityId, date))
  const owned = await countOwned(database, plan, date, parties)
  const input = { left, right: sideOf(plan), facts: plan.facts, before, after, owned }
  const counts = await runTask(tasks.countPeople, input, plan.city.cellCount)
  const known = await kysely
    .selectFrom('party')
    .where('city_id', '=', sql.lit(plan.cityId))
    .where('party_id', '=', sql<string>`any (${counts.map(({ party }) => party)}::text[])`)
    .select(['party_id as id', 'kind', 'name'])
    .execute()
  const partyOf = new Map(known.map((party): [string, Party] => [party.id, party]))
  return counts
    .map(({ party, ...counted }) => ({
      ...partyOf.get(party)!,
      ...counted,
      share: counted.lost / counted.before,
      isMuch: counted.lost / counted.before > muchLost,
    }))
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1))
}

function membershipOf(members: readonly GridMember[]): Membership {
  return members.flatMap(({ gridId, party }) => (party === null ? [] : [[gridId, party] as const]))
}

/** The customers of a plan's division and data whom owner rows of a day give to parties, by cell. */
async function countOwned(
  { kysely }: Database,
  { cityId, snapshotId, facts, division }: PlanState,
  date: string,
  parties: readonly string[],
): Promise<PeopleInput['owned']> {
  const figure = facts.keys.indexOf('customers') + 1
  if (figure === 0) return []
  const city = sql.lit(cityId)
  const listed = division.listed.flatMap(({ name, id }) => (id === null ? [] : [name]))
  const { rows } = await sql<{ cell: number | null; party: string; customers: string }>`
    with held as (
      select distinct on (layer, subject) layer, subject, kind, ref from owner_row
      where city_id = ${city} and void_change is null and effective_from <= ${date}::date
      order by layer, subject, effective_from desc),
    named as materialized (select * from held where kind <> 'none')
    select cell_index as cell, decides.ref as party, sum(figures[${sql.lit(figure)}])::text as customers
    from customer c
    left join named o on o.layer = 'override' and o.subject = c.customer_id
    left join named k on k.layer = 'keyAccount' and k.subject = c.account_id
    left join named l on l.layer = 'listed' and l.subject = c.account_id
    left join named a on a.layer = 'cluster' and a.subject = 'account:' || c.account_id
    left join named u on u.layer = 'cluster' and u.subject = 'unit:' || c.unit_id
    cross join lateral (
      select kind, ref from (values (1, o.kind, o.ref), (2, k.kind, k.ref), (3, l.kind, l.ref), (4, a.kind, a.ref), (5, u.kind, u.ref))
        as layers (place, kind, ref)
      where kind is not null order by place limit 1) decides
    where c.city_id = ${city} and c.snapshot_id = ${snapshotId}
      and (coalesce(c.segment = any (${listed}::text[]), false)) <> ${division.isDefault}::boolean
      and decides.kind in ('team', 'person') and decides.ref = any (${[...parties]}::text[])
    group by cell_index, decides.ref`.execute(kysely)
  return rows.map(({ cell, party, customers }) => [cell, party, Number(customers)] as const)
}
