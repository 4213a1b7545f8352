import { z } from 'zod'
import { checkSubject, ownerId, ownerLayer, ownerPlane, ownerSubject, ownerValue, reason } from './owners.ts'
import { plainText } from './plainText.ts'
import { civilDate } from './versions.ts'

/** 待裁定, 已升级, 已裁定, 已作废. */
export const disputeStatus = z.enum(['open', 'escalated', 'ruled', 'dropped'])
export type DisputeStatus = z.infer<typeof disputeStatus>

/** Whose ruling a dispute waits for: an approver's, a city-wide approver's, or that of one whom an administrator names. */
export const disputeStage = z.enum(['approver', 'cityApprover', 'named'])
export type DisputeStage = z.infer<typeof disputeStage>

export const claimState = z.enum(['standing', 'withdrawn', 'granted', 'denied'])
export type ClaimState = z.infer<typeof claimState>

export const claimantKind = z.enum(['grid', 'team', 'person'])
export type ClaimantKind = z.infer<typeof claimantKind>

const claimant = z.object({ kind: claimantKind, id: ownerId, plane: ownerPlane.nullable() })

/** Who wants a customer, an account or a unit, and what shows that it is theirs. */
export const claimRequest = z
  .object({
    layer: ownerLayer.describe('which row the ruling is to write'),
    subject: ownerSubject,
    claimant: claimant.extend({ plane: ownerPlane.nullish() }),
    statement: reason,
    evidence: z
      .array(z.string().trim().min(1).max(500).pipe(plainText))
      .max(20)
      .default([])
      .describe("what shows it: a contract's number, an address"),
  })
  .superRefine(checkSubject)
export type ClaimRequest = z.output<typeof claimRequest>

export const claim = z.object({
  id: z.int().positive(),
  /** null while it meets neither an owner nor another claim */
  dispute: z.int().positive().nullable(),
  layer: ownerLayer,
  subject: z.string(),
  claimant: claimant.extend({ name: z.string() }),
  successor: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .describe('of a claim that stands, by a grid that has ended: the grid that stands for it today'),
  statement: z.string(),
  evidence: z.array(z.string()),
  state: claimState,
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  /** who withdrew or decided it */
  endedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** the city's change that it was made under */
  change: z.int(),
})
export type Claim = z.infer<typeof claim>

/** What several want, or somebody beside the owner. Whoever holds it goes on until the ruling. */
export const dispute = z.object({
  id: z.int().positive(),
  layer: ownerLayer,
  subject: z.string(),
  status: disputeStatus,
  waitsFor: disputeStage.nullable().describe('null where it is closed'),
  openedOn: civilDate,
  due: civilDate.nullable().describe('the last day of this stage; null where no stage follows, and where it is closed'),
  escalatedOn: z.array(civilDate).describe('the days on which it went on to the next stage'),
  closedOn: civilDate.nullable(),
  /** who held it when it was closed, or holds it today; null where nobody but the place */
  held: claimant.extend({ name: z.string() }).nullable(),
  claims: z.array(claim),
  ruling: z
    .object({
      owner: z.object({ kind: ownerValue.shape.kind, id: z.string().nullable(), plane: ownerPlane.nullable() }),
      effectiveFrom: civilDate,
      effectiveUntil: civilDate.nullable(),
      by: z.string(),
      reason: z.string(),
      /** there was nobody else to rule it */
      soleUser: z.boolean(),
      /** the change of owners that it made */
      ownerChange: z.int().positive(),
    })
    .nullable(),
  /** the city's changes under which it opened, and was closed */
  change: z.int(),
  closedChange: z.int().nullable(),
})
export type Dispute = z.infer<typeof dispute>

export const disputeList = z.object({ disputes: z.array(dispute) })
export type DisputeList = z.infer<typeof disputeList>
export const claimList = z.object({ claims: z.array(claim) })
export type ClaimList = z.infer<typeof claimList>
export const claimMade = z.object({ claim, dispute: dispute.nullable() })
export type ClaimMade = z.infer<typeof claimMade>

export const rulingRequest = z.object({
  owner: ownerValue.describe('a claimant, who held it, or anybody else that may own'),
  effectiveFrom: civilDate.optional().describe('tomorrow unless given: nothing that has begun changes'),
  replace: z.boolean().default(false).describe('owners that were to begin later give way to it'),
  reason,
})
export type RulingRequest = z.output<typeof rulingRequest>

const before = z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('only those of a lower id')
const limit = z.coerce.number().int().min(1).max(200).default(50).describe('at most this many')

export const disputesQuery = z.object({
  status: disputeStatus.optional(),
  dueBy: civilDate.optional().describe('only open ones that are due by then, or were before'),
  subject: ownerSubject.optional(),
  before,
  limit,
})
export type DisputesQuery = z.input<typeof disputesQuery>

export const claimsQuery = z.object({ state: claimState.optional(), subject: ownerSubject.optional(), before, limit })
export type ClaimsQuery = z.input<typeof claimsQuery>

/** What an answer about an owner names while it is disputed. */
export const disputeNamed = dispute.pick({ id: true, layer: true, subject: true, openedOn: true })
export type DisputeNamed = z.infer<typeof disputeNamed>

/** A dispute in the history of a customer. */
export const pastDispute = disputeNamed.extend({
  /** null while it was open, as was known */
  closedOn: civilDate.nullable(),
  outcome: disputeStatus.extract(['ruled', 'dropped']).nullable(),
})
export type PastDispute = z.infer<typeof pastDispute>
