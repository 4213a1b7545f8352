import { expect, test } from 'vitest'
import { resolveColumns } from '../../../../server/data/findColumns.ts'
import { importedPeriod, refusePeriodToCome } from '../../../../server/data/importPeriod.ts'
import { judgeRejects } from '../../../../server/data/rejectGate.ts'
import { usualNames } from '../../../../server/data/usualNames.ts'
import { rowValidator } from '../../../../server/data/validateRow.ts'

const of = (stated: string | undefined, named: Record<string, number>) =>
  importedPeriod('a.csv', stated, new Map(Object.entries(named)), '2026-11')

test('the period is what was stated, else what the column says, else the month of the import', () => {
  expect(of('2026-09', { '2026-09': 3 })).toEqual({ period: '2026-09', basis: 'stated' })
  expect(of(undefined, { '2026-10': 3 })).toEqual({ period: '2026-10', basis: 'column' })
  expect(of(undefined, {})).toEqual({ period: '2026-11', basis: 'month-of-import' })
})

test('several in a file are refused, naming each with its rows, and the way out', () => {
  const refused = () => of(undefined, { '2026-10': 2, '2026-09': 1 })
  expect(refused).toThrow(/a\.csv has rows of several periods: 1 of 2026-09, 2 of 2026-10\. .*say --period 2026-10/)
  expect(refused).toThrow(
    expect.objectContaining({ code: 'several-periods', details: { periods: ['2026-09', '2026-10'] } }),
  )
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${1990 + i}-01`, 1]))
  expect(() => of(undefined, many)).toThrow(/1 of 2013-01 and 6 more/)
})

test('a month to come is refused, wherever it is said', () => {
  const code = expect.objectContaining({
    code: 'period-to-come',
    message: expect.stringContaining('2026-12 is yet to come'),
  })
  expect(() => of(undefined, { '2026-12': 1 })).toThrow(code)
  expect(() => refusePeriodToCome('2026-12', '2026-11')).toThrow(code)
  expect(() => refusePeriodToCome('2026-11', '2026-11')).not.toThrow()
})

test('its column is found by every usual name, and read before all else of a row', () => {
  for (const name of usualNames.period) {
    const columns = resolveColumns(['lon', 'lat', name], {})
    expect(columns.map.period).toBe(name)
    const validate = rowValidator(columns, [121, 30, 122, 32])
    expect(validate(['121.5', '31.2', '2026年10月'])).toMatchObject({ ok: true, row: { period: '2026-10' } })
    expect(validate(['x', '', '上月'])).toMatchObject({
      ok: false,
      problem: { code: 'not-a-period', column: name, value: '上月' },
    })
    expect(validate(['x', '', ''])).toMatchObject({
      ok: false,
      problem: { code: 'not-a-period', reason: 'the period is empty' },
    })
    const asked = rowValidator(columns, [121, 30, 122, 32], '2026-10')
    expect(asked(['121.5', '31.2', '202610'])).toMatchObject({ ok: true })
    expect(asked(['x', '', '202609'])).toMatchObject({
      ok: false,
      problem: { code: 'other-period', reason: 'of 2026-09, not of 2026-10' },
    })
  }
  expect(resolveColumns(['lon', 'lat', '账期'], { period: '' }).map.period).toBeUndefined()
})

test('rows of another period than the one asked for weigh nothing where bad rows are judged', () => {
  const first = (code: 'other-period' | 'not-a-number') =>
    [code, { line: 2, column: 'x', value: '', code, reason: '' }] as const
  const judge = (others: number, bad: number) =>
    judgeRejects({
      name: 'a.csv',
      rowsRead: others + bad + 10,
      rejects: {
        count: others + bad,
        countByCode: new Map([
          ['other-period', others],
          ['not-a-number', bad],
        ]),
        firstByCode: new Map([first('other-period'), first('not-a-number')]),
      },
      path: null,
      otherwise: 'nothing is lost',
    })
  expect(judge(1000, 0)).toBeNull()
  expect(judge(1000, 2)).toMatchObject({ rows: 12, rejected: 2, reasons: [{ code: 'not-a-number' }] })
  expect(() => judge(1000, 11)).toThrow(/11 of 21 rows/)
})

test('columns of usual figures that the city does not count are told, and are no columns of customers', () => {
  const header = ['lon', 'lat', '期初用户数', '出账', 'received']
  const { perhapsFigures, perhapsCustomers } = resolveColumns(header, {})
  expect(perhapsFigures).toEqual([
    { key: 'opening', column: '期初用户数' },
    { key: 'billed', column: '出账' },
    { key: 'received', column: 'received' },
  ])
  expect(perhapsCustomers).toEqual([])
})
