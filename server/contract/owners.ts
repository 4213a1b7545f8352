import { z } from 'zod'
import { label, rowNumber } from './common.ts'
import { plainText } from './plainText.ts'
import { civilDate } from './versions.ts'

/** What a row that names an owner is for, from the nearest to the customer on: 特例, 集团, 名单, 聚类. */
export const ownerLayer = z.enum(['override', 'keyAccount', 'listed', 'cluster'])
export type OwnerLayer = z.infer<typeof ownerLayer>

/** `none` asks the next layer, `place` stops there: nobody above the grid where the customer stands. */
export const ownerKind = z.enum(['none', 'place', 'grid', 'team', 'person'])
export type OwnerKind = z.infer<typeof ownerKind>

/** 进攻, 防守. */
export const ownerPlane = z.enum(['attack', 'defence'])
export type OwnerPlane = z.infer<typeof ownerPlane>

export const ownerPackageState = z.enum(['open', 'approved', 'rejected', 'recalled', 'cancelled'])
export type OwnerPackageState = z.infer<typeof ownerPackageState>

export const reason = z.string().trim().min(1).max(1000).pipe(plainText)
export const ownerId = z.string().min(1).max(200).pipe(plainText)

export const ownerSubject = z
  .string()
  .min(1)
  .max(220)
  .pipe(plainText)
  .describe(
    'of an override the customer, of `keyAccount` and `listed` the account, of `cluster` `account:` or `unit:` and its code',
  )

export const ownerValue = z
  .object({
    kind: ownerKind,
    id: ownerId.nullish().describe('of the grid, the team or the person'),
    plane: ownerPlane.nullish(),
  })
  .superRefine(({ kind, id }, context) => {
    if ((kind === 'none' || kind === 'place') === (id === undefined || id === null)) return
    const message = id ? `an owner of the kind ${kind} has no id` : `the id of the ${kind} is needed`
    context.addIssue({ code: 'custom', path: ['id'], message })
  })

const clusterSubjects = ['account:', 'unit:']

/** Refuses a subject of a cluster that is neither an account nor a unit. */
export function checkSubject(
  { layer, subject }: { readonly layer: OwnerLayer; readonly subject: string },
  context: z.core.$RefinementCtx,
): void {
  if (layer !== 'cluster' || clusterSubjects.some((prefix) => subject.startsWith(prefix) && subject !== prefix)) return
  const message = `"${subject}" of a cluster must begin with account: or unit:`
  context.addIssue({ code: 'custom', path: ['subject'], message })
}

/** Who is to own a subject, from a date on and, where it ends, until another: then what held there before goes on. */
export const ownerPeriod = z
  .object({
    layer: ownerLayer,
    subject: ownerSubject,
    effectiveFrom: civilDate,
    effectiveUntil: civilDate.nullish(),
    owner: ownerValue,
    reason,
  })
  .superRefine(checkSubject)
  .superRefine(({ effectiveFrom, effectiveUntil }, context) => {
    if (!effectiveUntil || effectiveUntil > effectiveFrom) return
    const message = `${effectiveUntil} is not after ${effectiveFrom}`
    context.addIssue({ code: 'custom', path: ['effectiveUntil'], message })
  })
export type OwnerPeriod = z.output<typeof ownerPeriod>

export const ownerChangeRequest = ownerPeriod.safeExtend({
  replace: z.boolean().default(false).describe('owners that begin within the period give way to it'),
})
export type OwnerChangeRequest = z.output<typeof ownerChangeRequest>

export const ownerDecisionRequest = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('approve'), reason: reason.optional() }),
  z.object({ decision: z.literal('reject'), reason }),
])
export type OwnerDecisionRequest = z.output<typeof ownerDecisionRequest>

/** What was asked for together and is decided about together. */
export const ownerChange = z.object({
  id: z.int().positive(),
  source: z.enum(['change', 'ruling', 'import']),
  /** the dispute that was ruled, or the file that was imported; empty of a change */
  sourceName: z.string(),
  state: ownerPackageState,
  replace: z.boolean(),
  count: z.int().positive(),
  /** the first of them */
  changes: z.array(
    z.object({
      layer: ownerLayer,
      subject: z.string(),
      effectiveFrom: civilDate,
      effectiveUntil: civilDate.nullable(),
      owner: z.object({ kind: ownerKind, id: z.string().nullable(), plane: ownerPlane.nullable() }),
      reason: z.string(),
    }),
  ),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  /** there was nobody else to approve it */
  soleUser: z.boolean(),
  /** the city's change under which its owners are known */
  change: z.int().nullable(),
  /** under which they were cancelled */
  voidChange: z.int().nullable(),
  cancelledBy: z.string().nullable(),
  cancelledAt: z.iso.datetime().nullable(),
  cancelReason: z.string().nullable(),
})
export type OwnerChange = z.infer<typeof ownerChange>
export const ownerChangeList = z.object({ changes: z.array(ownerChange) })
export type OwnerChangeList = z.infer<typeof ownerChangeList>

export const ownerChangesQuery = z.object({
  state: ownerPackageState.optional(),
  subject: ownerSubject.optional(),
  before: z.coerce.number().pipe(rowNumber).optional().describe('only those of a lower id'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('at most this many'),
})
export type OwnerChangesQuery = z.input<typeof ownerChangesQuery>

/** Who owns a customer on a date; null where it is nobody above the grid that he stands in. */
export const owner = z.object({
  kind: z.enum(['grid', 'team', 'person']),
  id: z.string(),
  name: z.string(),
  plane: ownerPlane.nullable(),
  /** the layer that decided */
  basis: ownerLayer,
  /** the city's change that it was decided under */
  rule: z.templateLiteral(['change:', z.int().nonnegative()]),
  from: civilDate,
  until: civilDate.nullable(),
  reason: z.string(),
  approvedBy: z.string().nullable(),
})
export type Owner = z.infer<typeof owner>

/** A team or a person that may own customers. */
export const party = z.object({ id: ownerId, kind: z.enum(['team', 'person']), name: label })
export type Party = z.output<typeof party>
export const partyList = z.object({ parties: z.array(party) })
export type PartyList = z.infer<typeof partyList>

/** 聚类网格: a grid of accounts and units that lies in no plan. */
export const clusterGrid = z.object({ gridId: z.uuid(), code: label, name: label })
export type ClusterGrid = z.output<typeof clusterGrid>
export const clusterGridList = z.object({ grids: z.array(clusterGrid) })
export type ClusterGridList = z.infer<typeof clusterGridList>

/** 网格长, 网格经理. */
export const gridRole = z.enum(['head', 'manager'])
export type GridRole = z.infer<typeof gridRole>

export const gridMemberRequest = z.object({
  gridId: z.uuid(),
  role: gridRole,
  party: ownerId.nullable().describe('a team or a person; null leaves the post vacant'),
  effectiveFrom: civilDate,
})
export type GridMemberRequest = z.output<typeof gridMemberRequest>

/** Who heads or manages a grid, from a day on until another does. */
export const gridMember = z.object({
  gridId: z.uuid(),
  role: gridRole,
  party: z.string().nullable(),
  effectiveFrom: civilDate,
  effectiveUntil: civilDate.nullable(),
  change: z.int(),
})
export type GridMember = z.infer<typeof gridMember>
export const gridMemberList = z.object({ members: z.array(gridMember) })
export type GridMemberList = z.infer<typeof gridMemberList>

export const gridMembersQuery = z.object({ on: civilDate.optional().describe('a date of the city; all unless given') })
