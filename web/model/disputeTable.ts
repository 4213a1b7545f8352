import type { Dispute } from '../../server/contract/disputes.ts'
import { workingDaysUntil } from './civilDays.ts'

export type DisputeColumn = 'subject' | 'held' | 'claims' | 'opened' | 'due'

export interface DisputeOrder {
  readonly by: DisputeColumn
  readonly isDescending: boolean
}

/** How much time an open dispute has: working days until its stage ends, fewer than 0 of one that is over; null where no stage follows. */
export type Due =
  | { readonly kind: 'over' | 'left'; readonly days: number }
  | { readonly kind: 'today' | 'unlimited' | 'closed' }

export function dueOf({ closedOn, due }: Pick<Dispute, 'closedOn' | 'due'>, today: string): Due {
  if (closedOn !== null) return { kind: 'closed' }
  if (due === null) return { kind: 'unlimited' }
  if (due === today) return { kind: 'today' }
  return due < today
    ? { kind: 'over', days: workingDaysUntil(due, today) }
    : { kind: 'left', days: workingDaysUntil(today, due) }
}

/**
 * Disputes by a column. By what is due, those first whose stages have all run out, then by the day; closed ones have none, and stand by the day on
 * which they were closed. Of equals the older first.
 */
export function orderDisputes(disputes: readonly Dispute[], { by, isDescending }: DisputeOrder): Dispute[] {
  const turn = isDescending ? -1 : 1
  const keyOf = (dispute: Dispute): string | number => {
    switch (by) {
      case 'subject':
        return dispute.subject
      case 'held':
        return dispute.held?.name ?? ''
      case 'claims':
        return dispute.claims.length
      case 'opened':
        return dispute.openedOn
      case 'due':
        return dispute.closedOn ?? dispute.due ?? ''
    }
  }
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' ? a - Number(b) : a.localeCompare(String(b), 'zh-CN', { numeric: true })
  return disputes.toSorted((a, b) => turn * compare(keyOf(a), keyOf(b)) || a.id - b.id)
}
