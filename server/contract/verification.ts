import { z } from 'zod'
import { planId } from './common.ts'

/** What an independent recount of the plan found; `ok` means every invariant holds. */
export const verification = z.object({
  planId,
  revision: z.int(),
  ok: z.boolean(),
  violations: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      grid: z.int().optional(),
      cells: z.array(z.int()).optional(),
    }),
  ),
  stats: z.record(z.string(), z.number()),
})
export type Verification = z.infer<typeof verification>
