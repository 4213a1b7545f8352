import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import { some } from './damage.ts'

/**
 * What was disputed in a city, from the rows alone: disputes and claims are all there, at most one dispute of a subject is open, each goes by
 * its claims, what was ruled is an owner row from a day after, and everything was recorded and told.
 */
export async function checkDisputes(db: Kysely<Schema>, cityId: number): Promise<Violation[]> {
  const city = sql.lit(cityId)
  const { rows } = await sql<{ fault: string }>`
    with dispute as (select * from dispute where city_id = ${city}),
    claim as (select * from claim where city_id = ${city}),
    package as (select * from owner_package where city_id = ${city}),
    audited as (select act, change, detail from audit where city_id = ${city}),
    told as (select type, data, change from outbox where city_id = ${city} and type like 'dispute.%'),
    taken as (
      select 'dispute ' || dispute_number as what, change from dispute
      union all select 'the end of dispute ' || dispute_number, closed_change from dispute where closed_change is not null
      union all select 'claim ' || claim_number, change from claim
      union all select 'the end of claim ' || claim_number, ended_change from claim where ended_change is not null),
    counted as (
      select 'claim.make' as act, (select count(*) from claim) as kept
      union all select 'claim.withdraw', (select count(*) from claim where state = 'withdrawn')
      union all select 'dispute.rule', (select count(*) from dispute where status = 'ruled')),
    events as (
      select 'dispute.opened' as type, (select count(*) from dispute) as kept
      union all select 'dispute.escalated', (select coalesce(sum(escalations), 0) from dispute)
      union all select 'dispute.ruled', (select count(*) from dispute where status = 'ruled')
      union all select 'dispute.dropped', (select count(*) from dispute where status = 'dropped'))
    select what || ' is of change ' || t.change || ', and the city has taken ' || l.change as fault
    from taken t, city_life l where l.city_id = ${city} and t.change > l.change
    union all
    select 'disputes are numbered up to ' || max(dispute_number) || ', and there are ' || count(*)
    from dispute having max(dispute_number) <> count(*)
    union all
    select 'claims are numbered up to ' || max(claim_number) || ', and there are ' || count(*)
    from claim having max(claim_number) <> count(*)
    union all
    select count(*) || ' disputes of ' || layer || ' ' || subject || ' are open'
    from dispute where closed_change is null group by layer, subject having count(*) > 1
    union all
    select 'claim ' || claim_number || ' is of dispute ' || c.dispute_number || ', which is not about ' || c.layer || ' ' || c.subject
    from claim c left join dispute d using (dispute_number)
    where c.dispute_number is not null and (c.layer, c.subject) is distinct from (d.layer, d.subject)
    union all
    select 'dispute ' || dispute_number || ' is ' || d.status || ', and ' || count(c.claim_number) || ' of its claims stand'
    from dispute d left join claim c using (dispute_number)
    group by dispute_number, d.status
    having case d.status
      when 'dropped' then count(*) filter (where c.state is distinct from 'withdrawn') > 0
      when 'ruled' then count(*) filter (where c.state in ('granted', 'denied')) = 0 or count(*) filter (where c.state = 'standing') > 0
      else count(*) filter (where c.state = 'standing') = 0 or count(*) filter (where c.state in ('granted', 'denied')) > 0 end
    union all
    select count(*) || ' claims of ' || layer || ' ' || subject || ' stand, and nobody disputes it'
    from claim where dispute_number is null and state = 'standing' group by layer, subject having count(*) > 1
    union all
    select 'claim ' || claim_number || ' was ' || c.state || ' under change ' || c.ended_change || ', which decided nothing'
    from claim c where c.ended_change is not null and not exists (
      select from audited a where a.change = c.ended_change
        and a.act = case c.state when 'withdrawn' then 'claim.withdraw'
                                 else case when c.dispute_number is null then 'owner.approve' else 'dispute.rule' end end)
    union all
    select 'dispute ' || dispute_number || ' opened under change ' || d.change || ', which does not tell of it'
    from dispute d where not exists (
      select from told t where t.type = 'dispute.opened' and t.change = d.change and t.data ->> 'dispute' = dispute_number::text)
    union all
    select 'dispute ' || dispute_number || ' was ' || d.status || ' under change ' || d.closed_change || ', which does not tell of it'
    from dispute d where d.closed_change is not null and not exists (
      select from told t where t.type = 'dispute.' || d.status and t.change = d.closed_change
        and t.data ->> 'dispute' = dispute_number::text)
    union all
    select 'dispute ' || dispute_number || ' was ruled, and owner package ' || package_number || ' is not its ruling'
    from dispute d left join package p using (package_number)
    where d.status = 'ruled' and (p.source, p.source_name, p.state, p.change)
      is distinct from ('ruling', dispute_number::text, 'approved', d.closed_change)
    union all
    select 'owner package ' || package_number || ' is the ruling of no dispute'
    from package p where source = 'ruling' and not exists (select from dispute d where d.package_number = p.package_number)
    union all
    select 'the ruling of dispute ' || dispute_number || ' is not about its subject from a day after it'
    from dispute d where d.status = 'ruled' and not exists (
      select from owner_change a where a.city_id = ${city} and a.package_number = d.package_number
        and (a.layer, a.subject) = (d.layer, d.subject) and a.effective_from > d.closed_on)
    union all
    select 'there are ' || kept || ' of what ' || c.act || ' did, and it was done ' || done || ' times'
    from counted c, lateral (
      -- an import of an assignment makes several claims at once, and says how many
      select coalesce(sum(case when a.act = c.act then 1 else (a.detail ->> 'claims')::int end), 0) as done
      from audited a where a.act = c.act or a.act = 'assignment.import' and c.act = 'claim.make') times
    where kept <> done
    union all
    select 'there are ' || kept || ' of what ' || e.type || ' tells, and it is told ' || count(t.type) || ' times'
    from events e left join told t on t.type = e.type
    group by e.type, kept having kept <> count(t.type)`.execute(db)
  if (rows.length === 0) return []
  const faults = rows.map(({ fault }) => fault)
  return [{ code: 'disputes-mismatch', message: `${faults.length} faults of disputes: ${some(faults)}` }]
}
