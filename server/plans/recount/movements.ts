import { type Kysely, sql } from 'kysely'
import { contractKeys } from '../../contract/figures.ts'
import { hasSegmentId } from '../../data/divisions.ts'
import type { Schema } from '../../db/schema.ts'
import type { PlanRow } from '../store.ts'

/**
 * What changes hands where versions begin, from the rows alone: each version has it, against the one that was in force the day before, and
 * for versions of this plan every sum is counted again from the cells of both plans and the snapshot's data. Accounts and units are not:
 * lists of them are replaced at any time.
 */
export async function findMovementFaults(db: Kysely<Schema>, plan: PlanRow): Promise<string[]> {
  const { rows } = await sql<{ fault: string }>`
    with version as (select * from plan_version where city_id = ${sql.lit(plan.cityId)}),
    movement as (select * from movement where city_id = ${sql.lit(plan.cityId)}),
    before as (
      select v.version_number, m.from_version, v.void_change,
             -- as was known when it was made, and as it is now
             (select p.version_number from version p
              where p.division = v.division and p.effective_from < v.effective_from and p.change <= m.change
                and (p.void_change is null or p.void_change > m.change)
              order by p.effective_from desc limit 1) as known,
             (select (p.version_number, p.kind)::text from version p
              where p.division = v.division and p.effective_from < v.effective_from and p.void_change is null
              order by p.effective_from desc limit 1) as present
      from version v join movement m on m.version_number = v.version_number)
    select 'of version ' || version_number || ' no movement is kept' as fault
    from version where version_number not in (select version_number from movement)
    union all
    select 'a movement is kept of version ' || version_number || ', which there is not'
    from movement where version_number not in (select version_number from version)
    union all
    select distinct 'lineage is kept of version ' || version_number || ', which has no movement'
    from lineage where city_id = ${sql.lit(plan.cityId)} and version_number not in (select version_number from movement)
    union all
    select 'the movement of version ' || version_number || ' is against ' || from_version || ', and ' || coalesce(known, 0) || ' was before it'
    from before where from_version <> coalesce(known, 0)
    union all
    -- A day that has begun keeps its movement, whatever is corrected before it.
    select 'the movement of version ' || version_number || ' is against ' || from_version || ', and before it is ' || coalesce(present, 'nothing')
    from before
    where void_change is null and present is distinct from null and present not like '%,correct)'
      and present not like '(' || from_version || ',%'`.execute(db)
  const own = await db
    .selectFrom('plan_version')
    .innerJoin('movement', (join) =>
      join
        .onRef('movement.version_number', '=', 'plan_version.version_number')
        .on('movement.city_id', '=', plan.cityId),
    )
    .where('plan_version.city_id', '=', plan.cityId)
    .where('plan_number', '=', plan.planNumber)
    .select(['plan_version.version_number as version', 'from_version as before', 'snapshot_id as snapshot'])
    .execute()
  const faults = rows.map(({ fault }) => fault)
  for (const movement of own) faults.push(...(await recount(db, plan, movement)))
  return faults
}

async function recount(
  db: Kysely<Schema>,
  plan: PlanRow,
  { version, before, snapshot }: { readonly version: number; readonly before: number; readonly snapshot: number },
): Promise<string[]> {
  const city = sql.lit(plan.cityId)
  const data = await db
    .selectFrom('snapshot')
    .where('city_id', '=', plan.cityId)
    .where('snapshot_id', '=', snapshot)
    .where('status', '=', 'ready')
    .select('figure_keys as keys')
    .executeTakeFirst()
  const { rows } = await sql<{ fault: string }>`
    with sides as materialized (
      -- unpacked once, and not for each cell
      select (select p.assignment || ''::bytea from plan_version v join plan p on p.city_id = ${city} and p.plan_number = v.plan_number
              where v.city_id = ${city} and v.version_number = ${before}) as before,
             (select p.assignment || ''::bytea from plan p where p.city_id = ${city} and p.plan_number = ${plan.planNumber}) as after),
    old as (select g.grid_number, g.grid_id from grid g join plan_version v on v.city_id = ${city} and v.plan_number = g.plan_number
            where g.city_id = ${city} and v.version_number = ${before}),
    new as (select grid_number, grid_id from grid where city_id = ${city} and plan_number = ${plan.planNumber}),
    number as materialized (
      select cell, get_byte(before, 2 * cell) + 256 * get_byte(before, 2 * cell + 1) as before,
             get_byte(after, 2 * cell) + 256 * get_byte(after, 2 * cell + 1) as after
      from sides, generate_series(0, length(after) / 2 - 1) cell),
    hand as materialized (
      select cell, old.grid_id as from_grid, new.grid_id as to_grid
      from number left join old on old.grid_number = before left join new on new.grid_number = after),
    counted as (
      select from_grid, to_grid, count(*) as cells,
             case when from_grid = to_grid then 'kept' when from_grid is null or to_grid is null then 'gained'
                  when not exists (select from old where grid_id = to_grid) then 'split'
                  when not exists (select from new where grid_id = from_grid) then 'merged' else 'gained' end as kind
      from hand where from_grid is not null or to_grid is not null group by from_grid, to_grid),
    summed as (
      select from_grid, to_grid, jsonb_object_agg(key, sum) as figures
      from (select from_grid, to_grid, key, coalesce(sum(figures[place]), 0)::bigint as sum
            from hand cross join unnest(${[...(data?.keys ?? contractKeys)]}::text[]) with ordinality as listed (key, place)
            left join cell_fact f on f.city_id = ${city} and f.snapshot_id = ${snapshot} and f.cell_index = cell
              and (${hasSegmentId(plan.division)})
            group by from_grid, to_grid, key) sums
      group by from_grid, to_grid),
    kept as (select * from lineage where city_id = ${city} and version_number = ${version})
    select 'of version ' || ${version}::int || ' ' || count(*) || ' rows of lineage are kept, and there are ' || (select count(*) from counted) as fault
    from kept having count(*) <> (select count(*) from counted)
    union all
    select 'of version ' || ${version}::int || ' the lineage from ' || coalesce(c.from_grid::text, 'nothing') || ' to ' ||
           coalesce(c.to_grid::text, 'nothing') || ' is not ' || c.kind || ' of ' || c.cells || ' cells'
           || case when ${data !== undefined}::boolean then ', ' || s.figures::text else '' end
    from counted c
    join summed s on s.from_grid is not distinct from c.from_grid and s.to_grid is not distinct from c.to_grid
    left join kept k on k.from_grid is not distinct from c.from_grid and k.to_grid is not distinct from c.to_grid
    where k.kind is distinct from c.kind or k.cells is distinct from c.cells
       or (${data !== undefined}::boolean and k.figures is distinct from s.figures)`.execute(db)
  return rows.map(({ fault }) => fault)
}
