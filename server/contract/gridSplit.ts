import { z } from 'zod'
import { seenRun } from './commands.ts'
import { cellIndex } from './common.ts'
import { contractKeys, figureKey } from './figures.ts'
import { mostWeights, tolerance } from './partitionRequest.ts'

/** How far apart in customers the parts of a split grid may be, unless told otherwise. */
export const splitTolerance = 0.05
/** How to split a grid: around cells, each of which gets those nearest to it, or into balanced parts by the solver. */
export const splitRequest = z.union([
  z.object({
    seeds: z.array(cellIndex).min(2).max(100).describe('the part of the first one stays with the grid'),
  }),
  z.object({
    into: z.int().min(2).max(100),
    weights: z.array(figureKey).min(1).max(mostWeights).default([contractKeys[0]!]),
    tolerance: tolerance.default(splitTolerance),
    seed: z.int().min(0).max(4294967295).default(1),
  }),
])
export type SplitRequest = z.output<typeof splitRequest>
export const splitProposal = z.object({
  gridId: z.uuid(),
  /** null for a split by seeds, which balances nothing */
  withinTolerance: z.boolean().nullable(),
  parts: z.array(z.object({ cells: z.array(seenRun) })),
})
export type SplitProposal = z.infer<typeof splitProposal>
