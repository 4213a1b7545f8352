import { z } from 'zod'
import { cityCode, crs, planId } from './common.ts'
import { divisionQuery } from './divisions.ts'
import { figureKey, figures } from './figures.ts'
import { period } from './periods.ts'

/** An immutable import of a city's data, that of one period; per-cell facts hang on it. */
export const snapshot = z.object({
  snapshotId: z.int().positive(),
  /** the billing period 账期 its figures are of */
  period,
  sourceName: z.string(),
  sourceSha256: z.string(),
  crs,
  completedAt: z.iso.datetime(),
  rowsRead: z.int(),
  rowsLoaded: z.int(),
  rowsRejected: z.int(),
  rowsOutside: z.int(),
  totals: figures,
})
export type Snapshot = z.infer<typeof snapshot>

/** Which data a figure is of, as its reader knows it. */
export const snapshotName = snapshot.pick({ snapshotId: true, period: true, sourceName: true, completedAt: true })
export type SnapshotName = z.infer<typeof snapshotName>

/** Whether one stands before the other: of a later period, or a later import of the same. */
export function isNewer(one: SnapshotName, other: SnapshotName): boolean {
  return one.period === other.period ? one.snapshotId > other.snapshotId : one.period > other.period
}

export const snapshotInList = snapshot.extend({
  /** the plans made of it, which keep it from being deleted */
  plans: z.array(planId),
})
export type SnapshotInList = z.infer<typeof snapshotInList>

/** The newest period first, and of each its newest snapshot. `currentSnapshotId` is what a new partition divides by; each plan keeps its own. */
export const snapshotList = z.object({
  currentSnapshotId: z.int().positive().nullable(),
  snapshots: z.array(snapshotInList),
})
export type SnapshotList = z.infer<typeof snapshotList>

/** The newest first. A period's data is its newest snapshot; what was imported before for it are earlier versions. */
export const periodList = z.object({
  currentPeriod: period.nullable(),
  periods: z.array(
    z.object({
      period,
      snapshot: snapshotName,
      /** the newest first */
      earlier: z.array(snapshotName),
      figureKeys: z.array(figureKey),
      totals: figures,
    }),
  ),
})
export type PeriodList = z.infer<typeof periodList>

export const city = z.object({
  code: cityCode,
  name: z.string(),
  timezone: z.string(),
  currency: z.string(),
  resolution: z.int().min(0).max(15),
  cellCount: z.int().nonnegative(),
  areaKm2: z.number().nonnegative(),
  /** west, south, east, north in degrees; east is more than 180 where the city lies across the antimeridian */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  snapshot: snapshot.nullable(),
})
export type City = z.infer<typeof city>

export const cityList = z.object({ cities: z.array(city) })

export const cellsFormat = z.enum(['binary', 'geojson'])
export const cellsQuery = z.object({
  format: cellsFormat.default('binary'),
  division: divisionQuery,
  snapshot: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe("whose figures: a plan's `snapshotId`; the city's current one unless given"),
  period: period.optional().describe('instead of a snapshot: the newest data of this period'),
})
