import { expect, test } from 'vitest'
import { parseComposite, parseShare, parseTolerance } from '../../../../server/cli/options.ts'
import { contractKeys } from '../../../../server/contract/figures.ts'
import { type ColumnKey, columnKeys } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'
import { isShareName } from '../../../../server/data/usualNames.ts'
import { rowValidator } from '../../../../server/data/validateRow.ts'

const good: Record<string, string> = { lon: '121.5', lat: '31.2', customers: '3', revenue: '9', mou: '5', dou: '6' }

/** What becomes of one value where the column of `key` is called `name`. */
function read(key: ColumnKey, value: string, name: string = key) {
  const entries = Object.entries({ ...good, [key]: value })
  const header = entries.map(([one]) => (one === key ? name : one))
  const validate = rowValidator(resolveColumns(header, { [key]: name }), [121, 31, 122, 32])
  const result = validate(entries.map(([, field]) => field))
  if (!result.ok) return result.problem.reason
  const place = contractKeys.indexOf(key)
  return place < 0 ? result.row[key as 'mou'] : result.row.figures[place]
}

test('a percentage is read in a column whose name says that it holds shares', () => {
  for (const name of ['渗透率', '高清占比', '使用比例', 'churn_rate', 'usageShare', 'used %', '饱和度（％）']) {
    expect([name, isShareName(name), read('mou', '12.5%', name)]).toEqual([name, true, 0.125])
    expect(read('dou', '１２％', name)).toBe(0.12)
    expect(read('dou', '0.3', name)).toBe(0.3)
  }
  for (const name of ['mou', 'dou', '通话时长', '流量', 'usage']) expect(isShareName(name)).toBe(false)
})

test('elsewhere it is refused, and the reason says what is needed there', () => {
  expect(read('mou', '12%')).toBe('"12%" is a percentage, where a number that is no share is needed')
  expect(read('dou', '12%', '流量')).toMatch(/is a percentage, where a number that is no share/)
  expect(read('customers', '12%', '户数占比')).toMatch(/is a percentage, where a number of customers is needed/)
  expect(read('revenue', '12%', '收入占比')).toMatch(/is a percentage, where an amount of money is needed/)
  for (const key of ['lon', 'lat'] as const)
    expect(read(key, '31%')).toMatch(/is a percentage, where a number of degrees/)
  const texts = columnKeys.filter((key) => !(key in good) && key !== 'location')
  for (const key of texts.filter((one) => one !== 'period' && one !== 'ended'))
    expect([key, read(key, '12%')]).toEqual([key, '12%'])
  expect(read('ended', '12%')).toBe('"12%" is no date such as 2026-10-01')
  expect(read('period', '12%')).toBe('"12%" is no month such as 2026-10')
})

test('every share of the command line may be written as a percentage', () => {
  for (const parse of [parseShare, parseTolerance]) expect(parse('12.5 %')).toBe(parse('0.125'))
  expect(parseComposite('customers=60%,revenue=0.4')).toEqual({ customers: 0.6, revenue: 0.4 })
})
