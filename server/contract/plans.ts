import { z } from 'zod'
import { snapshotName } from './cities.ts'
import { cellIndex, cityCode, planId } from './common.ts'
import { divisionKey } from './divisions.ts'
import { figures } from './figures.ts'
import { gridFigures, gridNumber } from './grids.ts'
import { linkKind } from './links.ts'
import { mainGridSum } from './mainGrids.ts'
import { partitionRequest } from './partitionRequest.ts'
import { planNote } from './planNotes.ts'

export const planStatus = z.enum(['draft', 'pending', 'published', 'archived'])

export const planSummary = z.object({
  planId,
  city: cityCode,
  planNumber: z.int().positive(),
  name: z.string(),
  status: planStatus,
  division: divisionKey.describe('whose customers it divides, and its figures are of'),
  revision: z.int().nonnegative(),
  gridCount: z.int(),
  snapshotId: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type PlanSummary = z.infer<typeof planSummary>
export const planList = z.object({ plans: z.array(planSummary) })

/** Two cells that touch although they are no neighbours; `kind` where a planner has confirmed it. `a` is below `b`. */
export const planLink = z.object({ a: cellIndex, b: cellIndex, kind: linkKind.optional() })
export type PlanLink = z.infer<typeof planLink>

export const planDetail = planSummary.extend({
  segments: z.string().describe('changes when the division gains or loses segments, and its figures with it'),
  parameters: partitionRequest.nullable(),
  /** the data every figure here is of: the plan's own, which `snapshotId` names, unless another was asked for */
  snapshot: snapshotName,
  /** such as islands that were joined by a link or a tolerance that could not be met */
  warnings: z.array(planNote),
  /** the bridges and ferries it was made with, which join islands */
  links: z.array(planLink),
  totals: figures,
  unassigned: z.object({ cellCount: z.int(), figures }),
  grids: z.array(gridFigures),
  /** the main grids, each the sum of its sub-grids and of cells of its own; left out of a plan without any */
  mainGrids: z.array(mainGridSum).optional(),
  /** grids that there were: commands may still name them, and cells seen in them are their heir's */
  gone: z.array(z.object({ number: gridNumber, gridId: z.uuid(), heir: gridNumber.nullable() })),
  /** the highest number a grid of this plan was ever given */
  lastNumber: z.int().min(0).max(65535),
  /** of the state at this revision, as in the log's entries */
  hash: z.int().min(0).max(0xffff_ffff),
})
export type PlanDetail = z.infer<typeof planDetail>
