import { z } from 'zod'
import { changeNumber, planId } from './common.ts'
import { divisionKey } from './divisions.ts'

/** A civil date of the city. */
export const civilDate = z.iso.date()

export const versionId = z.string().regex(/^[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,8}$/, 'a version looks like taipei@7')
export const versionKind = z.enum(['publish', 'rollback', 'correct'])
export type VersionKind = z.infer<typeof versionKind>

/** 待生效, 生效中, 已失效, 已撤销: follows from the starts and the day, and is never stored. */
export const versionPhase = z.enum(['scheduled', 'in-force', 'ended', 'void'])
export type VersionPhase = z.infer<typeof versionPhase>

/** A dated act that puts a plan in force, from the start of `from` until the start of `until`. */
export const version = z.object({
  id: versionId,
  number: z.int().positive(),
  kind: versionKind,
  planId,
  planName: z.string(),
  division: divisionKey,
  gridCount: z.int(),
  phase: versionPhase,
  from: civilDate,
  /** the day the next live version begins; null where none does, or where this one is void */
  until: civilDate.nullable(),
  /** the first instant of `from` in the city's zone */
  effectiveAt: z.iso.datetime(),
  /** the city's change that made it */
  change: z.int(),
  recordedAt: z.iso.datetime(),
  submittedBy: z.string(),
  approvedBy: z.string(),
  /** there was nobody else to approve it */
  soleUser: z.boolean(),
  note: z.string(),
  voided: z.object({ change: z.int(), reason: z.string() }).nullable(),
})
export type Version = z.infer<typeof version>

export const versionList = z.object({
  /** grows with every version that is added or withdrawn */
  timeline: z.int(),
  /** the newest change of the city: what to ask again by, as `known` */
  change: z.int(),
  timezone: z.string(),
  today: civilDate,
  /** by number, the newest first */
  versions: z.array(version),
})
export type VersionList = z.infer<typeof versionList>

export const versionsQuery = z.object({
  division: divisionKey.optional().describe('only versions of this division'),
  known: z.coerce
    .number()
    .pipe(changeNumber)
    .optional()
    .describe('as they were known at this change of the city; now unless given'),
})
