import { z } from 'zod'
import { planRefusal } from './planNotes.ts'

export { type Language, label, language } from './words.ts'

/** Revisions are a database's 4-byte integers. */
export const maxRevision = 2_147_483_647
/** The number of a stored thing within its city, of the same four bytes. */
export const rowNumber = z.int().min(1).max(maxRevision)
/** A city's changes are numbered in eight bytes; this far they are exact everywhere. */
export const changeNumber = z.int().min(0).max(1e15)

/** A city's code: the handle every path and every command uses. */
export const cityCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a lower-case letter, then letters, digits and hyphens, at most 40')

/** `<cityCode>-<planNumber>`, for example `taipei-3`. */
export const planId = z.string().regex(/^[a-z][a-z0-9-]{0,39}-[1-9][0-9]{0,8}$/, 'a plan id looks like taipei-3')

/** The place of a cell in its city's dense order. */
export const cellIndex = z.int().min(0).max(4_000_000)

/** Coordinate reference of a longitude/latitude pair; mandatory wherever coordinates enter. */
export const crs = z.enum(['wgs84', 'gcj02', 'bd09'])
export type Crs = z.infer<typeof crs>

export const longitude = z.number().min(-180).max(180)
export const latitude = z.number().min(-90).max(90)

/** RFC 9457 problem details, with a stable `code` that callers may switch on. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string().optional(),
  /** what is wrong with the request, value by value */
  errors: z.array(z.object({ path: z.string(), value: z.unknown().optional(), message: z.string() })).optional(),
  /** the plan's current revision, on `revision-conflict` */
  revision: z.int().optional(),
  /** the grid and cells a refused command is about */
  grid: z.int().optional(),
  cells: z.array(z.int()).optional(),
  /** why there is no such plan, on `solve-failed`: what `detail` says, as names and numbers */
  refusal: planRefusal.optional(),
  /** what a refusal turns on, by name: the version that is wanted, the first date that is open */
  facts: z.record(z.string(), z.unknown()).optional(),
  /** quote it when reporting an `internal` error: the server's log has the rest */
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof problem>
