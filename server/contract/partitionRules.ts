import { z } from 'zod'
import { listRules } from './listRules.ts'
import { barrierKind, barrierKinds, unitKind, unitKinds } from './placeKinds.ts'
import { type RuleName, ruleNames } from './ruleNames.ts'
import { apartRule, classBRule, pinsRule } from './things.ts'

export const districtRule = z.enum(['ignore', 'avoid', 'never'])
export const subdistrictRule = z.enum(['ignore', 'avoid', 'whole', 'never'])
export const linkRule = z.enum(['automatic', 'small-islands', 'confirmed'])

/** What a grid may hold and where its border may run, each chosen for a run by itself. */
export const partitionRules = {
  districts: districtRule
    .optional()
    .describe(
      '`never`: no grid crosses from one district to another; `avoid`: borders follow theirs where that costs little',
    ),
  subdistricts: subdistrictRule
    .optional()
    .describe(
      'of the subdistricts that the city has: `whole`: each lies in one grid, where it is no heavier than one; `avoid`: borders follow theirs where that costs little; `never`: no grid crosses from one to another',
    ),
  mainGrids: z
    .union([z.literal('district'), z.strictObject({ count: z.int().min(1).max(65_534) })])
    .optional()
    .describe(
      'main grids over those that are made: one of each `district`, whose borders no grid then crosses, or so many as `count`, balanced too; each with as many of the grids as its weight asks for',
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
  pins: pinsRule.optional(),
  apart: apartRule.optional(),
  classB: classBRule.optional(),
  ...listRules,
} satisfies Record<RuleName, z.ZodType>
type Switched = { [Name in RuleName]: z.ZodNullable<(typeof partitionRules)[Name]> }

/** The same as a run may be asked for them: null switches off what the city has of one. */
export const switchedRules = Object.fromEntries(
  ruleNames.map((name) => [name, partitionRules[name].nullable().describe(partitionRules[name].description ?? '')]),
) as Switched
