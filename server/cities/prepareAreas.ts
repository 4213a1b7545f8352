import type { Kysely } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import type { PolygonRings } from '../coordinates/rings.ts'
import type { Schema } from '../db/schema.ts'
import type { AreaFeature } from './areaFeatures.ts'
import { unionPolygons, validPolygons } from './validPolygons.ts'

export interface PreparedArea extends AreaFeature {
  /** GeoJSON text of a valid MultiPolygon */
  readonly boundary: string
  readonly polygons: readonly PolygonRings[]
}

/**
 * Makes every area a valid MultiPolygon, in PostGIS. One that is not is repaired and noted; one that is left without any area is
 * refused by name.
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
    const polygons = feature.polygons.map((coordinates) => JSON.stringify({ type: 'Polygon', coordinates }))
    for (const { geometry, reason } of await validPolygons(db, polygons)) {
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
    const boundary = parts.length === 1 ? (parts[0] as string) : await unionPolygons(db, parts)
    areas.push({
      ...feature,
      boundary,
      polygons: (JSON.parse(boundary) as { coordinates: PolygonRings[] }).coordinates,
    })
  }
  return { areas, notes }
}
