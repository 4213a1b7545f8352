/**
 * Ownership of many, row by row: what comes in, what goes out, and the last line, without which an answer is not whole. A row in is a row
 * out, in the order they came; a row that cannot be answered says so in its place and ends nothing.
 */
import { z } from 'zod'
import { crs } from './common.ts'
import { divisionKey } from './divisions.ts'
import { owner } from './owners.ts'
import { basis, unresolvedReason, whenQuery } from './ownership.ts'
import { rejectCodes } from './rejectCodes.ts'
import { civilDate, versionId } from './versions.ts'

export const rowFormats = ['ndjson', 'csv'] as const
export type RowFormat = (typeof rowFormats)[number]

/** What a row is found by: its point, or the place that the serving data has for its customer. */
export const rowsBy = z.enum(['point', 'customer'])
export type RowsBy = z.infer<typeof rowsBy>

/** Of the CSV that goes out. */
export const ownershipColumns = [
  'id',
  'active',
  'grid_id',
  'grid_code',
  'basis',
  'reason',
  'owner_kind',
  'owner_id',
  'owner_basis',
  'holds_until',
  'error',
] as const

/** Why a row has no answer: what is wrong with its text or its values, or that nobody knows the customer. */
export const rowErrorCodes = ['customer-not-found', 'not-in-force', 'not-json', ...rejectCodes] as const
export type RowErrorCode = (typeof rowErrorCodes)[number]

/**
 * A line of NDJSON that goes out. `active` is false where the customer has ended by then, and null of a row that is found by its point: the data was
 * not asked. `holdsUntil` is the first day on which an input changes, as scheduled now.
 */
export const ownershipRow = z.union([
  z.object({
    id: z.string(),
    active: z.boolean().nullable(),
    place: z.object({
      gridId: z.uuid().nullable(),
      code: z.string().nullable(),
      basis,
      reason: unresolvedReason.nullable(),
    }),
    owner: owner.pick({ kind: true, id: true, basis: true }).nullable(),
    holdsUntil: civilDate.nullable(),
  }),
  z.object({ id: z.string(), error: z.object({ code: z.enum(rowErrorCodes), line: z.int() }) }),
])
export type OwnershipRow = z.infer<typeof ownershipRow>

/** The last line: the same moment for all rows, and how many there were of each kind. */
export const rowsSummary = z.object({
  /** the sum of `places`, `ended` and `errors` */
  rows: z.int(),
  /** by what the place was found by */
  places: z.record(basis, z.int()),
  /** by the layer that decided; those without an owner are not counted */
  owners: z.record(z.string(), z.int()),
  /** of customers who have ended by then */
  ended: z.int(),
  errors: z.int(),
  on: civilDate,
  known: z.int(),
  snapshot: z.object({ id: z.int(), from: civilDate }).nullable(),
  /** in force on the date, by division */
  versions: z.array(z.object({ division: divisionKey, id: versionId, from: civilDate, until: civilDate.nullable() })),
})
export type RowsSummary = z.infer<typeof rowsSummary>

/** Of many: which date, and of CSV and NDJSON how the rows are to be read. */
export const manyQuery = whenQuery.extend({
  by: rowsBy.optional().describe('of CSV and NDJSON: what a row is found by'),
  crs: crs.optional().describe('of CSV and NDJSON: the coordinates of its points'),
})
export type ManyQuery = z.infer<typeof manyQuery>

export const exportQuery = whenQuery.omit({ division: true }).extend({ format: z.enum(rowFormats).default('ndjson') })
