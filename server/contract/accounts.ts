import { z } from 'zod'
import { cellIndex } from './common.ts'
import { type FigureKey, figureKey } from './figures.ts'
import { imported, pointShape } from './outlets.ts'
import { cellRun } from './places.ts'

export const listing = z.enum(['key', 'listed'])
/** 重点客户 (集团客户) or 名单制客户. */
export type Listing = z.infer<typeof listing>

export const grade = z.enum(['A', 'B', 'C'])
export type Grade = z.infer<typeof grade>

/** What is kept of a site of an account beside its place and its own name. */
export interface SiteDetails {
  readonly account: string
  readonly accountName: string
  readonly listing: Listing
  readonly grade: Grade | null
  /** which of the account's sites it is */
  readonly site: string
  /** sums of what is ours there by figure, as the city keeps them: those that the file tells */
  readonly figures: Readonly<Record<FigureKey, number>>
}

const siteFeature = z.object({
  type: z.literal('Feature'),
  /** the account's code and the site's */
  id: z.string(),
  geometry: pointShape,
  properties: z.object({
    account: z.string(),
    name: z.string(),
    grade: grade.nullable(),
    listing,
    site: z.string(),
    siteName: z.string(),
    figures: z.record(figureKey, z.number()),
    cell: cellIndex.nullable(),
    ...imported,
  }),
})

/** A feature a site whose place is known; `unlocated` is how many others there are. */
export const accountCollection = z.object({
  type: z.literal('FeatureCollection'),
  unlocated: z.int().nonnegative(),
  features: z.array(siteFeature),
})
export type AccountCollection = z.infer<typeof accountCollection>

/** A grid of its own that a key account has in a plan as it was made: these cells and no other. */
export const keptOwnGrid = z.object({
  account: z.string(),
  name: z.string(),
  grid: z.int().positive(),
  cells: z.array(cellRun).min(1),
})
export type KeptOwnGrid = z.infer<typeof keptOwnGrid>

/** What of a listed account left the weights of a plan: rows of the snapshot by their ids, or what its file says of its sites. */
export const leftAccount = z.object({
  account: z.string(),
  name: z.string(),
  basis: z.enum(['ids', 'sites']),
  /** of the snapshot's rows, ascending; none where the basis is its sites */
  ids: z.array(z.string()),
  /** by figure, as the city keeps it */
  figures: z.record(figureKey, z.number()),
})
export type LeftAccount = z.infer<typeof leftAccount>
