import { z } from 'zod'
import { cityCode } from './common.ts'
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
