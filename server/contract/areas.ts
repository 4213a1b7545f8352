import { z } from 'zod'
import { areaLevel } from './areaLevels.ts'
import { multiPolygon } from './geojson.ts'

/** An administrative area with its cells counted; `id` is its code. */
const areaFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: multiPolygon,
  properties: z.object({
    level: areaLevel,
    code: z.string(),
    name: z.string(),
    /** the area of the level above that it lies in, where it has one */
    parentCode: z.string().nullable(),
    /** cells that are its own: of a district those whose centre it holds, of others those it covers most of; null for areas that an earlier version took in */
    cellCount: z.int().nonnegative().nullable(),
    /** the file it came from; null for districts that the city was made of */
    sourceName: z.string().nullable(),
    importedAt: z.iso.datetime({ offset: true }),
  }),
})
export const areaCollection = z.object({ type: z.literal('FeatureCollection'), features: z.array(areaFeature) })
export type AreaCollection = z.infer<typeof areaCollection>
