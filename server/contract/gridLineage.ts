import { z } from 'zod'

export const lineageEvent = z.enum(['created', 'split', 'restored', 'deleted', 'merged', 'withdrawn', 'took', 'gave'])

/** What became of one grid, oldest first. */
export const gridLineage = z.object({
  gridId: z.uuid(),
  /** false where it has ended, as its last entry tells */
  exists: z.boolean(),
  entries: z.array(
    z.object({
      revision: z.int(),
      event: lineageEvent,
      /** the grid it was split off or came back from, was merged into or went back to; or that it took in, or gave off */
      otherId: z.uuid().nullable(),
      otherName: z.string().nullable(),
      author: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
})
export type GridLineage = z.infer<typeof gridLineage>
