import { z } from 'zod'
import { label, maxRevision, planId, rowNumber } from './common.ts'
import { warningCode } from './impact.ts'
import { plainText } from './plainText.ts'
import { planStatus } from './plans.ts'
import { civilDate, version, versionId, versionKind } from './versions.ts'

const reason = z.string().trim().min(1).max(1000).pipe(plainText)
const note = z.string().trim().max(1000).pipe(plainText)

/** What to do with a version that begins later: leave it, which may undo this one on its day, or withdraw it. */
export const laterChoice = z.enum(['keep', 'withdraw'])

export const impactRequest = z.object({ effectiveFrom: civilDate })

export const submissionRequest = z.object({
  revision: z.int().min(0).max(maxRevision).describe('the one that was looked at'),
  effectiveFrom: civilDate,
  impactId: z.uuid(),
  later: laterChoice.optional(),
  note: note.default(''),
  acknowledge: z.array(warningCode).max(20).default([]).describe('warnings that were read'),
})
export type SubmissionRequest = z.output<typeof submissionRequest>

export const reasonBody = z.object({ reason })

export const decisionRequest = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('approve'),
    submission: rowNumber,
    impactId: z.uuid(),
    later: laterChoice.optional(),
    reason: reason.optional(),
  }),
  z.object({ decision: z.literal('return'), submission: rowNumber, reason }),
])
export type DecisionRequest = z.output<typeof decisionRequest>

export const submissionState = z.enum(['open', 'recalled', 'returned', 'approved'])
export const submission = z.object({
  number: z.int().positive(),
  kind: versionKind,
  planId,
  revision: z.int(),
  base: versionId.nullable(),
  effectiveFrom: civilDate,
  later: laterChoice.nullable(),
  impactId: z.uuid(),
  note: z.string(),
  acknowledged: z.array(z.string()),
  submittedBy: z.string(),
  submittedAt: z.iso.datetime(),
  state: submissionState,
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
})
export type Submission = z.infer<typeof submission>

/** What the plan's page offers next. */
export const nextStep = z.enum(['submit', 'rebase', 'decide', 'copy', 'none'])

/** Where a plan stands on its way: its own state, its submissions and its versions. */
export const planLife = z.object({
  planId,
  name: z.string(),
  status: planStatus,
  revision: z.int(),
  createdBy: z.string().nullable(),
  base: versionId.nullable(),
  /** 落后: what is in force is no longer what it was drawn from */
  isBehind: z.boolean(),
  today: civilDate,
  timezone: z.string(),
  /** the first date that is open */
  earliest: civilDate,
  latest: civilDate,
  /** the first version of its division may begin on any date */
  isFirst: z.boolean(),
  /** dates on which later versions begin */
  taken: z.array(z.object({ id: versionId, from: civilDate })),
  submissions: z.array(submission),
  versions: z.array(version),
  next: nextStep,
})
export type PlanLife = z.infer<typeof planLife>

export const approved = z.object({
  version: versionId,
  effectiveFrom: civilDate,
  effectiveAt: z.iso.datetime(),
  change: z.int(),
})
export type Approved = z.infer<typeof approved>

export const copyRequest = z.object({ name: label.optional() })
export const rebaseRequest = z.object({
  name: label.optional(),
  effectiveFrom: civilDate
    .optional()
    .describe(
      'the date it is to take effect on: it is drawn from what will be in force the day before; today unless given',
    ),
  mine: z
    .array(z.uuid())
    .max(10_000)
    .default([])
    .describe('grids whose cells stay as the draft has them where both sides changed them'),
})
export type RebaseRequest = z.output<typeof rebaseRequest>
export const planMade = z.object({ planId })
export const rebased = planMade.extend({
  base: versionId,
  /** cells that both sides put into different grids: they are as the version has them, unless `mine` named their grid */
  conflicts: z.array(z.object({ gridId: z.uuid().nullable(), code: z.string(), name: z.string(), cells: z.int() })),
  /** cells of the draft that the version in force took over unchanged, and the other way round */
  mine: z.int(),
  theirs: z.int(),
})
export type Rebased = z.infer<typeof rebased>

export const rollbackRequest = z.object({
  version: rowNumber.describe('the version whose plan is to be in force again'),
  effectiveFrom: civilDate,
  later: laterChoice.optional(),
  note: note.default(''),
})
export type RollbackRequest = z.output<typeof rollbackRequest>

export const auditEntry = z.object({
  change: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  via: z.enum(['api', 'cli']),
  act: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
  detail: z.unknown(),
})
export const auditList = z.object({ entries: z.array(auditEntry) })
export type AuditList = z.infer<typeof auditList>
