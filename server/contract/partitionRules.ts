import { z } from 'zod'
import { listRules } from './listRules.ts'
import { barrierKind, barrierKinds, unitKind, unitKinds } from './placeKinds.ts'

export const districtRule = z.enum(['ignore', 'avoid', 'never'])
export const linkRule = z.enum(['automatic', 'small-islands', 'confirmed'])

/** What a grid may hold and where its border may run, each chosen for a run by itself. */
export const partitionRules = {
  districts: districtRule
    .optional()
    .describe(
      '`never`: no grid crosses from one district to another; `avoid`: borders follow theirs where that costs little',
    ),
  links: linkRule
    .optional()
    .describe(
      "which islands may share a grid: `automatic`, unless given, by the city's links, small islands with the nearest shore, and larger pieces where no whole number of grids fits them; `small-islands` by the city's links and small islands; `confirmed` by the city's links alone",
    ),
  keepWhole: z
    .array(unitKind)
    .min(1)
    .max(unitKinds.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'each kind once')
    .transform((kinds) => unitKinds.filter((kind) => kinds.includes(kind)))
    .optional()
    .describe("kinds of the city's units of which none is cut apart by a grid's border, where that can be"),
  barriers: z
    .array(barrierKind)
    .min(1)
    .max(barrierKinds.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'each kind once')
    .transform((kinds) => barrierKinds.filter((kind) => kinds.includes(kind)))
    .optional()
    .describe("kinds of the city's barriers that no grid crosses but at a crossing"),
  ...listRules,
}
