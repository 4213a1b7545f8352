import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { AreaLevel } from '../contract/areaLevels.ts'
import type { Crs } from '../contract/common.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import { layOutNear } from '../coordinates/longitudes.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { runTask } from '../threads/threads.ts'
import { readAreaFeatures } from './areaFeatures.ts'
import { settleOverlaps } from './areaOverlaps.ts'
import { loadCityCells } from './cityCells.ts'
import { type PreparedArea, prepareAreas } from './prepareAreas.ts'
import { findCity, loadAreaPolygons } from './store.ts'
import { tasks } from './tasks.ts'

/** Text of the rows that go to the database in one statement. */
const portionLetters = 4_000_000

/** Inserts areas of one level; ids continue after the city's last. Returns the ids, parallel to `areas`. */
export async function insertAreas(
  db: Kysely<Schema>,
  cityId: number,
  level: AreaLevel,
  areas: readonly PreparedArea[],
  parentIds: readonly (number | null)[],
): Promise<number[]> {
  const { last } = await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .select((expression) => expression.fn.max<number | null>('admin_area_id').as('last'))
    .executeTakeFirstOrThrow()
  const firstId = (last ?? 0) + 1
  for (let start = 0, letters = 0, at = 0; at < areas.length; at++) {
    letters += areas[at]!.boundary.length
    if (letters < portionLetters && at + 1 < areas.length) continue
    const portion = areas.slice(start, at + 1)
    await sql`
      insert into admin_area (city_id, admin_area_id, level, code, name, parent_id, boundary)
      select ${cityId}, id, ${level}, code, name, parent_id, ST_SetSRID(ST_GeomFromGeoJSON(boundary), 4326)
      from unnest(${portion.map((_, index) => firstId + start + index)}::int[], ${portion.map(({ code }) => code)}::text[],
                  ${portion.map(({ name }) => name)}::text[], ${portion.map((_, index) => parentIds[start + index] ?? null)}::int[],
                  ${portion.map(({ boundary }) => boundary)}::text[]) as listed (id, code, name, parent_id, boundary)`.execute(
      db,
    )
    start = at + 1
    letters = 0
  }
  return areas.map((_, index) => firstId + index)
}

export interface AdminAreasInput {
  readonly geojson: unknown
  readonly crs: Crs
  readonly level: 'subdistrict' | 'community'
  /** the property that holds the parent's code or name; without it the parent is the area that covers a point inside */
  readonly parentKey?: string
  /** what the areas are said to come from */
  readonly sourceName?: string
}

/**
 * Adds a level below the districts (subdistricts) or below the subdistricts (communities), all or nothing.
 * Throws `invalid-admin-areas` when an area is not valid, a code is taken, or a stated parent does not exist.
 */
export async function addAdminAreas(
  database: Database,
  cityCode: string,
  input: AdminAreasInput,
): Promise<{ added: number; notes: AreaNote[] }> {
  const errorCode = 'invalid-admin-areas'
  const read = readAreaFeatures(input.geojson, {
    crs: input.crs,
    fallbackName: input.level,
    errorCode,
    ...(input.parentKey === undefined ? {} : { parentKey: input.parentKey }),
  })
  return await database.patient.transaction().execute(async (transaction) => {
    const { city_id: cityId, bbox } = await findCity(transaction, cityCode)
    const taken = await transaction
      .selectFrom('admin_area')
      .where('city_id', '=', cityId)
      .where('level', '=', input.level)
      .select('code')
      .execute()
    const clash = read.areas.find((feature) => taken.some(({ code }) => code === feature.code))
    if (clash) throw new ShapanError(errorCode, `The ${input.level} ${clash.code} ("${clash.name}") is already there`)

    const placed = read.areas.map((area) => ({ ...area, polygons: layOutNear(area.polygons, bbox) }))
    const prepared = await prepareAreas(transaction, placed, errorCode)
    const { areas, notes } = await settleOverlaps(transaction, prepared.areas)
    const parentLevel = input.level === 'subdistrict' ? 'district' : 'subdistrict'
    const parents = await transaction
      .selectFrom('admin_area')
      .where('city_id', '=', cityId)
      .where('level', '=', parentLevel)
      .select(['admin_area_id', 'code', 'name'])
      .execute()
    const parentIds: (number | null)[] = []
    for (const area of areas) {
      if (area.parent === null) {
        parentIds.push(await coveringArea(transaction, cityId, parentLevel, area.boundary))
        continue
      }
      const parent = parents.find(({ code, name }) => code === area.parent || name === area.parent)
      if (!parent)
        throw new ShapanError(errorCode, `"${area.name}" (${area.code}): there is no ${parentLevel} "${area.parent}"`)
      parentIds.push(parent.admin_area_id)
    }
    await insertAreas(transaction, cityId, input.level, areas, parentIds)
    await shareCells(transaction, cityId, input)
    return { added: areas.length, notes: [...read.notes, ...prepared.notes, ...notes] }
  })
}

/** Gives the areas of a level their cells anew, those that were there before too: they share them with the added ones. */
async function shareCells(
  transaction: Kysely<Schema>,
  cityId: number,
  { level, sourceName = level }: Pick<AdminAreasInput, 'level' | 'sourceName'>,
): Promise<void> {
  const areas = await loadAreaPolygons(transaction, cityId, level)
  const { lattice } = await loadCityCells(transaction, cityId)
  const { cells } = await runTask(
    tasks.areaCells,
    { lattice, areas: areas.map(({ polygons }) => polygons) },
    10 * lattice.cellCount,
  )
  const ids = areas.map(({ id }) => id)
  await sql`delete from area_cells where city_id = ${cityId} and admin_area_id = any (${ids}::int[])`.execute(
    transaction,
  )
  await insertAreaCells(transaction, cityId, sourceName, ids, cells)
}

export async function insertAreaCells(
  db: Kysely<Schema>,
  cityId: number,
  sourceName: string,
  ids: readonly number[],
  cells: readonly (readonly number[])[],
): Promise<void> {
  await sql`
    insert into area_cells (city_id, admin_area_id, cells, source_name)
    select ${cityId}, id, cells::int[], ${sourceName}
    from unnest(${[...ids]}::int[], ${cells.map((list) => `{${list.join()}}`)}::text[]) as listed (id, cells)`.execute(
    db,
  )
}

async function coveringArea(
  db: Kysely<Schema>,
  cityId: number,
  level: string,
  boundary: string,
): Promise<number | null> {
  const { rows } = await sql<{ admin_area_id: number }>`
    select admin_area_id from admin_area
    where city_id = ${cityId} and level = ${level}
      and ST_Covers(boundary, ST_PointOnSurface(ST_SetSRID(ST_GeomFromGeoJSON(${boundary}), 4326)))
    order by admin_area_id limit 1`.execute(db)
  return rows[0]?.admin_area_id ?? null
}
