import { z } from 'zod'
import { planId } from './common.ts'

/** A plan tried on the way from balance to compactness, and the figures planners weigh against one another. */
export const frontierPoint = z.object({
  compactness: z.number(),
  /** what the tolerances asked for were multiplied by */
  toleranceFactor: z.number(),
  /** one a figure that was balanced, in the request's order: the largest deviation of a grid from its target, either way */
  deviations: z.array(z.number()),
  /** within the tolerances asked for, whatever this point's own were */
  withinTolerance: z.boolean(),
  cut: z.number(),
  meanPolsbyPopper: z.number(),
  /** with `from`: the share of the first weight that changes its grid */
  movedShare: z.number().nullable(),
  /** another point is as balanced and as compact, and better in one of the two */
  isDominated: z.boolean(),
  /** the draft stored for this point, where it is one of those to choose from */
  planId: planId.nullable(),
})
export type FrontierPoint = z.infer<typeof frontierPoint>

/** The drafts a run with `candidates` stored (two of them may be one plan), and every plan tried, by rising deviation. */
export const partitionCandidates = z.object({
  balanced: planId,
  compact: planId,
  leastChange: planId.nullable(),
  frontier: z.array(frontierPoint),
})
export type PartitionCandidates = z.infer<typeof partitionCandidates>
