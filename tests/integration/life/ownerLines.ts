import type { OwnerLayer } from '../../../server/contract/owners.ts'

export interface OwnerLine {
  readonly now: string
  readonly layer: OwnerLayer
  readonly subject: string
  readonly owner: { readonly kind: 'team' | 'person'; readonly id: string }
  readonly from: string
  readonly until?: string
  /** a customer, an instant, and who owns him then */
  readonly asks: readonly (readonly [customer: string, at: string, owner: string | null])[]
}

/** The year's lines about owners that rest on no change of a plan, with the seconds on both sides of each border. K is T1's before them. */
export const ownerLines: readonly OwnerLine[] = [
  {
    ...{ now: '2026-08-01T02:00:00Z', layer: 'keyAccount', subject: 'K', from: '2026-09-01' },
    owner: { kind: 'team', id: 'T2' },
    asks: [
      ['k1', '2026-08-31T15:59:59Z', 'T1'],
      ['k1', '2026-08-31T16:00:00Z', 'T2'],
    ],
  },
  {
    ...{ now: '2026-08-01T02:00:00Z', layer: 'override', subject: 'c2', from: '2026-08-05', until: '2026-08-20' },
    owner: { kind: 'person', id: 'wang' },
    asks: [
      ['c2', '2026-08-04T15:59:59Z', null],
      ['c2', '2026-08-04T16:00:00Z', 'wang'],
      ['c2', '2026-08-19T15:59:59Z', 'wang'],
      ['c2', '2026-08-19T16:00:00Z', null],
    ],
  },
]
