import { z } from 'zod'
import { cellIndex } from './common.ts'
import { position } from './geojson.ts'

/** 自有渠道 and 社会渠道. */
export const outletType = z.enum(['own', 'social'])
export type OutletType = z.infer<typeof outletType>

export const outletStatus = z.enum(['open', 'planned', 'closed'])
export type OutletStatus = z.infer<typeof outletStatus>

/** What is kept of an outlet beside its code, name and place. */
export interface OutletDetails {
  readonly type: OutletType
  /** null: the file does not say */
  readonly status: OutletStatus | null
}

/** When and from which file something was imported. */
export const imported = { sourceName: z.string(), importedAt: z.iso.datetime({ offset: true }) }
export const pointShape = z.object({ type: z.literal('Point'), coordinates: position })

const outletFeature = z.object({
  type: z.literal('Feature'),
  /** its code */
  id: z.string(),
  geometry: pointShape,
  properties: z.object({
    code: z.string(),
    name: z.string(),
    type: outletType,
    status: outletStatus.nullable(),
    /** null: outside the city */
    cell: cellIndex.nullable(),
    ...imported,
  }),
})

/** Those whose place is known; `unlocated` is how many others there are. */
export const outletCollection = z.object({
  type: z.literal('FeatureCollection'),
  unlocated: z.int().nonnegative(),
  features: z.array(outletFeature),
})
export type OutletCollection = z.infer<typeof outletCollection>

/** An own outlet that is a centre of a plan as it was made: no other one lies in its grid. */
export const keptCentre = z.object({ code: z.string(), name: z.string(), cell: cellIndex })
export type KeptCentre = z.infer<typeof keptCentre>
