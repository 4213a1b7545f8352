import { z } from 'zod'
import { crs, latitude, longitude } from './common.ts'
import { needlessShift } from './dataNotes.ts'
import { divisionKey } from './divisions.ts'
import { gridNumber } from './grids.ts'
import { plainText } from './plainText.ts'

/** Which rule decided; `unresolved` is the counted pool, never a grid. */
export const basis = z.enum(['cell', 'unresolved'])
export type Basis = z.infer<typeof basis>

/** Why a point has no grid. */
export const unresolvedReason = z.enum(['outside-city', 'unassigned-cell'])

export const owner = z.object({
  basis,
  reason: unresolvedReason.nullable(),
  /** H3 index of the point's cell, as a hexadecimal string */
  cellId: z.string(),
  grid: z.object({ number: gridNumber, code: z.string(), name: z.string() }).nullable(),
  /** the main grid that the grid is in, where it is in one */
  mainGrid: z.object({ gridId: z.uuid(), code: z.string(), name: z.string() }).nullable(),
})
export type Owner = z.infer<typeof owner>

/** What whoever asks should know of the places as they were read. */
export const placeNote = needlessShift.pick({ code: true, place: true, metres: true }).extend({
  code: needlessShift.shape.code.describe(
    '`crs-needless`: maps there are in true WGS 84, so that `crs` moved the places, by so many metres',
  ),
  message: z.string(),
})
export type PlaceNote = z.infer<typeof placeNote>
const notes = z.array(placeNote)
const ofPlan = divisionKey.describe('of the plan: whose customers its grids are for')

export const ownershipAnswer = owner.extend({ division: ofPlan, notes })

const notANumber = 'A number of degrees is needed'

export const ownershipQuery = z.object({
  lon: z.coerce.number({ error: notANumber }).pipe(longitude),
  lat: z.coerce.number({ error: notANumber }).pipe(latitude),
  crs,
})
export const ownershipBatch = z.object({
  crs,
  points: z
    .array(z.object({ id: z.string().max(200).pipe(plainText), lon: longitude, lat: latitude }))
    .min(1)
    .max(100_000),
})
export const ownershipBatchResult = z.object({
  division: ofPlan,
  owned: z.int(),
  unresolved: z.int(),
  notes,
  results: z.array(owner.extend({ id: z.string() })),
})
