import { describe, expect, it } from 'vitest'
import { ownerChangeRequest } from '../../../../server/contract/owners.ts'
import { thrownProblemCodes } from '../../../../server/contract/problemCodes.ts'
import { fieldOfRefusal, type OwnerForm, ownerFaults, ownerRequest } from '../../../../web/model/ownerForm.ts'

const dates = {
  ...{ today: '2026-07-05', earliest: '2026-07-06', latest: '2028-07-04' },
  ...{ isFirst: false, taken: [] },
}
const filled: OwnerForm = {
  ...{ layer: 'override', clusterOf: 'account', subject: 'c7', kind: 'person', id: 'wang', plane: 'attack' },
  ...{ from: '2026-08-05', lastDay: '2026-08-19', reason: '驻点', replace: false },
}

describe('the form that proposes an owner', () => {
  it('says what is missing, each at its field', () => {
    expect(ownerFaults(filled, dates)).toEqual({})
    const bare: OwnerForm = { ...filled, subject: ' ', id: null, from: '2026-07-05', lastDay: '', reason: '\n' }
    expect(ownerFaults(bare, dates)).toEqual({
      ...{ subject: 'subject', owner: 'owner', from: 'from', lastDay: 'last', reason: 'reason' },
    })
    expect(ownerFaults({ ...filled, kind: 'place', id: null }, dates)).toEqual({})
  })

  it('wants a last day of an override alone, within a year', () => {
    const last = (lastDay: string, layer: OwnerForm['layer'] = 'override') =>
      ownerFaults({ ...filled, layer, lastDay }, dates).lastDay
    expect([last(''), last('', 'listed')]).toEqual(['last', undefined])
    expect([last('2026-08-04'), last('2026-08-05')]).toEqual(['last-before', undefined])
    expect([last('2027-08-04'), last('2027-08-05'), last('2027-08-05', 'listed')]).toEqual([
      ...[undefined, 'last-too-far', undefined],
    ])
  })

  it('asks for what the API takes: the day after the last one, and no id of nobody', () => {
    const request = ownerRequest({ ...filled, subject: ' c7 ' })
    expect(request).toEqual({
      ...{ layer: 'override', subject: 'c7', effectiveFrom: '2026-08-05', effectiveUntil: '2026-08-20' },
      ...{ owner: { kind: 'person', id: 'wang', plane: 'attack' }, reason: '驻点', replace: false },
    })
    const unit = ownerRequest({
      ...filled,
      layer: 'cluster',
      clusterOf: 'unit',
      subject: 'E203',
      kind: 'none',
      lastDay: '',
    })
    expect(unit).toMatchObject({ subject: 'unit:E203', effectiveUntil: null, owner: { id: null, plane: null } })
    for (const one of [request, unit]) expect(ownerChangeRequest.parse(one)).toEqual(one)
  })

  it('knows the field of each refusal that is about one', () => {
    const told = thrownProblemCodes.map((code) => [code, fieldOfRefusal(code)]).filter(([, field]) => field !== null)
    expect(Object.fromEntries(told)).toEqual({
      ...{ 'date-not-open': 'from', 'override-too-long': 'lastDay', 'later-rows': 'lastDay', 'unknown-owner': 'owner' },
    })
  })
})
