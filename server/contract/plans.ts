import { z } from 'zod'
import { cityCode, figures, label, planId } from './common.ts'

/** The number a grid has in a plan's assignment array; 0 means unassigned and is never a grid. */
export const gridNumber = z.int().min(1).max(65535)
export const cellIndex = z.int().min(0).max(4_000_000)

export const weightKey = z.enum(['customers', 'revenue'])
export type WeightKey = z.infer<typeof weightKey>

export const planStatus = z.enum(['draft', 'pending', 'published', 'archived'])

export const partitionRequest = z.object({
  grids: gridNumber.describe('how many grids to make'),
  tolerance: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('allowed deviation from the average, both ways; 0.05 is ±5 %'),
  weights: z
    .array(weightKey)
    .min(1)
    .max(2)
    .refine((keys) => new Set(keys).size === keys.length, 'each weight once')
    .default(['customers', 'revenue'])
    .describe('what to balance, the most important first'),
  seed: z.int().min(0).max(4294967295).default(1),
  name: label.optional(),
})
export type PartitionRequest = z.infer<typeof partitionRequest>

export const gridSummary = z.object({
  number: gridNumber,
  gridId: z.uuid(),
  code: z.string(),
  name: z.string(),
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  locked: z.boolean(),
})
export type GridSummary = z.infer<typeof gridSummary>

/** A grid with its derived figures. Deviations are fractions of the plan's average: 0.05 is 5 % above. */
export const gridFigures = gridSummary.extend({
  cellCount: z.int(),
  ...figures.shape,
  /** currency units per customer; null where there is no customer */
  arpu: z.number().nullable(),
  customersDeviation: z.number().nullable(),
  revenueDeviation: z.number().nullable(),
  areaKm2: z.number(),
  /** Polsby–Popper, 0..1 */
  compactness: z.number(),
})
export type GridFigures = z.infer<typeof gridFigures>

export const planSummary = z.object({
  planId,
  city: cityCode,
  planNumber: z.int().positive(),
  name: z.string(),
  status: planStatus,
  revision: z.int().nonnegative(),
  gridCount: z.int(),
  snapshotId: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type PlanSummary = z.infer<typeof planSummary>
export const planList = z.object({ plans: z.array(planSummary) })

/** A sentence a planner must read, in English; `code` and `details` (fractions, counts, degrees) are to say it in other languages. */
export const planWarning = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type PlanWarning = z.infer<typeof planWarning>

export const planDetail = planSummary.extend({
  parameters: partitionRequest.nullable(),
  /** such as islands that were joined by a link or a tolerance that could not be met */
  warnings: z.array(planWarning),
  /** cells that touch although they are no neighbours: bridges and ferries that join islands */
  links: z.array(z.object({ a: cellIndex, b: cellIndex })),
  totals: figures,
  unassigned: figures.extend({ cellCount: z.int() }),
  grids: z.array(gridFigures),
})
export type PlanDetail = z.infer<typeof planDetail>

/** Cells [start, start + length) moved from one grid to another. */
export const patchRun = z.object({
  start: cellIndex,
  length: z.int().positive(),
  from: z.int().min(0).max(65535),
  to: z.int().min(0).max(65535),
})
export const patch = z.object({ runs: z.array(patchRun).max(1_000_000) })

/** Revisions are a database's 4-byte integers. */
export const maxRevision = 2_147_483_647

/** What a planner does. One brush stroke is one `paint`; undo is `revert` of a revision, redo the revert of that revert. */
export const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paint'), grid: gridNumber, cells: z.array(cellIndex).min(1).max(500_000) }),
  z.object({ kind: z.literal('revert'), revision: z.int().min(1).max(maxRevision) }),
])

export const commandRequest = z.object({
  /** made by the client; sending the same one twice applies it once */
  commandId: z.uuid(),
  /** the revision the client saw; an older one is refused with 409 */
  baseRevision: z.int().min(0).max(maxRevision),
  command,
})
export type CommandRequest = z.infer<typeof commandRequest>
export const commandResult = z.object({ revision: z.int(), patch })
export type CommandResult = z.infer<typeof commandResult>

export const commandEntry = z.object({
  revision: z.int(),
  commandId: z.uuid(),
  command,
  patch,
  author: z.string(),
  createdAt: z.iso.datetime(),
})
export const commandLog = z.object({ commands: z.array(commandEntry) })
export type CommandLog = z.infer<typeof commandLog>
