import { type Kysely, sql } from 'kysely'
import type { Crs } from '../contract/common.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'
import { type AreaFeature, type PolygonRings, readAreaFeatures } from './areaFeatures.ts'
import { settleOverlaps } from './areaOverlaps.ts'
import { findCity } from './store.ts'

export interface PreparedArea extends AreaFeature {
  /** GeoJSON text of a valid MultiPolygon */
  readonly boundary: string
  readonly polygons: readonly PolygonRings[]
}

/**
 * Makes every area a valid MultiPolygon, in PostGIS. One that is not is repaired and noted: its area is what the outer ring
 * encloses and no hole does, ring by ring, since ST_MakeValid of the whole takes a hole outside the shell for a part. One that is
 * left without any area is refused by name. Validity is checked before anything is overlaid, because the embedded database drops
 * a statement in which GEOS throws.
 */
export async function prepareAreas(
  db: Kysely<Schema>,
  features: readonly AreaFeature[],
  errorCode: 'invalid-boundary' | 'invalid-admin-areas',
): Promise<{ areas: PreparedArea[]; notes: string[] }> {
  const areas: PreparedArea[] = []
  const notes: string[] = []
  for (const feature of features) {
    const parts: string[] = []
    for (const coordinates of feature.polygons) {
      const { geometry, reason } = await validPolygon(db, JSON.stringify({ type: 'Polygon', coordinates }))
      if (geometry === null) {
        throw new ShapanError(
          errorCode,
          `"${feature.name}" (${feature.code}): ${reason}, and nothing is left after repair`,
        )
      }
      if (reason !== null) notes.push(`"${feature.name}" (${feature.code}) was repaired: ${reason}`)
      parts.push(geometry)
    }
    const boundary = parts.length === 1 ? (parts[0] as string) : await union(db, parts)
    areas.push({
      ...feature,
      boundary,
      polygons: (JSON.parse(boundary) as { coordinates: PolygonRings[] }).coordinates,
    })
  }
  return { areas, notes }
}

async function validPolygon(
  db: Kysely<Schema>,
  geojson: string,
): Promise<{ geometry: string | null; reason: string | null }> {
  const { rows } = await sql<{ geometry: string | null; reason: string | null }>`
    with input as (select ST_SetSRID(ST_GeomFromGeoJSON(${geojson}), 4326) as shape),
    checked as (select shape, ST_IsValid(shape) as is_valid from input),
    rings as (select (part).path[1] as place, ST_MakeValid((part).geom, 'method=structure keepcollapsed=false') as area
              from checked, ST_DumpRings(shape) as part where not is_valid),
    repaired as (select is_valid, shape,
                        case when is_valid then shape else ST_CollectionExtract(ST_Difference(
                          (select area from rings where place = 0),
                          coalesce((select ST_Union(area) from rings where place > 0), 'SRID=4326;POLYGON EMPTY')), 3) end as valid
                 from checked)
    select case when ST_Area(valid) > 0 then ST_AsGeoJSON(ST_Multi(valid), 15) end as geometry,
           case when ST_Area(valid) > 0 then case when not is_valid then ST_IsValidReason(shape) end
                else 'it has no area' end as reason
    from repaired`.execute(db)
  return rows[0] as { geometry: string | null; reason: string | null }
}

async function union(db: Kysely<Schema>, parts: readonly string[]): Promise<string> {
  const { rows } = await sql<{ geometry: string }>`
    select ST_AsGeoJSON(ST_Multi(ST_Union(ST_GeomFromGeoJSON(part))), 15) as geometry
    from unnest(${parts}::text[]) as part`.execute(db)
  return (rows[0] as { geometry: string }).geometry
}

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
): Promise<{ added: number; notes: string[] }> {
  const errorCode = 'invalid-admin-areas'
  const read = readAreaFeatures(input.geojson, {
    crs: input.crs,
    fallbackName: input.level,
    errorCode,
    ...(input.parentKey === undefined ? {} : { parentKey: input.parentKey }),
  })
  return await database.patient.transaction().execute(async (transaction) => {
    const { city_id: cityId } = await findCity(transaction, cityCode)
    const taken = await transaction
      .selectFrom('admin_area')
      .where('city_id', '=', cityId)
      .where('level', '=', input.level)
      .select('code')
      .execute()
    const clash = read.areas.find((feature) => taken.some(({ code }) => code === feature.code))
    if (clash) throw new ShapanError(errorCode, `The ${input.level} ${clash.code} ("${clash.name}") is already there`)

    const prepared = await prepareAreas(transaction, read.areas, errorCode)
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
