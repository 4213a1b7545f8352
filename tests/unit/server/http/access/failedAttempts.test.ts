import { expect, test } from 'vitest'
import { createFailedAttempts } from '../../../../../server/http/access/failedAttempts.ts'

test('after ten wrong tokens an address waits for the rest of the minute, and no other address does', () => {
  let now = 0
  const attempts = createFailedAttempts(() => now)
  for (let i = 0; i < 10; i++) {
    expect(attempts.waitOf('10.0.0.1')).toBe(0)
    attempts.add('10.0.0.1')
  }
  now = 20_000
  expect(attempts.waitOf('10.0.0.1')).toBe(40)
  expect(attempts.waitOf('10.0.0.2')).toBe(0)
  now = 60_000
  expect(attempts.waitOf('10.0.0.1')).toBe(0)
  attempts.add('10.0.0.1')
  expect(attempts.waitOf('10.0.0.1')).toBe(0)
})

test('many addresses do not fill the memory, and the newest are remembered', () => {
  const attempts = createFailedAttempts(() => 0)
  for (let i = 0; i < 10; i++) attempts.add('first')
  for (let n = 0; n < 10_000; n++) attempts.add(`address ${n}`)
  expect(attempts.waitOf('first')).toBe(0)
  for (let i = 0; i < 10; i++) attempts.add('last')
  expect(attempts.waitOf('last')).toBe(60)
})
