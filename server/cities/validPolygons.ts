import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'

export interface ValidPolygon {
  /** GeoJSON text of a valid MultiPolygon; null where nothing of the polygon is left */
  readonly geometry: string | null
  /** what was wrong with it, in PostGIS's own words; null where nothing was */
  readonly reason: string | null
}

/**
 * Polygons, as GeoJSON text, as valid MultiPolygons in their order. The area of one that is not valid is what its outer ring encloses and no hole
 * does, ring by ring, since ST_MakeValid of the whole takes a hole outside the shell for a part. Validity is checked before anything is overlaid,
 * because the embedded database drops a statement in which GEOS throws.
 */
export async function validPolygons(db: Kysely<Schema>, polygons: readonly string[]): Promise<ValidPolygon[]> {
  const { rows } = await sql<ValidPolygon>`
    with input as (
      select place, ST_SetSRID(ST_GeomFromGeoJSON(polygon), 4326) as shape
      from unnest(${polygons}::text[]) with ordinality as listed (polygon, place)),
    checked as (select place, shape, ST_IsValid(shape) as is_valid from input),
    rings as (select place, (part).path[1] as ring, ST_MakeValid((part).geom, 'method=structure keepcollapsed=false') as area
              from checked, ST_DumpRings(shape) as part where not is_valid),
    repaired as (select place, is_valid, shape,
                        case when is_valid then shape else ST_CollectionExtract(ST_Difference(
                          (select area from rings where rings.place = checked.place and ring = 0),
                          coalesce((select ST_Union(area) from rings where rings.place = checked.place and ring > 0),
                                   'SRID=4326;POLYGON EMPTY')), 3) end as valid
                 from checked)
    select case when ST_Area(valid) > 0 then ST_AsGeoJSON(ST_Multi(valid), 15) end as geometry,
           case when ST_Area(valid) > 0 then case when not is_valid then ST_IsValidReason(shape) end
                else 'it has no area' end as reason
    from repaired order by place`.execute(db)
  return rows
}

/** Polygons whose validity is asked in one statement, and their text. */
const portionOf = { polygons: 1000, letters: 4_000_000 }

/** The same for any number of polygons, in portions. */
export async function validPolygonsInPortions(
  db: Kysely<Schema>,
  polygons: readonly string[],
): Promise<ValidPolygon[]> {
  const valid: ValidPolygon[] = []
  for (let start = 0, letters = 0, at = 0; at < polygons.length; at++) {
    letters += polygons[at]!.length
    if (at + 1 - start < portionOf.polygons && letters < portionOf.letters && at + 1 < polygons.length) continue
    valid.push(...(await validPolygons(db, polygons.slice(start, at + 1))))
    start = at + 1
    letters = 0
  }
  return valid
}

/** Several valid polygons as one MultiPolygon, as GeoJSON text. */
export async function unionPolygons(db: Kysely<Schema>, parts: readonly string[]): Promise<string> {
  const { rows } = await sql<{ geometry: string }>`
    select ST_AsGeoJSON(ST_Multi(ST_Union(ST_GeomFromGeoJSON(part))), 15) as geometry
    from unnest(${parts}::text[]) as part`.execute(db)
  return (rows[0] as { geometry: string }).geometry
}
