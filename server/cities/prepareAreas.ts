import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import type { PolygonRings } from '../coordinates/rings.ts'
import type { Schema } from '../db/schema.ts'
import type { AreaFeature } from './areaFeatures.ts'

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
): Promise<{ areas: PreparedArea[]; notes: AreaNote[] }> {
  const areas: PreparedArea[] = []
  const notes: AreaNote[] = []
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
      if (reason !== null)
        notes.push({ code: 'area-repaired', area: { name: feature.name, code: feature.code }, fault: reason })
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
