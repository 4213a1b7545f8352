import type { ClaimantKind, ClaimRequest, Dispute, RulingRequest } from '../../server/contract/disputes.ts'
import type { OwnerLayer } from '../../server/contract/owners.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { dateFault, type OpenDates } from './openDates.ts'
import { isNamed, type OwnerForm, subjectAsked } from './ownerForm.ts'
import { ownerSubject } from './ownerSubjects.ts'

/** What is filled in to make a claim. */
export interface ClaimForm extends Pick<OwnerForm, 'layer' | 'clusterOf' | 'subject' | 'id' | 'plane'> {
  readonly kind: ClaimantKind
  readonly statement: string
  /** a line each */
  readonly evidence: string
}

/** A form for a subject that is known already. */
export function claimFormOf({ layer, subject }: { readonly layer: OwnerLayer; readonly subject: string }): ClaimForm {
  const { of, id } = ownerSubject(layer, subject)
  const clusterOf = of === 'unit' ? 'unit' : 'account'
  return { layer, clusterOf, subject: id, kind: 'team', id: null, plane: null, statement: '', evidence: '' }
}

const mostEvidence = 20
const longestEvidence = 500

const evidenceOf = ({ evidence }: Pick<ClaimForm, 'evidence'>): string[] =>
  evidence
    .split('\n')
    .map(plainOf)
    .filter((line) => line !== '')

export type ClaimField = 'subject' | 'claimant' | 'statement' | 'evidence'

/** The fields that are missing or wrong. */
export function claimFaults(form: ClaimForm): ReadonlySet<ClaimField> {
  const evidence = evidenceOf(form)
  const faults = new Set<ClaimField>()
  if (plainOf(form.subject) === '') faults.add('subject')
  if (form.id === null) faults.add('claimant')
  if (plainOf(form.statement) === '') faults.add('statement')
  if (evidence.length > mostEvidence || evidence.some(({ length }) => length > longestEvidence)) faults.add('evidence')
  return faults
}

/** What a form without a fault asks for. */
export function claimAsked(form: ClaimForm): ClaimRequest {
  const { layer, kind, id, plane } = form
  return {
    layer,
    subject: subjectAsked(form),
    claimant: { kind, id: id!, plane },
    statement: plainOf(form.statement),
    evidence: evidenceOf(form),
  }
}

/** Somebody whom a ruling may name: who holds it, or a claimant, by the number of his claim. */
export interface Candidate {
  readonly key: string
  readonly role: 'held' | 'claimant'
  readonly owner: NonNullable<Dispute['held']>
}

/** Who holds it first, then who claims it; who does both stands there once, as who holds it. */
export function candidatesOf({ held, claims }: Pick<Dispute, 'held' | 'claims'>): Candidate[] {
  const standing = claims.filter(({ state }) => state === 'standing')
  const isHeld = ({ kind, id }: Candidate['owner']): boolean => held?.kind === kind && held.id === id
  return [
    ...(held ? [{ key: 'held', role: 'held' as const, owner: held }] : []),
    ...standing
      .filter(({ claimant }) => !isHeld(claimant))
      .map(({ id, claimant, successor }) => ({
        ...{ key: String(id), role: 'claimant' as const },
        // A grid that has ended owns nothing any more.
        owner: { ...claimant, ...successor },
      })),
  ]
}

/** What is filled in to rule a dispute. */
export interface RulingForm extends Pick<OwnerForm, 'kind' | 'id' | 'plane' | 'from' | 'reason' | 'replace'> {
  /** of a candidate; `other` for somebody else, whom the form names; null while nobody is chosen */
  readonly winner: string | null
}

export type RulingField = 'winner' | 'from' | 'reason'

export function rulingFaults(form: RulingForm, dates: OpenDates): ReadonlySet<RulingField> {
  const faults = new Set<RulingField>()
  if (form.winner === null || (form.winner === 'other' && isNamed(form.kind) && form.id === null)) faults.add('winner')
  if (dateFault(form.from, dates) !== null) faults.add('from')
  if (plainOf(form.reason) === '') faults.add('reason')
  return faults
}

/** What a form without a fault asks for. */
export function rulingAsked(form: RulingForm, candidates: readonly Candidate[]): RulingRequest {
  const { winner, kind, id, plane, from, reason, replace } = form
  const chosen = candidates.find(({ key }) => key === winner)?.owner
  const owner = chosen ?? { kind, id: isNamed(kind) ? id : null, plane: isNamed(kind) ? plane : null }
  return {
    owner: { kind: owner.kind, id: owner.id, plane: owner.plane },
    effectiveFrom: from,
    replace,
    reason: plainOf(reason),
  }
}
