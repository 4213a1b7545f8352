import { expect, it } from 'vitest'
import type { OwnerChange } from '../../../../server/contract/owners.ts'
import { newestPeriods } from '../../../../web/model/ownerPeriods.ts'
import { actsOn, ownerSubject } from '../../../../web/model/ownerSubjects.ts'

it('a row is about a customer, an account or a unit', () => {
  expect(ownerSubject('override', 'c7')).toEqual({ of: 'customer', id: 'c7' })
  expect(ownerSubject('listed', 'unit:7')).toEqual({ of: 'account', id: 'unit:7' })
  expect(ownerSubject('cluster', 'unit:E:203')).toEqual({ of: 'unit', id: 'E:203' })
  expect(ownerSubject('cluster', 'account:K7')).toEqual({ of: 'account', id: 'K7' })
})

it('a change that waits is decided or recalled; one that was approved is cancelled as long as none of it has begun', () => {
  const changes = ['2026-08-05', '2026-09-01'].map((effectiveFrom) => ({ effectiveFrom })) as OwnerChange['changes']
  const on = (state: OwnerChange['state'], today: string) => actsOn({ state, changes }, today)
  expect(on('open', '2026-10-01')).toEqual(['approve', 'reject', 'recall'])
  expect([on('approved', '2026-08-04'), on('approved', '2026-08-05')]).toEqual([['cancel'], []])
  for (const state of ['rejected', 'recalled', 'cancelled'] as const) expect(on(state, '2026-01-01')).toEqual([])
})

it('a history is read from its newest period on, and tells the one of a date', () => {
  const periodOf = (from: string, until: string | null) => ({
    ...{ from, until, missing: null, version: null, active: true, place: null, owner: null },
  })
  const periods = [periodOf('2026-01-01', '2026-08-05'), periodOf('2026-08-05', null)]
  const asked = (date: string) => newestPeriods(periods, date).map(({ period, isAsked }) => [period.from, isAsked])
  expect(asked('2026-08-04')).toEqual([
    ['2026-08-05', false],
    ['2026-01-01', true],
  ])
  expect(asked('2026-08-05')[0]).toEqual(['2026-08-05', true])
  expect(asked('2025-12-31').some(([, isAsked]) => isAsked)).toBe(false)
})
