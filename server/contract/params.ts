import { z } from 'zod'
import { areaLevel } from './areaLevels.ts'
import { changeNumber, cityCode, crs, label, language, maxRevision, planId, rowNumber } from './common.ts'
import { divisionKey } from './divisions.ts'
import { compared } from './impact.ts'
import { linkId } from './links.ts'
import { ownerId, reason } from './owners.ts'
import { period } from './periods.ts'
import { placeKind, unitKindList } from './placeKinds.ts'
import { plainText } from './plainText.ts'
import { civilDate } from './versions.ts'

export const cityParams = z.object({ city: cityCode })
export const planParams = z.object({ plan: planId })
export const gridParams = z.object({ plan: planId, gridId: z.uuid() })
const snapshotId = z.coerce.number().pipe(rowNumber)
export const snapshotParams = z.object({ city: cityCode, snapshot: snapshotId })
export const linkParams = z.object({ city: cityCode, link: linkId })
export const jobParams = z.object({ city: cityCode, job: z.uuid() })

export const cityDeletionQuery = z.object({
  confirm: cityCode.optional().describe("the city's code once more: the deletion is for good"),
})
export const districtsQuery = z.object({ level: areaLevel.default('district') })
export const areasQuery = z.object({
  level: areaLevel.default('district').describe('`subdistrict` 街道 or `community` 社区; the districts unless given'),
})
export const unitsQuery = z.object({
  kinds: unitKindList.optional().describe('only these, such as estate,park, and the cells they hold among themselves'),
})
export const placesQuery = z.object({
  kind: placeKind.describe('of all that the file holds'),
  crs: crs.describe('what its coordinates are in'),
  merge: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('beside those of the kind that there are; one of a known code takes its place'),
  reach: z.coerce.number().min(0).max(10_000).optional().describe('of crossings: how far they reach, in metres'),
  map: z.string().max(1000).optional().describe('columns or properties by what they mean: code=楼号,name=楼宇名称'),
  maxRejected: z.coerce.number().min(0).max(1).optional().describe('largest share of rows that may be refused; 0.5'),
  name: label.optional().describe('what the file is called where the import is listed'),
})
/** Of a file of rows: how it is called, what its columns mean and how many of its rows may be refused. */
const rowsQuery = z.object({
  map: z.string().max(1000).optional().describe('columns by what they mean: account=集团编码,owner=归属人'),
  maxRejected: z.coerce.number().min(0).max(1).optional().describe('largest share of rows that may be refused; 0.5'),
  name: label.optional().describe('what the file is called where the import is listed'),
})
export const ownerImportQuery = rowsQuery.extend({
  from: civilDate.optional().describe('the day on which they begin, where the file has no column of days'),
  reason: reason.optional().describe('why, where the file has no column of reasons'),
  replace: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('owners that begin within the periods give way to them'),
})
export const assignmentImportQuery = rowsQuery.extend({
  from: civilDate.describe(
    'the day from which on what the plan cannot express is to hold: that on which it is to be in force',
  ),
  reason: reason.optional().describe('why these are owners; the name of the file unless given'),
  division: divisionKey.optional().describe('whose customers it divides; the default one unless given'),
})
export const commandsQuery = z.object({
  after: z.coerce.number().int().min(0).max(maxRevision).default(0).describe('only revisions above this one'),
})
export const jobsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('at most this many'),
})
export const plansQuery = z.object({
  division: divisionKey.optional().describe('only plans of this division'),
})
/** Which data a plan is looked at with. */
export const planQuery = z.object({
  snapshot: snapshotId.optional().describe("whose figures: any snapshot of the city; the plan's own unless given"),
  period: period.optional().describe('instead of a snapshot: the newest data of this period'),
})
export const reportQuery = planQuery.extend({
  format: z.enum(['json', 'html', 'csv']).default('json'),
  lang: language.default('zh-CN'),
})
const versionNumber = z.coerce.number().int().min(1).max(999_999_999)
export const versionParams = z.object({ city: cityCode, version: versionNumber })
export const cityGridParams = z.object({ city: cityCode, gridId: z.uuid() })
export const submissionParams = z.object({ city: cityCode, submission: versionNumber })
export const ownerChangeParams = z.object({ city: cityCode, ownerChange: versionNumber })
export const disputeParams = z.object({ city: cityCode, dispute: versionNumber })
export const claimParams = z.object({ city: cityCode, claim: versionNumber })
export const customerParams = z.object({ city: cityCode, customer: ownerId })
export const cancelQuery = z.object({
  reason: z.string().trim().min(1).max(1000).pipe(plainText).optional().describe('why'),
})
export const compareQuery = z.object({
  left: compared,
  right: compared,
  division: divisionKey.optional().describe('of which division `on:` is meant; the default one unless given'),
  snapshot: snapshotId.optional().describe("the data to weigh by; the city's newest unless given"),
})
export const auditQuery = z.object({
  before: z.coerce.number().pipe(changeNumber).optional().describe('only changes below this one'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('at most this many'),
})
