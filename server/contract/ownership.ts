import { z } from 'zod'
import { changeNumber, crs, latitude, longitude } from './common.ts'
import { needlessShift } from './dataNotes.ts'
import { disputeNamed, pastDispute } from './disputes.ts'
import { divisionKey } from './divisions.ts'
import { owner, ownerKind, ownerLayer, ownerPlane } from './owners.ts'
import { plainText } from './plainText.ts'
import { civilDate, versionId } from './versions.ts'

/** What a place was found by; `unresolved` is the counted pool 待归属, never a grid. */
export const basis = z.enum(['cell', 'unresolved'])
export type Basis = z.infer<typeof basis>

/** Why something has no grid. */
export const unresolvedReason = z.enum(['outside-city', 'unassigned-cell'])

/** A grid as others may know it: by its id, never by a plan's number. */
const placeGrid = z.object({
  gridId: z.uuid(),
  code: z.string(),
  name: z.string(),
  /** the main grid it belongs to */
  main: z.object({ gridId: z.uuid(), code: z.string(), name: z.string() }).nullable(),
})
export type PlaceGrid = z.infer<typeof placeGrid>

export const place = z.object({
  basis,
  /** what decided: the cell, or the point that was sent with a customer whom the data does not know */
  rule: z.enum(['cell', 'given-point']),
  reason: unresolvedReason.nullable(),
  /** H3 index, as a hexadecimal string */
  cellId: z.string(),
  grid: placeGrid.nullable(),
})
export type Place = z.infer<typeof place>

/** What whoever asks should know of the places as they were read. */
export const placeNote = needlessShift.pick({ code: true, place: true, metres: true }).extend({
  code: needlessShift.shape.code.describe(
    '`crs-needless`: maps there are in true WGS 84, so that `crs` moved the places, by so many metres',
  ),
  message: z.string(),
})
export type PlaceNote = z.infer<typeof placeNote>
const notes = z.array(placeNote)

const servingVersion = z.object({ id: versionId, from: civilDate, until: civilDate.nullable() })

/** What a layer says of a customer on a date, and by which of his codes. */
const layer = z.object({
  layer: z.enum([...ownerLayer.options, 'cell', 'unresolved']),
  subject: z
    .string()
    .nullable()
    .describe('whom its row is about; null where he has no account or unit, and of a place'),
  says: z
    .object({
      kind: ownerKind,
      id: z.string().nullable(),
      name: z.string().nullable(),
      plane: ownerPlane.nullable(),
      from: civilDate.nullable(),
      until: civilDate.nullable(),
      reason: z.string().nullable(),
      approvedBy: z.string().nullable(),
      /** the city's change that it was decided under; null of a place */
      change: z.int().nullable(),
    })
    .nullable()
    .describe('null where it says nothing'),
  decides: z.boolean(),
})
export type Layer = z.infer<typeof layer>

/** Where a customer or a point belongs, on a date, and how long that holds as far as is known. */
export const ownershipAnswer = z.object({
  customer: z.string().nullable(),
  /** false where the customer has ended by then: nobody owns him */
  active: z.boolean(),
  on: civilDate.nullable().describe('null of a plan that is asked by itself'),
  /** the city's change that it is known at; null of a plan that is asked by itself */
  known: z.int().nullable(),
  version: servingVersion.nullable(),
  snapshot: z.object({ id: z.int(), from: civilDate }).nullable(),
  division: divisionKey.describe('whose customers its grids are for'),
  place,
  owner: owner.nullable().describe('null where nobody owns the customer above the grid that he stands in'),
  dispute: disputeNamed
    .nullable()
    .describe('which dispute about it was open on the date: until its ruling whoever held goes on'),
  /** the period in which nothing that it was found by changes, as scheduled now */
  holds: z.object({ from: civilDate, until: civilDate.nullable() }).nullable(),
  notes,
  layers: z
    .array(layer)
    .optional()
    .describe('of `explain=layers`: what each layer says, from the nearest to the customer on, and which one decides'),
})
export type OwnershipAnswer = z.infer<typeof ownershipAnswer>
/** What is the same of all customers and points of an answer. */
export type AnswerHead = Omit<
  OwnershipAnswer,
  'customer' | 'active' | 'place' | 'owner' | 'dispute' | 'notes' | 'layers'
>

const notANumber = 'A number of degrees is needed'
const degrees = (schema: typeof longitude) => z.coerce.number({ error: notANumber }).pipe(schema)

export const ownershipQuery = z.object({ lon: degrees(longitude), lat: degrees(latitude), crs })

const onDate = civilDate.optional().describe('a date of the city; today unless given')
const atInstant = z.iso.datetime({ offset: true }).optional().describe('an instant, in place of a date')
const atChange = z.coerce
  .number()
  .pipe(changeNumber)
  .optional()
  .describe('as was known at this change of the city; now unless given')
const ofDivision = divisionKey.optional().describe('of a bare point; the default one unless given')

export const cityOwnershipQuery = z
  .object({
    customer: z.string().min(1).max(200).pipe(plainText).optional().describe('as the imported data calls it'),
    lon: degrees(longitude).optional(),
    lat: degrees(latitude).optional(),
    crs: crs.optional(),
    on: onDate,
    at: atInstant,
    known: atChange,
    division: ofDivision,
    explain: z.enum(['layers']).optional().describe('what each layer says too, not only the one that decides'),
  })
  .superRefine(({ customer, lon, lat, crs: reference, on, at }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (customer === undefined && lon === undefined) refuse('customer', 'customer, or lon and lat are needed')
    if ((lon === undefined) !== (lat === undefined)) refuse('lat', 'lon and lat go together')
    if (lon !== undefined && reference === undefined) refuse('crs', 'wgs84, gcj02 or bd09 is needed with lon and lat')
    if (on !== undefined && at !== undefined) refuse('at', 'either on or at, not both')
  })
export type CityOwnershipQuery = z.output<typeof cityOwnershipQuery>

export const ownershipBatch = z.object({
  crs,
  points: z
    .array(z.object({ id: z.string().max(200).pipe(plainText), lon: longitude, lat: latitude }))
    .min(1)
    .max(100_000),
})

/** Of a batch: which date, and whose grids. */
export const whenQuery = z.object({ on: onDate, at: atInstant, known: atChange, division: ofDivision })

/** One answer for all: which version, which date, and the place of each in the order they came. */
export const ownershipBatchResult = ownershipAnswer
  .omit({ customer: true, active: true, place: true, owner: true, dispute: true, layers: true })
  .extend({
    owned: z.int(),
    unresolved: z.int(),
    results: z.array(place.extend({ id: z.string() })),
  })

export const historyQuery = z.object({ known: atChange })

/** Whose a customer was, is and will be, from the first version on. */
export const customerHistory = z.object({
  customer: z.string(),
  known: z.int(),
  periods: z.array(
    z.object({
      from: civilDate,
      until: civilDate.nullable(),
      /** why nothing is known of the period: its data has no such customer, or was deleted */
      missing: z.enum(['customer-not-found', 'snapshot-thinned']).nullable(),
      version: versionId.nullable(),
      active: z.boolean(),
      place: place.nullable(),
      owner: owner.nullable(),
    }),
  ),
  disputes: z
    .array(pastDispute)
    .describe('about him, his account or his unit, whichever these were in any data; the newest first'),
})
export type CustomerHistory = z.infer<typeof customerHistory>
