import { z } from 'zod'

/** What grids are balanced by. */
export const weightKey = z.enum(['customers', 'revenue'])
export type WeightKey = z.infer<typeof weightKey>
