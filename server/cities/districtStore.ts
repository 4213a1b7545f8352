import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import type { Schema } from '../db/schema.ts'
import { insertAreas } from './adminAreas.ts'
import { findParents } from './areaStore.ts'
import type { CityState, FormerDistrict } from './cells.ts'
import { lockCity } from './lockCity.ts'
import type { PreparedArea } from './prepareAreas.ts'

/** The districts that a city had before, by change and code. */
export async function listFormerDistricts(db: Kysely<Schema>, cityId: number): Promise<FormerDistrict[]> {
  const rows = await db
    .selectFrom('former_district')
    .where('city_id', '=', cityId)
    .select(['change_number as change', 'code', 'name', 'replaced_at', 'replaced_by'])
    .orderBy('change_number')
    .orderBy('code')
    .execute()
  return rows.map(({ replaced_at, replaced_by, ...row }) => ({
    ...row,
    replacedAt: replaced_at.toISOString(),
    replacedBy: replaced_by,
  }))
}

export interface PutDistricts {
  /** false: they are what the city has, to the last digit, and nothing was written */
  readonly isChanged: boolean
  readonly notes: AreaNote[]
}

/** Cells whose district is written in one statement. */
const cellsAPortion = 50_000

/**
 * Gives a city's districts new borders: those that it has are kept as former ones, and cells, parents of subdistricts and codes follow. Takes a
 * transaction: it locks the city's state. `districtOfCell` has an index into `areas` for each cell. Throws `city-not-found`, and
 * `concurrent-change` where `city` is not what it is any more.
 */
export async function putDistricts(
  transaction: Kysely<Schema>,
  city: Pick<CityState, 'cityId' | 'districtChanges' | 'districts' | 'districtOfCell'>,
  {
    areas,
    districtOfCell,
    sourceName,
  }: { areas: readonly PreparedArea[]; districtOfCell: Int32Array; sourceName: string },
): Promise<PutDistricts> {
  const { cityId } = city
  const state = await lockCity(transaction, cityId)
  if (!state) throw new ShapanError('city-not-found', 'The city was deleted while the file was being read')
  if (state.district_changes !== city.districtChanges)
    throw new ShapanError(
      'concurrent-change',
      'The districts got other borders while the file was being read: import it again',
    )
  if (await areTheSame(transaction, cityId, areas)) return { isChanged: false, notes: [] }
  const change = state.district_changes + 1
  await sql`
    insert into former_district (city_id, change_number, code, name, boundary, cell_count, replaced_by)
    select ${cityId}, ${change}, a.code, a.name, a.boundary, coalesce(own.cells, 0), ${sourceName}
    from admin_area a
    left join (select admin_area_id, count(*)::int as cells from cell where city_id = ${cityId} group by 1) own
      on own.admin_area_id = a.admin_area_id
    where a.city_id = ${cityId} and a.level = 'district'`.execute(transaction)
  const ids = await writeDistricts(transaction, cityId, areas)
  const codes = areas.map(({ code }) => code)
  const moved = [...districtOfCell.keys()].filter(
    (cell) => city.districts[city.districtOfCell[cell]!]?.code !== codes[districtOfCell[cell]!],
  )
  for (let start = 0; start < moved.length; start += cellsAPortion) {
    const cells = moved.slice(start, start + cellsAPortion)
    await sql`
      update cell set admin_area_id = listed.area
      from unnest(string_to_array(${cells.join()}, ',')::int[],
                  string_to_array(${cells.map((cell) => ids[districtOfCell[cell]!]).join()}, ',')::int[]) as listed (cell, area)
      where cell.city_id = ${cityId} and cell.cell_index = listed.cell`.execute(transaction)
  }
  await removeOthers(transaction, cityId, codes)
  await transaction.updateTable('city_state').set({ district_changes: change }).where('city_id', '=', cityId).execute()
  return { isChanged: true, notes: await findParents(transaction, cityId, 'subdistrict') }
}

async function areTheSame(db: Kysely<Schema>, cityId: number, areas: readonly PreparedArea[]): Promise<boolean> {
  const { rows } = await sql<{ same: number; all: number }>`
    with given as (
      select code, name, ST_SetSRID(ST_GeomFromGeoJSON(boundary), 4326) as boundary
      from unnest(${areas.map(({ code }) => code)}::text[], ${areas.map(({ name }) => name)}::text[],
                  ${areas.map(({ boundary }) => boundary)}::text[]) as listed (code, name, boundary))
    select (count(*) filter (where g.name = a.name and ST_AsBinary(g.boundary) = ST_AsBinary(a.boundary)))::int as same, count(*)::int as all
    from admin_area a left join given g on g.code = a.code
    where a.city_id = ${cityId} and a.level = 'district'`.execute(db)
  return rows[0]?.same === areas.length && rows[0].all === areas.length
}

/** A district of a code that stays keeps its id. Answers with the ids, parallel to `areas`. */
async function writeDistricts(db: Kysely<Schema>, cityId: number, areas: readonly PreparedArea[]): Promise<number[]> {
  await sql`
    update admin_area a set name = listed.name, boundary = ST_SetSRID(ST_GeomFromGeoJSON(listed.boundary), 4326)
    from unnest(${areas.map(({ code }) => code)}::text[], ${areas.map(({ name }) => name)}::text[],
                ${areas.map(({ boundary }) => boundary)}::text[]) as listed (code, name, boundary)
    where a.city_id = ${cityId} and a.level = 'district' and a.code = listed.code`.execute(db)
  const known = new Map((await listDistrictIds(db, cityId)).map(({ code, id }) => [code, id]))
  const added = areas.filter(({ code }) => !known.has(code))
  const ids = await insertAreas(db, cityId, 'district', added, [])
  for (const [place, { code }] of added.entries()) known.set(code, ids[place]!)
  return areas.map(({ code }) => known.get(code)!)
}

async function listDistrictIds(db: Kysely<Schema>, cityId: number): Promise<{ code: string; id: number }[]> {
  return await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', 'district')
    .select(['code', 'admin_area_id as id'])
    .execute()
}

async function removeOthers(db: Kysely<Schema>, cityId: number, codes: readonly string[]): Promise<void> {
  const gone = (await listDistrictIds(db, cityId)).filter(({ code }) => !codes.includes(code)).map(({ id }) => id)
  if (gone.length === 0) return
  await sql`update admin_area set parent_id = null where city_id = ${cityId} and parent_id = any (${gone}::int[])`.execute(
    db,
  )
  await sql`delete from admin_area where city_id = ${cityId} and admin_area_id = any (${gone}::int[])`.execute(db)
}
