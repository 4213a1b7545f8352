import { z } from 'zod'
import { snapshotName } from './cities.ts'
import { planId } from './common.ts'
import { divisionKey } from './divisions.ts'
import { figures } from './figures.ts'
import { gridNumber } from './grids.ts'
import { party } from './owners.ts'
import { civilDate, versionId } from './versions.ts'

export const gridName = z.object({ gridId: z.uuid(), code: z.string(), name: z.string() })
export type ComparedGrid = z.infer<typeof gridName>

const held = {
  cells: z.int(),
  figures,
  /** key accounts and listed ones with a site there; one with sites in several pairs counts in each */
  accounts: z.object({ key: z.int(), listed: z.int() }),
  /** units that go over whole, and those that do in part */
  units: z.object({ whole: z.int(), split: z.int() }),
}
/** What changes hands from one grid to another; null stands for no grid. */
const pair = z.object({ from: gridName.nullable(), to: gridName.nullable(), ...held })
export type ComparedPair = z.infer<typeof pair>

/** What differs between two divisions of a city, judged by one snapshot. Grids are known by their ids, never by numbers. */
export const comparison = z.object({
  division: divisionKey,
  snapshot: snapshotName,
  /** each account and unit once */
  totals: z.object({
    ...held,
    /** of the city's customers, 0 to 1; null where it has none */
    share: z.number().nullable(),
  }),
  /** the most customers first, then the most cells */
  pairs: z.array(pair),
  grids: z.object({
    created: z.array(gridName),
    /** with where their customers go, or their cells where they have none; shares sum to 1 */
    ended: z.array(
      gridName.extend({ successors: z.array(z.object({ gridId: z.uuid().nullable(), share: z.number() })) }),
    ),
    /** what is called otherwise: before and after */
    renamed: z.array(z.object({ from: gridName, to: gridName })),
  }),
})
export type Comparison = z.infer<typeof comparison>

/** What changes when a version begins, which may be made again until then: `isFixed` once it has begun. */
export const movement = comparison.omit({ snapshot: true }).extend({
  version: versionId,
  /** in force the day before; null where nothing was */
  predecessor: versionId.nullable(),
  effectiveFrom: civilDate,
  isFixed: z.boolean(),
  /** whose customers it counts; it may have been deleted since */
  snapshotId: z.int(),
  /** the city's change it was made with */
  change: z.int(),
})
export type Movement = z.infer<typeof movement>

/** A plan, at a revision or as it is, a version, or what is in force on a date. */
export type Compared =
  | { readonly kind: 'plan'; readonly planId: string; readonly revision: number | undefined }
  | { readonly kind: 'version'; readonly number: number }
  | { readonly kind: 'on'; readonly date: string }

const wholeNumber = z.coerce.number().int().min(0).max(2_147_483_647)

/** Reads `plan:taipei-3`, `plan:taipei-3@41`, `version:7` and `on:2026-07-01`; undefined where it is none of them. */
export function readCompared(text: string): Compared | undefined {
  const colon = text.indexOf(':')
  const [kind, value] = [text.slice(0, colon), text.slice(colon + 1)]
  if (kind === 'on') return civilDate.safeParse(value).success ? { kind, date: value } : undefined
  if (kind === 'version') {
    const number = wholeNumber.safeParse(value)
    return value !== '' && number.data ? { kind, number: number.data } : undefined
  }
  const [id = '', revision, ...rest] = value.split('@')
  if (kind !== 'plan' || rest.length > 0 || !planId.safeParse(id).success) return undefined
  if (revision === undefined) return { kind, planId: id, revision }
  const at = revision === '' ? undefined : wholeNumber.safeParse(revision).data
  return at === undefined ? undefined : { kind, planId: id, revision: at }
}

export const compared = z
  .string()
  .max(80)
  .refine(
    (text) => readCompared(text) !== undefined,
    'plan:<id>, plan:<id>@<revision>, version:<number> or on:<date> is expected',
  )

export const compareAnswer = comparison.extend({ left: compared.nullable(), right: compared })
export type CompareAnswer = z.infer<typeof compareAnswer>

export const blockerCode = z.enum([
  'gap',
  'empty-grid',
  'broken-grid',
  'code-reused',
  'unresolved',
  'snapshot-superseded',
])
export type BlockerCode = z.infer<typeof blockerCode>
/** Why a plan may not take effect as it is. */
export const blocker = z.object({
  code: blockerCode,
  /** cells without a grid, grids, or the share of the unresolved */
  count: z.number(),
  grids: z.array(z.object({ number: gridNumber, code: z.string(), name: z.string() })),
  /** a few of the cells it is about */
  cells: z.array(z.int()),
  message: z.string(),
})
export type Blocker = z.infer<typeof blocker>

export const warningCode = z.enum(['tolerance', 'moved', 'unit-split', 'people'])
export type WarningCode = z.infer<typeof warningCode>
export const impactWarning = z.object({ code: warningCode, count: z.number(), message: z.string() })
export type ImpactWarning = z.infer<typeof impactWarning>

/** A team or a person who heads or manages grids, and what of his customers a plan takes away from him. */
export const personLoss = z.object({
  ...party.shape,
  /** those of his grids, and those whom an owner row gives him */
  before: z.int(),
  lost: z.int(),
  share: z.number(),
  /** more than a plan may take without being asked about it */
  isMuch: z.boolean(),
})
export type PersonLoss = z.infer<typeof personLoss>

/** Owner rows that name a grid which ends, and the grid that they follow; null where its cells are in none. */
export const followingOwners = z.object({ from: gridName, to: gridName.nullable(), rows: z.int() })
export type FollowingOwners = z.infer<typeof followingOwners>

/** What a plan would change on a date, against what would be in force then, and what stands in its way. */
export const impact = comparison.extend({
  impactId: z.uuid(),
  planId,
  revision: z.int(),
  effectiveFrom: civilDate,
  effectiveAt: z.iso.datetime(),
  /** in force the day before; null where none is */
  predecessor: versionId.nullable(),
  /** live versions that begin later, or on the same date */
  later: z.array(z.object({ id: versionId, from: civilDate })),
  /** what the first version that begins after it would change then, if it were kept; null where none does */
  next: comparison
    .pick({ totals: true, pairs: true, grids: true })
    .extend({
      id: versionId,
      from: civilDate,
      /** of what the plan changes, what that version gives back to the grid it was in before */
      undone: z.object({ cells: z.int(), figures }),
    })
    .nullable(),
  /** what the plan was drawn from; null where afresh */
  base: versionId.nullable(),
  isBaseSuperseded: z.boolean(),
  /** who loses any, the largest share first */
  people: z.array(personLoss),
  owners: z.array(followingOwners),
  blockers: z.array(blocker),
  warnings: z.array(impactWarning),
})
export type Impact = z.infer<typeof impact>
