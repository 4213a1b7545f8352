import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Crs } from '../contract/common.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import { layOutNear } from '../coordinates/longitudes.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { readAreaFeatures } from './areaFeatures.ts'
import { settleOverlaps } from './areaOverlaps.ts'
import { type PreparedArea, prepareAreas } from './prepareAreas.ts'
import { findCity } from './store.ts'

/** Inserts areas of one level; ids continue after the city's last. Returns the ids, parallel to `areas`. */
export async function insertAreas(
  db: Kysely<Schema>,
  cityId: number,
  level: 'district' | 'subdistrict' | 'community',
  areas: readonly PreparedArea[],
  parentIds: readonly (number | null)[],
): Promise<number[]> {
  const { last } = await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .select((expression) => expression.fn.max<number | null>('admin_area_id').as('last'))
    .executeTakeFirstOrThrow()
  const firstId = (last ?? 0) + 1
  for (const [index, area] of areas.entries()) {
    await sql`
      insert into admin_area (city_id, admin_area_id, level, code, name, parent_id, boundary)
      values (${cityId}, ${firstId + index}, ${level}, ${area.code}, ${area.name}, ${parentIds[index] ?? null},
              ST_SetSRID(ST_GeomFromGeoJSON(${area.boundary}), 4326))`.execute(db)
  }
  return areas.map((_, index) => firstId + index)
}

export interface AdminAreasInput {
  readonly geojson: unknown
  readonly crs: Crs
  readonly level: 'subdistrict' | 'community'
  /** the property that holds the parent's code or name; without it the parent is the area that covers a point inside */
  readonly parentKey?: string
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
    return { added: areas.length, notes: [...read.notes, ...prepared.notes, ...notes] }
  })
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
