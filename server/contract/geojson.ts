import { z } from 'zod'
import { areaLevel } from './areaLevels.ts'
import { snapshotName } from './cities.ts'
import { planId } from './common.ts'
import { divisionName } from './divisions.ts'
import { figures } from './figures.ts'
import { gridFigures } from './grids.ts'

/** RFC 7946: longitude, latitude in WGS 84 degrees; outer rings counter-clockwise, holes clockwise, closed. */
export const position = z.tuple([z.number(), z.number()])
const rings = z.array(z.array(position))
export const multiPolygon = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) })
export const polygon = z.object({ type: z.literal('Polygon'), coordinates: rings })

/** A grid's territory; `id` is the grid's number in the plan. */
export const gridFeature = z.object({
  type: z.literal('Feature'),
  id: z.int(),
  geometry: multiPolygon,
  properties: gridFigures,
})
/** With members of its own, which RFC 7946 allows: the plan, and the data and the division its figures are of. */
export const gridCollection = z.object({
  type: z.literal('FeatureCollection'),
  planId,
  revision: z.int().nonnegative(),
  snapshot: snapshotName,
  division: divisionName,
  features: z.array(gridFeature),
})
export type GridCollection = z.infer<typeof gridCollection>

/** An administrative area; `id` is its code. */
export const districtFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: multiPolygon,
  properties: z.object({
    code: z.string(),
    name: z.string(),
    level: areaLevel,
    /** the area it lies in, where it has one */
    parentCode: z.string().nullable(),
  }),
})
export const districtCollection = z.object({ type: z.literal('FeatureCollection'), features: z.array(districtFeature) })
export type DistrictCollection = z.infer<typeof districtCollection>

/** A cell; `id` is its H3 index in hexadecimal. One across the antimeridian is in two parts. */
export const cellFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.union([polygon, multiPolygon]),
  properties: z.object({ cellIndex: z.int(), districtCode: z.string().nullable(), figures }),
})
export const cellCollection = z.object({ type: z.literal('FeatureCollection'), features: z.array(cellFeature) })
