import { expect, it } from 'vitest'
import { PlanError } from '../../../../../partition/index.ts'
import { ShapanError } from '../../../../../server/base/errors.ts'
import { isDamage } from '../../../../../server/plans/recount/damage.ts'

it('takes what stored content can cause for damage', () => {
  const damage = [
    new PlanError('malformed-bytes', 'no'),
    new TypeError('no'),
    new ShapanError('database-parameter', 'the int8 value has no exact number'),
    Object.assign(new Error('out of range'), { code: '22003' }),
    Object.assign(new Error('TopologyException'), { code: 'XX000' }),
  ]
  expect(damage.map(isDamage)).toEqual(damage.map(() => true))
})

it('takes an outage, a time-out or a full disk for none', () => {
  const trouble = [
    new Error('Connection terminated unexpectedly'),
    new ShapanError('database-unreachable', 'no'),
    new ShapanError('database-crashed', 'no'),
    ...['08006', '57P01', '57014', '53300', '53100', '40001', '25P02', 'ECONNREFUSED', 'ECONNRESET'].map((code) =>
      Object.assign(new Error('no'), { code }),
    ),
  ]
  expect(trouble.map(isDamage)).toEqual(trouble.map(() => false))
})
