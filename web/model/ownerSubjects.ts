import type { OwnerChange, OwnerLayer } from '../../server/contract/owners.ts'

/** What an owner row is about: a customer, an account or a unit, by its id. */
export interface OwnerSubject {
  readonly of: 'customer' | 'account' | 'unit'
  readonly id: string
}

/** Of a cluster it says itself which it is, as in `unit:E203`. */
export function ownerSubject(layer: OwnerLayer, subject: string): OwnerSubject {
  if (layer === 'override') return { of: 'customer', id: subject }
  if (layer !== 'cluster') return { of: 'account', id: subject }
  const [of = '', ...rest] = subject.split(':')
  return { of: of === 'unit' ? 'unit' : 'account', id: rest.join(':') }
}

export type OwnerAct = 'approve' | 'reject' | 'recall' | 'cancel'

/** What can be done with a change of owners today. What has begun is followed by another, never taken back. */
export function actsOn({ state, changes }: Pick<OwnerChange, 'state' | 'changes'>, today: string): OwnerAct[] {
  if (state === 'open') return ['approve', 'reject', 'recall']
  if (state !== 'approved') return []
  return changes.every(({ effectiveFrom }) => effectiveFrom > today) ? ['cancel'] : []
}
