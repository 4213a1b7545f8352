import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import { some } from './damage.ts'

/**
 * Who owns the city's customers, from the rows alone: packages, their periods and rows are all there, each row begins and ends with a package, each
 * period that was approved has its start and its end, and everything was recorded in the audit.
 */
export async function checkOwners(db: Kysely<Schema>, cityId: number): Promise<Violation[]> {
  const city = sql.lit(cityId)
  const { rows } = await sql<{ fault: string }>`
    with package as (select * from owner_package where city_id = ${city}),
    asked as (select * from owner_change where city_id = ${city}),
    row as (select * from owner_row where city_id = ${city}),
    decided as (select * from package where change is not null),
    taken as (
      select 'owner package ' || package_number as what, change from decided
      union all select 'the end of owner package ' || package_number, void_change from package where void_change is not null
      union all select 'owner row ' || row_number, change from row
      union all select 'the end of owner row ' || row_number, void_change from row where void_change is not null
      union all select 'party ' || party_id, change from party where city_id = ${city}
      union all select 'cluster grid ' || grid_id, change from cluster_grid where city_id = ${city}
      union all select 'the ' || role || ' of grid ' || grid_id, change from grid_member where city_id = ${city}
      union all select 'the end of the ' || role || ' of grid ' || grid_id, void_change
        from grid_member where city_id = ${city} and void_change is not null),
    counted as (
      select 'owner.propose' as act, 'packages' as imported, (select count(*) from package where source <> 'ruling') as kept
      union all select 'owner.approve', '', (select count(*) from decided where source <> 'ruling')
      union all select 'owner.cancel', '', (select count(*) from package where state = 'cancelled')
      union all select 'party.add', '', (select count(*) from party where city_id = ${city})
      union all select 'clusterGrid.add', 'clusterGrids', (select count(*) from cluster_grid where city_id = ${city})
      union all select 'gridMember.set', '', (select count(*) from grid_member where city_id = ${city}))
    select what || ' is of change ' || t.change || ', and the city has taken ' || l.change as fault
    from taken t, city_life l where l.city_id = ${city} and t.change > l.change
    union all
    select 'owner packages are numbered up to ' || max(package_number) || ', and there are ' || count(*)
    from package having max(package_number) <> count(*)
    union all
    select 'owner rows are numbered up to ' || max(row_number) || ', and there are ' || count(*)
    from row having max(row_number) <> count(*)
    union all
    select 'owner package ' || package_number || ' has ' || changes || ' periods, and there are ' || count(a.part)
    from package p left join asked a using (package_number)
    group by package_number, changes having changes <> count(a.part) or changes <> coalesce(max(a.part), 0)
    union all
    select 'periods of owner package ' || package_number || ', which does not exist'
    from asked where package_number not in (select package_number from package)
    union all
    select 'owner row ' || row_number || ' is of owner package ' || r.package_number || ', which did not begin under its change'
    from row r left join decided p using (package_number) where p.change is distinct from r.change
    union all
    select 'owner row ' || row_number || ' ended under change ' || r.void_change || ', which ended none'
    from row r where r.void_change is not null and not exists (
      select from package p where p.change = r.void_change or p.void_change = r.void_change)
    union all
    select 'the period of ' || a.layer || ' ' || a.subject || ' from ' || a.effective_from || ' has no start'
    from asked a join decided p using (package_number) where not exists (
      select from row r where r.package_number = a.package_number and not r.is_end
        and (r.layer, r.subject, r.effective_from, r.kind) = (a.layer, a.subject, a.effective_from, a.kind)
        and (r.ref, r.plane) is not distinct from (a.ref, a.plane))
    union all
    select 'the period of ' || a.layer || ' ' || a.subject || ' until ' || a.effective_until || ' has no end'
    from asked a join decided p using (package_number) where a.effective_until is not null and not exists (
      select from row r where (r.layer, r.subject, r.effective_from) = (a.layer, a.subject, a.effective_until)
        and r.change <= p.change)
    union all
    select 'there are ' || kept || ' of what ' || c.act || ' did, and it was done ' || done || ' times'
    from counted c, lateral (
      -- an import of an assignment does several at once, and says how many
      select coalesce(sum(case when a.act = c.act then 1 else coalesce((a.detail ->> c.imported)::int, 0) end), 0) as done
      from audit a where a.city_id = ${city} and a.act in (c.act, 'assignment.import')) times
    where kept <> done`.execute(db)
  if (rows.length === 0) return []
  const faults = rows.map(({ fault }) => fault)
  return [{ code: 'owners-mismatch', message: `${faults.length} faults of owners: ${some(faults)}` }]
}
