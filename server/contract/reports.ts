import { z } from 'zod'
import { city, snapshot } from './cities.ts'
import { divisionName } from './divisions.ts'
import { figureDefinition, figureKey } from './figures.ts'
import { gridFigures, gridNumber } from './grids.ts'
import { planDetail } from './plans.ts'

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
  /** whose customers every figure is of; the totals of `snapshot` and `city` are of all divisions */
  division: divisionName,
  isNewestData: z.boolean(),
  generatedAt: z.iso.datetime(),
  /** of the first weight */
  tolerance: fraction,
  /** of every weight, as its grids are judged; a size band counts as the tolerance that reaches to its farther end */
  tolerances: z.record(figureKey, fraction),
  weights: z.array(figureKey),
  isBalanced: z.boolean(),
  /** grids within the tolerance in every weight */
  within: z.int(),
  figures: z.array(
    z.object({
      key: figureKey,
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
  /** what the keys here stand for: the figures that the data carries, and ratios of them */
  definitions: z.array(figureDefinition).readonly(),
  /** transfers that would help; `amount` is a sum of the figure */
  advice: z.array(z.object({ from: gridNumber, to: gridNumber, key: figureKey, amount: z.number() })),
  reconciliation: z.array(
    z.object({
      key: figureKey,
      grids: z.int(),
      unassigned: z.int(),
      outside: z.int(),
      sum: z.int(),
      file: z.int(),
      agrees: z.boolean(),
    }),
  ),
})
