import { expect, test } from 'vitest'
import { createSessions, sessionOf } from '../../../../../server/http/access/sessions.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'
const day = 24 * 3600 * 1000

test('a session holds for seven days, over a restart, and no longer', () => {
  let now = Date.parse('2026-03-01T00:00:00Z')
  const { value, seconds } = createSessions(token, () => now).issue()
  const restarted = createSessions(token, () => now)
  expect(seconds).toBe(7 * 24 * 3600)
  now += 7 * day - 1000
  expect(restarted.isValid(value)).toBe(true)
  now += 1000
  expect(restarted.isValid(value)).toBe(false)
})

test('a session does not hold under another token, nor with any character changed, nor does it tell the token', () => {
  const sessions = createSessions(token, () => 1e12)
  const { value } = sessions.issue()
  expect(value).not.toContain(token)
  expect(sessions.issue().value).not.toBe(value)
  expect(createSessions(`${token}x`, () => 1e12).isValid(value)).toBe(false)
  for (let i = 0; i < value.length; i++) {
    const other = value[i] === '1' ? '2' : '1'
    expect(sessions.isValid(value.slice(0, i) + other + value.slice(i + 1)), String(i)).toBe(false)
  }
  for (const wrong of [undefined, '', '..', token, `${value}.`]) expect(sessions.isValid(wrong)).toBe(false)
})

test('the session is found among other cookies', () => {
  expect(sessionOf('a=1; shapan_session=x.y.z; b=2')).toBe('x.y.z')
  expect(sessionOf('not_shapan_session=x')).toBeUndefined()
  expect(sessionOf(undefined)).toBeUndefined()
})
