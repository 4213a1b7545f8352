import { z } from 'zod'
import { cityCode, crs, planId } from './common.ts'
import { divisionQuery } from './divisions.ts'
import { figures } from './figures.ts'

/** An immutable import of a city's data; per-cell facts hang on it. */
export const snapshot = z.object({
  snapshotId: z.int().positive(),
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
export const snapshotName = snapshot.pick({ snapshotId: true, sourceName: true, completedAt: true })
export type SnapshotName = z.infer<typeof snapshotName>

export const snapshotInList = snapshot.extend({
  /** the plans made of it, which keep it from being deleted */
  plans: z.array(planId),
})
export type SnapshotInList = z.infer<typeof snapshotInList>

/** The newest first. `currentSnapshotId` is what a new partition divides by; each plan keeps its own. */
export const snapshotList = z.object({
  currentSnapshotId: z.int().positive().nullable(),
  snapshots: z.array(snapshotInList),
})
export type SnapshotList = z.infer<typeof snapshotList>

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
})
