import { z } from 'zod'
import { cityCode, type Language, label } from './common.ts'
import { figures } from './figures.ts'
import { plainText } from './plainText.ts'

/** The key of the one that every city starts with. */
export const firstDivision = 'all'

/** A division's key: the handle that paths, queries and commands use. */
export const divisionKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a lower-case letter, then letters, digits and hyphens, at most 40')

/** A segment as files of customers have it. */
export const segmentName = z.string().trim().min(1).max(200).pipe(plainText)

/** More say no more than the segments that a city may have. */
export const mostNamedSegments = 1000
export const mostDivisions = 50

const segmentNames = z
  .array(segmentName)
  .max(mostNamedSegments)
  .refine((names) => new Set(names).size === names.length, 'each segment once')

/** Whose customers an answer is of. */
export const divisionName = z.object({
  key: divisionKey,
  name: z.string(),
  isOnly: z.boolean().describe('the city has no other: nobody need be told'),
})
export type DivisionName = z.infer<typeof divisionName>

const others: Readonly<Record<Language, string>> = { 'zh-CN': '其余客户', en: 'All others' }

/** What readers know it by. The first division of a city has no name of its own until somebody gives it one. */
export function divisionTitle({ key, name }: Pick<DivisionName, 'key' | 'name'>, language: Language): string {
  return key === firstDivision && name === firstDivision ? others[language] : name
}

/** 业务线: the customers of some segments, who are divided into grids for themselves. */
export const division = z.object({
  key: divisionKey,
  name: z.string(),
  isDefault: z.boolean().describe('meant where none is named; takes every segment that no division names'),
  segments: z.array(z.string()).describe('those it names'),
  seen: z
    .array(z.string())
    .describe("segments of the city's data that fall in it; customers without one fall in the default division"),
  unseen: z.array(z.string()).describe('those it names that no data has brought yet'),
  plans: z.int().nonnegative().describe('how many are of it'),
  totals: figures.describe("of its customers in the city's current data"),
})
export type Division = z.infer<typeof division>

/** The totals of all divisions add up to those of the city. */
export const divisionList = z.object({
  /** whose totals these are; null before the first import */
  snapshotId: z.int().positive().nullable(),
  divisions: z.array(division),
})
export type DivisionList = z.infer<typeof divisionList>

const take = z
  .boolean()
  .default(false)
  .describe('take segments from the divisions that name them, which is refused otherwise')

export const divisionInput = z.object({
  key: divisionKey,
  name: label,
  segments: segmentNames.default([]),
  isDefault: z.boolean().default(false).describe('in place of the one that is'),
  take,
})
export type DivisionInput = z.output<typeof divisionInput>

export const divisionChange = z.object({
  name: label.optional(),
  segments: segmentNames.optional().describe('all that it names from now on'),
  isDefault: z.literal(true).optional().describe('in place of the one that is'),
  take,
})
export type DivisionChange = z.output<typeof divisionChange>

export const divisionParams = z.object({ city: cityCode, division: divisionKey })

/** Of what is a division's. */
export const divisionQuery = divisionKey
  .optional()
  .describe("whose customers: a division of the city; the city's default one unless given")
