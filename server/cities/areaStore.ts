import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import { type AreaLevel, areaLevels } from '../contract/areaLevels.ts'
import type { AreaCollection } from '../contract/areas.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import type { Schema } from '../db/schema.ts'
import { insertAreaCells, insertAreas } from './adminAreas.ts'
import { firstOf } from './areaNotes.ts'
import { lockCity } from './lockCity.ts'
import type { PreparedArea } from './prepareAreas.ts'

const shownNames = 8

/**
 * Puts the areas of a level below the districts in place of those there are, each with its cells. Takes a transaction: it locks the city's state.
 * Who lies in whom is found anew, of this level and of the one below it. Throws `city-not-found`.
 */
export async function putAreas(
  transaction: Kysely<Schema>,
  { cityId, level, sourceName }: { cityId: number; level: Exclude<AreaLevel, 'district'>; sourceName: string },
  areas: readonly PreparedArea[],
  cells: readonly (readonly number[])[],
): Promise<{ removed: number; notes: AreaNote[] }> {
  if (!(await lockCity(transaction, cityId)))
    throw new ShapanError('city-not-found', 'The city was deleted while the file was being read')
  await forgetParents(transaction, cityId, level)
  await sql`
    delete from area_cells where city_id = ${cityId} and admin_area_id in (
      select admin_area_id from admin_area where city_id = ${cityId} and level = ${level})`.execute(transaction)
  const { numDeletedRows } = await transaction
    .deleteFrom('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', level)
    .executeTakeFirst()
  const ids = await insertAreas(transaction, cityId, level, areas, [])
  await insertAreaCells(transaction, cityId, sourceName, ids, cells)
  const notes = await findParents(transaction, cityId, level)
  if (level === 'subdistrict') notes.push(...(await findParents(transaction, cityId, 'community')))
  return { removed: Number(numDeletedRows), notes }
}

/** Areas of the level below lie in none for now. */
async function forgetParents(db: Kysely<Schema>, cityId: number, level: AreaLevel): Promise<void> {
  const below = areaLevels[areaLevels.indexOf(level) + 1]
  if (below === undefined) return
  await db
    .updateTable('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', below)
    .where('parent_id', 'is not', null)
    .set({ parent_id: null })
    .execute()
}

interface Child {
  readonly id: number
  readonly code: string
  readonly name: string
  /** of the level above: who has most of its cells, or holds a point inside of one that has none */
  readonly most: number | null
}

/**
 * Finds for each area of a level the one it lies in: the one whose code begins its own, as those of the administrative divisions do (six digits of
 * a district, nine of a subdistrict), else the one that has most of its cells. Both are told where they are not the same.
 */
export async function findParents(
  db: Kysely<Schema>,
  cityId: number,
  level: Exclude<AreaLevel, 'district'>,
): Promise<AreaNote[]> {
  const above = level === 'community' ? 'subdistrict' : 'district'
  const digits = above === 'district' ? 6 : 9
  const beginningOf = (code: string) => (/^\d+$/.test(code) && code.length >= digits ? code.slice(0, digits) : null)
  const parents = await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', above)
    .select(['admin_area_id as id', 'code', 'name'])
    .orderBy('code')
    .execute()
  const children = await readChildren(db, cityId, level, above)
  const byCode = new Map(
    parents.flatMap((parent) => (beginningOf(parent.code) ? [[beginningOf(parent.code), parent]] : [])),
  )
  const byId = new Map(parents.map((parent) => [parent.id, parent]))
  const found = children.map((child) => {
    const said = byCode.get(beginningOf(child.code))
    const most = child.most === null ? undefined : byId.get(child.most)
    return { child, said, most, parent: said ?? most }
  })
  await sql`
    update admin_area a set parent_id = listed.parent
    from unnest(${found.map(({ child }) => child.id)}::int[], ${found.map(({ parent }) => parent?.id ?? null)}::int[]) as listed (id, parent)
    where a.city_id = ${cityId} and a.admin_area_id = listed.id and a.parent_id is distinct from listed.parent`.execute(
    db,
  )
  const elsewhere = found.flatMap(({ child, said, most }) =>
    said && most && said !== most ? [{ name: child.name, parent: said.name, other: most.name }] : [],
  )
  const without = found.filter(({ parent }) => !parent).map(({ child }) => child.name)
  const notes: AreaNote[] = []
  if (elsewhere.length > 0)
    notes.push({ code: 'areas-elsewhere', level, areas: elsewhere.length, shown: firstOf(elsewhere, shownNames) })
  if (without.length > 0)
    notes.push({ code: 'areas-without-parent', level, areas: without.length, names: firstOf(without, shownNames) })
  return notes
}

async function readChildren(
  db: Kysely<Schema>,
  cityId: number,
  level: AreaLevel,
  above: 'district' | 'subdistrict',
): Promise<Child[]> {
  const owned =
    above === 'district'
      ? sql`select cell_index as cell, admin_area_id as id from cell where city_id = ${cityId}`
      : sql`
        select cell, p.admin_area_id as id
        from area_cells p join admin_area a on a.city_id = ${cityId} and a.admin_area_id = p.admin_area_id and a.level = ${above},
             unnest(p.cells) as cell
        where p.city_id = ${cityId}`
  const { rows } = await sql<Child>`
    with owned as (${owned}),
    votes as (
      select c.admin_area_id as child, owned.id as parent, count(*) as cells
      from area_cells c
      join admin_area a on a.city_id = ${cityId} and a.admin_area_id = c.admin_area_id and a.level = ${level},
           unnest(c.cells) as own (cell)
      join owned on owned.cell = own.cell
      where c.city_id = ${cityId} and owned.id is not null
      group by 1, 2),
    most as (select distinct on (child) child, parent from votes order by child, cells desc, parent)
    select a.admin_area_id as id, a.code, a.name, coalesce(most.parent, (
             select p.admin_area_id from admin_area p
             where p.city_id = ${cityId} and p.level = ${above} and ST_Covers(p.boundary, ST_PointOnSurface(a.boundary))
             order by p.admin_area_id limit 1)) as most
    from admin_area a left join most on most.child = a.admin_area_id
    where a.city_id = ${cityId} and a.level = ${level}
    order by a.code`.execute(db)
  return rows
}

export type AreaProperties = AreaCollection['features'][number]['properties']

/** Areas of one level with their cells counted, by code: what `areasText` says of them, without their outlines. */
export async function listAreaRows(db: Kysely<Schema>, cityId: number, level: AreaLevel): Promise<AreaProperties[]> {
  const { rows } = await sql<{ properties: AreaProperties }>`
    select properties from (${areaRows(cityId, level)}) as area order by properties ->> 'code'`.execute(db)
  return rows.map(({ properties }) => properties)
}

/** The same as the text of a GeoJSON collection; see `adminAreasText`. */
export async function areasText(db: Kysely<Schema>, cityId: number, level: AreaLevel): Promise<string> {
  const { rows } = await sql<{ areas: string | null }>`
    select string_agg(json_build_object('type', 'Feature', 'id', properties ->> 'code', 'properties', properties,
             'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(case
               when ST_XMax(boundary) > 180 then ST_Multi(ST_WrapX(boundary, 180, -360)) else boundary end), 6)::json)::text,
             ',' order by properties ->> 'code') as areas
    from (${areaRows(cityId, level)}) as area`.execute(db)
  return `{"type":"FeatureCollection","features":[${rows[0]?.areas ?? ''}]}`
}

function areaRows(cityId: number, level: AreaLevel) {
  const own =
    level === 'district'
      ? sql`
        select a.admin_area_id, count(cell.cell_index)::int as cells, (select replaced_by from renewed) as source_name,
               coalesce((select replaced_at from renewed), (select created_at from city where city_id = ${cityId})) as imported_at
        from admin_area a left join cell on cell.city_id = ${cityId} and cell.admin_area_id = a.admin_area_id
        where a.city_id = ${cityId} and a.level = 'district' group by 1`
      : sql`select admin_area_id, cardinality(cells) as cells, source_name, imported_at from area_cells where city_id = ${cityId}`
  return sql`
    with renewed as (
      select replaced_by, replaced_at from former_district where city_id = ${cityId} order by change_number desc limit 1),
    own as (${own})
    select a.boundary, json_build_object(
             'level', a.level, 'code', a.code, 'name', a.name, 'parentCode', p.code, 'cellCount', own.cells, 'sourceName', own.source_name,
             'importedAt', coalesce(own.imported_at, (select created_at from city where city_id = ${cityId}))) as properties
    from admin_area a
    left join admin_area p on p.city_id = ${cityId} and p.admin_area_id = a.parent_id
    left join own on own.admin_area_id = a.admin_area_id
    where a.city_id = ${cityId} and a.level = ${level}`
}

/** Areas of a level with their cells, by code, as the text of a JSON list: it is read where it is used, in a thread. Undefined where there are none. */
export async function areaCellsText(
  db: Kysely<Schema>,
  cityId: number,
  level: Exclude<AreaLevel, 'district'>,
): Promise<string | undefined> {
  const { rows } = await sql<{ areas: string | null }>`
    select json_agg(json_build_object('code', a.code, 'name', a.name, 'cells', c.cells) order by a.code)::text as areas
    from area_cells c join admin_area a on a.city_id = ${cityId} and a.admin_area_id = c.admin_area_id
    where c.city_id = ${cityId} and a.level = ${level}`.execute(db)
  return rows[0]?.areas ?? undefined
}
