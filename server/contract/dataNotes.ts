/**
 * What whoever loads data must know of it: warnings of an import, notes of a new city's areas, and of places that were read. Data alone, by
 * `code`; dataSentences.ts says each in every language. Shares are fractions.
 */
import { z } from 'zod'
import { crs } from './common.ts'
import type { ListKind } from './placeKinds.ts'
import { rejectCodes } from './rejectCodes.ts'

const count = z.int().nonnegative()
const share = z.number()

/** A reading as GCJ-02 or BD-09 of places where maps are not shifted; `read` is what was read so. */
export const needlessShift = z.object({
  code: z.literal('crs-needless'),
  read: z.enum(['customers', 'boundary', 'points', 'link', 'places', 'units']),
  place: z.enum(['macao', 'hong-kong', 'taiwan']),
  crs,
  metres: z.number(),
})
export type NeedlessShift = z.infer<typeof needlessShift>

/** The commonest reasons first, at most three, each with its first row. */
const manyRejected = z.object({
  code: z.literal('many-rejected'),
  name: z.string(),
  rows: count,
  rejected: count,
  reasons: z.array(
    z.object({
      code: z.enum(rejectCodes),
      rows: count,
      line: count,
      /** the column's name in the file; absent where the row as a whole is broken */
      column: z.string().optional(),
      reason: z.string(),
    }),
  ),
})
export type ManyRejected = z.infer<typeof manyRejected>
export type RejectReason = ManyRejected['reasons'][number]

/** Another reading than the stated one fits the data better: see server/data/crsCheck.ts. */
const crsSuspect = z.object({
  code: z.literal('crs-suspect'),
  stated: crs,
  /** best first; two where the data cannot tell them apart */
  suggested: z.array(crs).min(1),
  basis: z.enum(['district', 'boundary']),
  /** distinct points compared */
  points: count,
  /** points that fit each reading */
  fits: z.record(crs, count),
  /** points that fit the first suggestion only, and points that fit the stated CRS only */
  better: count,
  worse: count,
  /** of such a split if both readings were equally good */
  chance: share,
  /** how far the wrong reading moves a customer */
  metres: z.number(),
})
export type CrsSuspect = z.infer<typeof crsSuspect>

export const importWarning = z.discriminatedUnion('code', [
  manyRejected,
  crsSuspect,
  needlessShift,
  /** ids that a spreadsheet cut short, and one of them */
  z.object({ code: z.literal('cut-ids'), ids: count, rows: count, example: z.string() }),
  z.object({ code: z.literal('many-outside'), city: z.string(), rowsOutside: count, rowsLoaded: count }),
])
export type ImportWarning = z.infer<typeof importWarning>

/** An area as people know it. */
interface NamedArea {
  readonly name: string
  readonly code: string
}

/** What the maker of a city, or of areas in one, must know of them. */
export type AreaNote =
  | NeedlessShift
  /** `feature` is its place in the file, from 1 */
  | { readonly code: 'dashed-line'; readonly feature: number }
  /** `name` is the area's code, which stands in for its name */
  | { readonly code: 'code-for-name'; readonly feature: number; readonly field: string; readonly name: string }
  /** `fault` in PostGIS's own words */
  | { readonly code: 'area-repaired'; readonly area: NamedArea; readonly fault: string }
  /** the outline of `areas` others, some of them by name; `alone` of it lies in none of them */
  | {
      readonly code: 'outline-left-out'
      readonly area: NamedArea
      readonly areas: number
      readonly names: readonly string[]
      readonly alone?: number
    }
  /** shares of each that both cover; the cells there go to the smaller one */
  | {
      readonly code: 'areas-overlap'
      readonly smaller: NamedArea
      readonly larger: NamedArea
      readonly share: number
      readonly shareOfLarger: number
    }
  | { readonly code: 'more-overlaps'; readonly pairs: number }
  /** `more` are not named */
  | {
      readonly code: 'areas-without-cell'
      readonly areas: readonly NamedArea[]
      readonly more: number
      readonly resolution: number
    }

/** What whoever imports units must know of them; some of many by name. */
export type PlaceNote =
  | ManyRejected
  | NeedlessShift
  | { readonly code: 'units-repaired'; readonly units: number; readonly names: readonly string[] }
  /** in no cell of the city */
  | { readonly code: 'units-outside'; readonly units: number; readonly names: readonly string[] }
  /** others hold more of each cell they touch */
  | { readonly code: 'units-without-cell'; readonly units: number; readonly names: readonly string[] }
  /** outlets or sites of accounts in no cell of the city; of accounts `names` are theirs */
  | {
      readonly code: 'sites-outside'
      readonly kind: ListKind
      readonly sites: number
      readonly names: readonly string[]
    }
  /** whose place the file does not tell */
  | {
      readonly code: 'sites-unlocated'
      readonly kind: ListKind
      readonly sites: number
      readonly names: readonly string[]
    }
  /** barriers that part no neighbours, or crossings that join none */
  | { readonly code: 'places-without-pair'; readonly places: number; readonly names: readonly string[] }
  /** of which two cover the same share: the first of them, and who holds it */
  | { readonly code: 'cells-tied'; readonly cells: number; readonly holder: string; readonly other: string }
  /** `share` of the smaller one of each pair */
  | {
      readonly code: 'units-overlap'
      readonly pairs: number
      readonly shown: readonly { readonly names: readonly [string, string]; readonly share: number }[]
    }

export type DataNote = ImportWarning | AreaNote | PlaceNote
