import { expect, it } from 'vitest'
import { type LiveRow, layPeriods, type Period } from '../../../../../server/ownership/rows/layPeriods.ts'

const value = (ref: string) => ({ kind: 'team' as const, ref, plane: null, reason: `for ${ref}` })
const live = (...starts: [string, string][]): LiveRow[] =>
  starts.map(([from, ref], i) => ({ ...value(ref), number: i + 1, from }))
const period = (from: string, until: string | null, ref: string): Period => ({ from, until, value: value(ref) })
const lay = (rows: LiveRow[], periods: Period[], replace = false) => {
  const laid = layPeriods(rows, periods, replace)
  if (!laid.ok) return laid.within
  return { added: laid.added.map(({ from, ref, isEnd }) => `${from} ${ref}${isEnd ? ' again' : ''}`), gone: laid.gone }
}

it('writes a start, and at the end what held there', () => {
  expect(lay([], [period('2026-08-05', '2026-08-20', 'W')])).toEqual({
    added: ['2026-08-05 W', '2026-08-20 null again'],
    gone: [],
  })
  expect(lay(live(['2026-01-01', 'T1']), [period('2026-08-05', '2026-08-20', 'W')])).toEqual({
    added: ['2026-08-05 W', '2026-08-20 T1 again'],
    gone: [],
  })
  expect(lay(live(['2026-01-01', 'T1']), [period('2026-09-01', null, 'T2')])).toEqual({
    added: ['2026-09-01 T2'],
    gone: [],
  })
})

it('ends where the next begins anyway', () => {
  expect(lay(live(['2026-08-20', 'T1']), [period('2026-08-05', '2026-08-20', 'W')])).toEqual({
    added: ['2026-08-05 W'],
    gone: [],
  })
})

it('refuses what begins within it, and has it give way where it is to be replaced', () => {
  const rows = live(['2026-01-01', 'T1'], ['2026-08-05', 'T2'], ['2026-08-10', 'T3'])
  expect(lay(rows, [period('2026-08-05', '2026-08-20', 'W')])).toBe('2026-08-05')
  expect(lay(rows, [period('2026-08-05', '2026-08-20', 'W')], true)).toEqual({
    added: ['2026-08-05 W', '2026-08-20 T3 again'],
    gone: [2, 3],
  })
  expect(lay(rows, [period('2026-08-06', null, 'W')])).toBe('2026-08-10')
})

it('takes periods of one package that follow each other, and none that overlap', () => {
  const after = [period('2026-08-20', '2026-09-01', 'V'), period('2026-08-05', '2026-08-20', 'W')]
  expect(lay(live(['2026-01-01', 'T1']), after)).toEqual({
    added: ['2026-08-05 W', '2026-08-20 V', '2026-09-01 T1 again'],
    gone: [],
  })
  expect(lay([], [period('2026-08-05', '2026-08-20', 'W'), period('2026-08-05', null, 'V')], true)).toBe('2026-08-05')
})
