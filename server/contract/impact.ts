import { z } from 'zod'
import { snapshotName } from './cities.ts'
import { planId } from './common.ts'
import { divisionKey } from './divisions.ts'
import { figures } from './figures.ts'
import { gridNumber } from './grids.ts'
import { civilDate, versionId } from './versions.ts'

const gridName = z.object({ gridId: z.uuid(), code: z.string(), name: z.string() })
export type ComparedGrid = z.infer<typeof gridName>

/** What changes hands from one grid to another; null stands for no grid. */
const pair = z.object({ from: gridName.nullable(), to: gridName.nullable(), cells: z.int(), figures })
export type ComparedPair = z.infer<typeof pair>

/** What differs between two divisions of a city, judged by one snapshot. Grids are known by their ids, never by numbers. */
export const comparison = z.object({
  division: divisionKey,
  snapshot: snapshotName,
  totals: z.object({
    cells: z.int(),
    figures,
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

/** `plan:taipei-3`, `plan:taipei-3@41` at a revision, `version:7`, or `on:2026-07-01` for what is in force on a date. */
export const compared = z
  .string()
  .max(80)
  .regex(
    /^(?:plan:[a-z][a-z0-9-]{0,39}-[1-9][0-9]{0,8}(?:@\d{1,10})?|version:[1-9]\d{0,8}|on:\d{4}-\d{2}-\d{2})$/,
    'plan:<id>, plan:<id>@<revision>, version:<number> or on:<date> is expected',
  )

export const compareAnswer = comparison.extend({ left: compared.nullable(), right: compared })
export type CompareAnswer = z.infer<typeof compareAnswer>

export const blockerCode = z.enum([
  'gap',
  'empty-grid',
  'broken-grid',
  'code-reused',
  'unresolved-customers',
  'unresolved-revenue',
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

export const warningCode = z.enum(['tolerance', 'moved', 'unit-split'])
export type WarningCode = z.infer<typeof warningCode>
export const impactWarning = z.object({ code: warningCode, count: z.number(), message: z.string() })
export type ImpactWarning = z.infer<typeof impactWarning>

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
  /** what the plan was drawn from; null where afresh */
  base: versionId.nullable(),
  isBaseSuperseded: z.boolean(),
  blockers: z.array(blocker),
  warnings: z.array(impactWarning),
})
export type Impact = z.infer<typeof impact>
