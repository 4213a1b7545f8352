import type { OwnerChangeRequest, OwnerKind, OwnerLayer, OwnerPlane } from '../../server/contract/owners.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { addDays, isCivilDate } from './civilDays.ts'
import { dateFault, type OpenDates } from './openDates.ts'

/** What is filled in to propose an owner, as it stands on the screen: dates as their last day, not as the day after. */
export interface OwnerForm {
  readonly layer: OwnerLayer
  /** of a cluster: what the subject is */
  readonly clusterOf: 'account' | 'unit'
  readonly subject: string
  readonly kind: OwnerKind
  readonly id: string | null
  readonly plane: OwnerPlane | null
  readonly from: string
  /** empty where it has no end */
  readonly lastDay: string
  readonly reason: string
  /** owners that begin within the period give way */
  readonly replace: boolean
}

export type OwnerField = 'subject' | 'owner' | 'from' | 'lastDay' | 'reason'

export type OwnerFault = 'subject' | 'owner' | 'from' | 'last' | 'last-before' | 'last-too-far' | 'reason'

/** An override lasts so many days. */
const overrideDays = 365

/** The last day that an override may have; null where any may be. */
export const latestLastDay = ({ layer, from }: Pick<OwnerForm, 'layer' | 'from'>): string | null =>
  layer === 'override' && isCivilDate(from) ? addDays(from, overrideDays - 1) : null

export const isNamed = (kind: OwnerKind): boolean => kind !== 'place' && kind !== 'none'

/** What is missing or wrong, field by field. */
export function ownerFaults(form: OwnerForm, dates: OpenDates): Partial<Record<OwnerField, OwnerFault>> {
  const last = lastDayFault(form)
  return {
    ...(plainOf(form.subject) === '' && { subject: 'subject' }),
    ...(isNamed(form.kind) && form.id === null && { owner: 'owner' }),
    ...(dateFault(form.from, dates) !== null && { from: 'from' }),
    ...(last !== null && { lastDay: last }),
    ...(plainOf(form.reason) === '' && { reason: 'reason' }),
  }
}

function lastDayFault(form: OwnerForm): OwnerFault | null {
  const { lastDay, from } = form
  const latest = latestLastDay(form)
  if (lastDay === '') return latest === null ? null : 'last'
  if (!isCivilDate(lastDay)) return 'last'
  if (lastDay < from) return 'last-before'
  return latest !== null && lastDay > latest ? 'last-too-far' : null
}

/** The subject as the server calls it. */
export function subjectAsked({
  layer,
  clusterOf,
  subject,
}: Pick<OwnerForm, 'layer' | 'clusterOf' | 'subject'>): string {
  const id = plainOf(subject)
  return layer === 'cluster' ? `${clusterOf}:${id}` : id
}

/** What a form without a fault asks for. */
export function ownerRequest(form: OwnerForm): OwnerChangeRequest {
  const { layer, kind, id, plane, from, lastDay, replace } = form
  return {
    layer,
    subject: subjectAsked(form),
    effectiveFrom: from,
    effectiveUntil: lastDay === '' ? null : addDays(lastDay, 1),
    owner: { kind, id: isNamed(kind) ? id : null, plane: isNamed(kind) ? plane : null },
    reason: plainOf(form.reason),
    replace,
  }
}

/** The field that a refusal is about; null where it is about none of them. */
export function fieldOfRefusal(code: string): OwnerField | null {
  switch (code) {
    case 'date-not-open':
      return 'from'
    case 'override-too-long':
    case 'later-rows':
      return 'lastDay'
    case 'unknown-owner':
      return 'owner'
    default:
      return null
  }
}
