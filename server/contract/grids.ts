import { z } from 'zod'
import { cellIndex } from './common.ts'
import { figureKey, figures } from './figures.ts'

/** The number a grid has in a plan's assignment array; 0 means unassigned and is never a grid. */
export const gridNumber = z.int().min(1).max(65535)

export const colour = z.string().regex(/^#[0-9a-f]{6}$/)
export const areaClass = z.enum(['A', 'B'])

/** Cells [start, start + length). */
export const cellRun = z.object({ start: cellIndex, length: z.int().positive().max(4_000_001) })

/** The record of a grid: what a plan knows of it beside its cells. */
export const gridSummary = z.object({
  number: gridNumber.describe('its place in the assignment; given out once in a plan'),
  gridId: z.uuid().describe('stable through redraws and copies of the plan'),
  code: z.string(),
  name: z.string(),
  colour,
  locked: z.boolean(),
  areaClass: areaClass.nullable(),
  parentId: z.uuid().nullable().describe('the main grid that this sub-grid belongs to'),
  pins: z.array(cellRun).readonly().describe('cells that stay in it whatever is painted'),
})
export type GridSummary = z.infer<typeof gridSummary>

/** A grid with its derived figures. Deviations are fractions of the plan's average: 0.05 is 5 % above; null where there is none. */
export const gridFigures = gridSummary.extend({
  cellCount: z.int(),
  figures,
  deviations: z.record(figureKey, z.number().nullable()),
  areaKm2: z.number(),
  /** Polsby–Popper, 0..1 */
  compactness: z.number(),
})
export type GridFigures = z.infer<typeof gridFigures>
