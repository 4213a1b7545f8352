import { z } from 'zod'
import { maxRevision } from './common.ts'
import { partitionRules } from './partitionRules.ts'

const rules = z.strictObject(partitionRules)

/** The rules that a city's partitions go by where a request does not say otherwise. */
export const cityRules = z.object({
  rules,
  revision: z.int().nonnegative().describe('goes up with each change; 0 before they are first set'),
  changedAt: z.iso.datetime().nullable(),
})
export type CityRules = z.infer<typeof cityRules>

/** All of them anew: one that is left out is none. */
export const cityRulesInput = z.strictObject({
  rules,
  revision: z
    .int()
    .nonnegative()
    .max(maxRevision)
    .optional()
    .describe('the one that these were made from: refused where they have changed since'),
})
export type CityRulesInput = z.infer<typeof cityRulesInput>
