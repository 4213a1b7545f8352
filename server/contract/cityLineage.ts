import { z } from 'zod'
import { planId } from './common.ts'
import { divisionKey } from './divisions.ts'
import { figures } from './figures.ts'
import { gridName } from './impact.ts'
import { civilDate, lineageKind, versionId } from './versions.ts'

/** Where what a grid had is, by customers, by cells where there were none of them; null: in no grid. Shares sum to 1. */
const successor = z.object({
  gridId: z.uuid().nullable(),
  code: z.string(),
  name: z.string(),
  share: z.number(),
})
export type Successor = z.infer<typeof successor>

export const lineageQuery = z.object({
  from: civilDate.optional().describe('grids of this date; of the first version unless given'),
  to: civilDate.optional().describe('where they are on this date; today unless given'),
  grid: z.uuid().optional().describe('of this grid alone'),
  division: divisionKey.optional().describe('the default one unless given'),
})
export type LineageQuery = z.output<typeof lineageQuery>

/** 沿革: what became of a city's grids between two dates, version by version. */
export const cityLineage = z.object({
  division: divisionKey,
  from: civilDate,
  to: civilDate,
  /** those that began after `from`, up to `to` */
  versions: z.array(z.object({ id: versionId, from: civilDate })),
  /** those of `from`, as they were called last; an asked one also where it began later */
  grids: z.array(gridName.extend({ exists: z.boolean(), successors: z.array(successor) })),
  /** what changed hands on the way, oldest first; `share` is of what `from` had then */
  entries: z.array(
    z.object({
      version: versionId,
      effectiveFrom: civilDate,
      kind: lineageKind,
      from: gridName.nullable(),
      to: gridName.nullable(),
      cells: z.int(),
      figures,
      share: z.number().nullable(),
    }),
  ),
})
export type CityLineage = z.infer<typeof cityLineage>

export const gridOnQuery = z.object({ on: civilDate.optional().describe('today unless given') })

/** A grid of a city on a date, whichever plan it is in. */
export const gridOn = gridName.extend({
  on: civilDate,
  division: divisionKey,
  /** false where it has ended, as `successors` tell, or begins later */
  exists: z.boolean(),
  /** whose record this is: in force on the date, or the last or the first that has it */
  version: versionId,
  planId,
  main: gridName.nullable(),
  areaClass: z.enum(['A', 'B']).nullable(),
  /** since when it has been there without a break, and until when, as scheduled now */
  from: civilDate,
  until: civilDate.nullable(),
  /** of one that has ended: where what it had is on the date */
  successors: z.array(successor),
})
export type GridOn = z.infer<typeof gridOn>
