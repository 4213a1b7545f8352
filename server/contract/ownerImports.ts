import { z } from 'zod'
import { cityCode, planId } from './common.ts'
import { ownerChange } from './owners.ts'

const count = z.int().nonnegative()

/** What is told of any file of rows: what was read as what, and which rows were refused. */
const importedRows = z.object({
  city: cityCode,
  sourceName: z.string(),
  columnMap: z.record(z.string(), z.string()).describe('by what they mean: the columns that were read'),
  rowsRead: count,
  rowsRejected: count,
  rejects: z
    .array(z.object({ line: z.int(), column: z.string(), value: z.string(), code: z.string(), reason: z.string() }))
    .describe('the first of them'),
  warnings: z.array(z.looseObject({ code: z.string(), text: z.string() })),
})

/** What an import of owners came to: one change, with a period for each row that was not refused. */
export const importedOwners = importedRows.extend({ ownerChange })

/** What an import of today's assignment came to: rowsRead = rows.plan + rows.owners + rows.disputed + rowsRejected. */
export const importedAssignment = importedRows.extend({
  rows: z.object({
    plan: count.describe('that the plan has where they say'),
    owners: count.describe('that differ from the plan: each an owner that is proposed'),
    disputed: count.describe('about whom several grids say the same'),
  }),
  planId: planId.describe('the draft'),
  grids: count,
  cells: z.object({
    named: count.describe('in which somebody who is named has customers'),
    tied: count.describe('of these: in which two grids have as many'),
    apart: count.describe('of these: apart from the rest of the grid that has most, given to what surrounds them'),
    filled: count.describe('in which nobody is named: given to what is nearest'),
  }),
  clusterGrids: count.describe('grids without a cell, which were registered outside of plans'),
  ownerChange: z.int().positive().nullable().describe('that waits for a decision; null where the plan says it all'),
  disputes: count,
})
