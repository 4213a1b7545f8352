import { describe, expect, test } from 'vitest'
import type { Claim, Dispute } from '../../../../server/contract/disputes.ts'
import { workingDaysUntil } from '../../../../web/model/civilDays.ts'
import {
  candidatesOf,
  claimAsked,
  claimFaults,
  claimFormOf,
  rulingAsked,
  rulingFaults,
} from '../../../../web/model/disputeForms.ts'
import { dueOf, orderDisputes } from '../../../../web/model/disputeTable.ts'

const claim = (id: number, ref: string, more: Partial<Claim> = {}): Claim => ({
  ...{ id, dispute: 1, layer: 'listed', subject: 'L1', statement: '', evidence: [], state: 'standing', change: 1 },
  ...{ madeBy: 'planner', madeAt: '2026-09-10T02:00:00Z', endedBy: null, reason: null, successor: null },
  claimant: { kind: 'team', id: ref, plane: null, name: `${ref} 组` },
  ...more,
})
const dispute = (id: number, more: Partial<Dispute> = {}): Dispute => ({
  ...{ id, layer: 'listed', subject: `L${id}`, status: 'open', waitsFor: 'approver', openedOn: '2026-09-10' },
  ...{ due: '2026-09-24', escalatedOn: [], closedOn: null, held: null, claims: [], ruling: null },
  ...{ change: 1, closedChange: null },
  ...more,
})

describe('a dispute in the list', () => {
  test('has working days left or over', () => {
    const of = (due: string | null, today: string) => dueOf({ due, closedOn: null }, today)
    // From a Thursday on.
    expect(of('2026-09-24', '2026-09-10')).toEqual({ kind: 'left', days: 10 })
    expect(of('2026-09-24', '2026-09-24')).toEqual({ kind: 'today' })
    expect(of('2026-09-25', '2026-09-28')).toEqual({ kind: 'over', days: 1 })
    expect(of(null, '2026-09-28')).toEqual({ kind: 'unlimited' })
    expect(dueOf({ due: null, closedOn: '2026-09-11' }, '2026-09-28')).toEqual({ kind: 'closed' })
    expect(['2026-09-12', '2026-09-13', '2026-09-14'].map((day) => workingDaysUntil('2026-09-11', day))).toEqual([
      0, 0, 1,
    ])
  })

  test('stands by what is due, those first whose stages are over, or by another column', () => {
    const all = [
      dispute(1, { due: '2026-09-24', held: { kind: 'team', id: 'b', plane: null, name: '乙组' } }),
      dispute(2, { due: '2026-09-17', claims: [claim(1, 'a'), claim(2, 'b')] }),
      dispute(3, { due: null, openedOn: '2026-08-01' }),
    ]
    const by = (...order: Parameters<typeof orderDisputes>[1][]) =>
      order.map((one) => orderDisputes(all, one).map(({ id }) => id))
    expect(
      by(
        { by: 'due', isDescending: false },
        { by: 'claims', isDescending: true },
        { by: 'opened', isDescending: false },
        { by: 'held', isDescending: true },
      ),
    ).toEqual([
      [3, 2, 1],
      [2, 1, 3],
      [3, 1, 2],
      [1, 2, 3],
    ])
  })
})

describe('what is asked of the server', () => {
  test('is a claim with its subject and its evidence, a line each', () => {
    const form = claimFormOf({ layer: 'cluster', subject: 'unit:E1' })
    expect(form).toMatchObject({ clusterOf: 'unit', subject: 'E1' })
    expect([...claimFaults(form)]).toEqual(['claimant', 'statement'])
    const filled = { ...form, id: 'T1', statement: ' 合同在先 ', evidence: 'HT-7\n\n 高新大道 8 号 ' }
    expect(claimFaults(filled).size).toBe(0)
    expect(claimAsked(filled)).toEqual({
      ...{ layer: 'cluster', subject: 'unit:E1', claimant: { kind: 'team', id: 'T1', plane: null } },
      ...{ statement: '合同在先', evidence: ['HT-7', '高新大道 8 号'] },
    })
    expect([...claimFaults({ ...filled, evidence: 'x\n'.repeat(21) })]).toEqual(['evidence'])
  })

  test('is a ruling for who holds it, a claimant, the grid that stands for one, or somebody else', () => {
    const held = { kind: 'team', id: 'a', plane: 'defence', name: 'a 组' } as const
    const ended = claim(3, 'g1', {
      claimant: { kind: 'grid', id: 'g1', plane: null, name: '大安04' },
      successor: { id: 'g2', name: '大安05' },
    })
    const claims = [claim(1, 'a'), claim(2, 'b'), ended, claim(4, 'c', { state: 'withdrawn' })]
    const candidates = candidatesOf({ held, claims })
    expect(candidates.map(({ key, owner }) => [key, owner.id])).toEqual([
      ['held', 'a'],
      ['2', 'b'],
      ['3', 'g2'],
    ])
    const dates = { today: '2026-09-10', earliest: '2026-09-11', latest: '2028-09-09', isFirst: false, taken: [] }
    const none = { kind: 'team', id: null, plane: null, from: '2026-09-10', reason: '', replace: false } as const
    expect([...rulingFaults({ ...none, winner: null }, dates)]).toEqual(['winner', 'from', 'reason'])
    const form = { ...none, from: '2026-10-01', reason: '合同', winner: '3' }
    expect(rulingFaults(form, dates).size).toBe(0)
    expect(rulingAsked(form, candidates)).toEqual({
      ...{
        owner: { kind: 'grid', id: 'g2', plane: null },
        effectiveFrom: '2026-10-01',
        replace: false,
        reason: '合同',
      },
    })
    expect([...rulingFaults({ ...form, winner: 'other' }, dates)]).toEqual(['winner'])
    const place = { ...form, winner: 'other', kind: 'place' } as const
    expect(rulingFaults(place, dates).size).toBe(0)
    expect(rulingAsked(place, candidates).owner).toEqual({ kind: 'place', id: null, plane: null })
  })
})
