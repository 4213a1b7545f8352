import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import { some } from './damage.ts'

/** relative: what two releases of PostGIS may differ by */
const tolerance = 1e-9

/**
 * The city's own row against its districts: area, bounding box, and a service area that is their union; and what changes of it against
 * the rows that it counts.
 */
export async function checkCity(db: Kysely<Schema>, cityId: number): Promise<Violation[]> {
  const { rows } = await sql<{ what: string; kept: string; found: string }>`
    with districts as (
      -- those that the city was made of
      select ST_Union(boundary) as area from (
        select boundary from admin_area
        where city_id = ${cityId} and level = 'district'
          and not exists (select from former_district where city_id = ${cityId})
        union all select boundary from former_district where city_id = ${cityId} and change_number = 1) made
      where ST_IsValid(boundary)),
    city as (select * from city where city_id = ${cityId}),
    state as (select * from city_state where city_id = ${cityId}),
    figures as (
      select 'area_km2' as what, area_km2 as kept, ST_Area(service_area::geography) / 1e6 as found from city
      union all select 'west of bbox', bbox[1], ST_XMin(service_area) from city
      union all select 'south of bbox', bbox[2], ST_YMin(service_area) from city
      union all select 'east of bbox', bbox[3], ST_XMax(service_area) from city
      union all select 'north of bbox', bbox[4], ST_YMax(service_area) from city
      union all select 'cell_count', cell_count, (select count(*) from cell where city_id = ${cityId}) from city
      union all select 'rows of city_state', (select count(*) from state), 1
      union all select 'admin_area_count', admin_area_count, (select count(*) from admin_area where city_id = ${cityId}) from state
      union all select 'district_changes', district_changes,
                       (select count(distinct change_number) from former_district where city_id = ${cityId}) from state
      union all select 'the last change of districts', district_changes,
                       coalesce((select max(change_number) from former_district where city_id = ${cityId}), 0) from state
      union all select 'last_plan_number', last_plan_number, greatest(last_plan_number,
                       (select max(plan_number) from plan where city_id = ${cityId})) from state
      union all select 'last_snapshot_id', last_snapshot_id, greatest(last_snapshot_id,
                       (select max(snapshot_id) from snapshot where city_id = ${cityId})) from state
      union all select 'divisions that are the default one', 1,
                       (select count(*) from division where city_id = ${cityId} and is_default)
      union all
      select 'square degrees of service_area apart from the districts', 0,
             ST_Area(ST_SymDifference(service_area, districts.area)) from city, districts
      where ST_IsValid(service_area))
    select what, kept::text, found::text from figures
    where not coalesce(abs(kept - found) <= ${tolerance}::float8 * greatest(abs(found), 0.001), false)`.execute(db)
  return rows.map(({ what, kept, found }) => ({
    code: 'city-mismatch',
    message: `the city says ${what} ${kept}, its rows and polygons give ${found}`,
  }))
}

const parentLevel = `case a.level when 'subdistrict' then 'district' when 'community' then 'subdistrict' end`

/** Levels stand below one another, codes are single, boundaries can be worked with. */
export async function checkAdminAreas(db: Kysely<Schema>, cityId: number): Promise<Violation[]> {
  const { rows } = await sql<{ name: string; fault: string }>`
    select a.level || ' ' || a.code as name, fault
    from admin_area a
    left join admin_area p on p.city_id = ${cityId} and p.admin_area_id = a.parent_id,
    lateral (
      select 'its boundary is not valid' as fault where not ST_IsValid(a.boundary) or ST_Area(a.boundary) = 0
      union all select 'its parent ' || a.parent_id || ' does not exist' where a.parent_id is not null and p.city_id is null
      union all select 'its parent ' || p.code || ' is a ' || p.level
      where p.city_id is not null and p.level is distinct from ${sql.raw(parentLevel)}
      union all select 'its code or id is also another''s' where exists (
        select from admin_area o where o.city_id = ${cityId} and o.ctid <> a.ctid
          and (o.admin_area_id = a.admin_area_id or (o.level = a.level and o.code = a.code)))) faults
    where a.city_id = ${cityId}
    order by 1, 2`.execute(db)
  if (rows.length === 0) return []
  const list = some(rows.map(({ name, fault }) => `${name}: ${fault}`))
  return [{ code: 'bad-admin-area', message: `${rows.length} faults of administrative areas: ${list}` }]
}
