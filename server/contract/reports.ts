import { z } from 'zod'
import { city, snapshot } from './cities.ts'
import { gridFigures, gridNumber } from './grids.ts'
import { planDetail } from './plans.ts'
import { weightKey } from './weightKey.ts'

const fraction = z.number()

const reportGrid = gridFigures.extend({
  /** the deviation furthest from zero among the plan's weights */
  worstDeviation: fraction,
  isWithin: z.boolean(),
})

/** A plan judged against its tolerance: the grids worst first, and every figure reconciled with the imported file. */
export const balanceReport = z.object({
  city,
  plan: planDetail.omit({ grids: true }),
  /** by which it is judged: the plan's own, which `plan.snapshotId` names, unless another was asked for; `city.snapshot` is the newest */
  snapshot,
  isNewestData: z.boolean(),
  generatedAt: z.iso.datetime(),
  /** of the first weight */
  tolerance: fraction,
  /** of every weight, as its grids are judged; a size band counts as the tolerance that reaches to its farther end */
  tolerances: z.record(weightKey, fraction),
  weights: z.array(weightKey),
  isBalanced: z.boolean(),
  /** grids within the tolerance in every weight */
  within: z.int(),
  figures: z.array(
    z.object({
      key: weightKey,
      within: z.int(),
      above: fraction,
      below: fraction,
      average: z.number().nullable(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      cv: z.number().nullable(),
      maxMinRatio: z.number().nullable(),
      gini: z.number().nullable(),
      lorenz: z.array(z.tuple([fraction, fraction])),
    }),
  ),
  grids: z.array(reportGrid),
  /** transfers that would help; `amount` in customers or hundredths of money */
  advice: z.array(z.object({ from: gridNumber, to: gridNumber, key: weightKey, amount: z.number() })),
  reconciliation: z.array(
    z.object({
      key: weightKey,
      grids: z.int(),
      unassigned: z.int(),
      outside: z.int(),
      sum: z.int(),
      file: z.int(),
      agrees: z.boolean(),
    }),
  ),
})
