/**
 * What a rule of a partition names: a unit of the city by its kind and code, or cells by their indices. A unit stands for the cells that
 * it covers most of among the units of its own kind.
 */
import { z } from 'zod'
import { cellIndex } from './common.ts'
import { gridNumber } from './grids.ts'
import { unitKind } from './placeKinds.ts'
import { plainText } from './plainText.ts'

/** More are no rule of a planner's any more. */
const most = { pins: 1000, pairs: 1000, areas: 200, runs: 1000 }

const placeCode = z.string().min(1).max(200).pipe(plainText)
const unitPlace = z.strictObject({ kind: unitKind, code: placeCode })
/** Consecutive cells: the first one and how many. */
const cellRuns = z
  .array(z.tuple([cellIndex, z.int().min(1).max(4_000_001)]))
  .min(1)
  .max(most.runs)

const unitThing = z.strictObject({ place: unitPlace })
const cellsThing = z.strictObject({ cells: cellRuns })
const thing = z.union([unitThing, cellsThing])
export type Thing = z.infer<typeof thing>
export type UnitPlace = z.infer<typeof unitPlace>

/** A grid's id, of the plan to stay near; or a number: of a grid of that plan, and afresh only what says which things share a grid. */
const pinnedTo = z.union([gridNumber, z.uuid()])
const pin = z.union([unitThing.extend({ grid: pinnedTo }), cellsThing.extend({ grid: pinnedTo })])
export type Pin = z.infer<typeof pin>

export const areaOfClass = z.strictObject({
  kind: z.enum(['district', ...unitKind.options]),
  code: placeCode,
})
export type AreaOfClass = z.infer<typeof areaOfClass>

export const pinsRule = z
  .array(pin)
  .min(1)
  .max(most.pins)
  .describe(
    'units or cells that lie in one grid: with `from` a grid of it, by `gridId` or number; afresh the numbers from 1 only tell what shares a grid',
  )
export const apartRule = z
  .array(z.tuple([thing, thing]))
  .min(1)
  .max(most.pairs)
  .describe('pairs of units or cells that never share a grid')
export const classBRule = z
  .strictObject({
    share: z.number().min(0.05).max(1).default(0.6).describe('what a class B grid aims at, of what another one does'),
    tolerance: z.number().gt(0).max(1).default(0.1).describe('allowed deviation of a class B grid from that'),
    areas: z
      .array(areaOfClass)
      .min(1)
      .max(most.areas)
      .optional()
      .describe('districts and units that are class B; the class B grids of `from` unless given'),
  })
  .describe('areas whose grids aim at a share of what the others aim at')
export type ClassB = z.infer<typeof classBRule>

const keptCells = z.array(z.tuple([cellIndex, z.int().positive()])).min(1)
const keptThing = z.object({ name: z.string(), cells: keptCells })
/** A pin as a plan was made with it: `grid` is the number it has there. */
export const keptPin = keptThing.extend({ grid: gridNumber })
export type KeptPin = z.infer<typeof keptPin>
/** Two things that a plan was made with apart. */
export const keptPair = z.tuple([keptThing, keptThing])
export type KeptPair = z.infer<typeof keptPair>
/** The cells that were class B when a plan was made, and what their grids aim at. */
export const keptClassB = z.object({ share: z.number(), tolerance: z.number(), cells: keptCells })
export type KeptClassB = z.infer<typeof keptClassB>
