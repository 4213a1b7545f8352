import { expect, test } from 'vitest'
import {
  parseCityCode,
  parseComposite,
  parseCrs,
  parsePlanId,
  parseShare,
  parseSizeBand,
  parseTimeLimit,
  parseTolerance,
  parseTolerances,
  parseWeightNumbers,
  parseWeights,
  wholeNumber,
} from '../../../../server/cli/options.ts'

test('a tolerance is a percentage or a fraction, and both give the same number', () => {
  expect(['5%', '5 %', '0.05', '.05', '7.5%', '100%', '1'].map(parseTolerance)).toEqual([
    0.05, 0.05, 0.05, 0.05, 0.075, 1, 1,
  ])
})

test.each(['', '0', '0%', '-5%', '101%', '5', 'five', '5%%', '1e-2', 'NaN'])('refuses the tolerance "%s"', (text) => {
  expect(() => parseTolerance(text)).toThrow('a tolerance looks like')
})

test('weights keep their order and stand once', () => {
  expect(parseWeights('revenue, customers')).toEqual(['revenue', 'customers'])
  for (const text of ['', 'customers,', 'customers,customers', 'Kids', 'two words', 'name'])
    expect(() => parseWeights(text)).toThrow()
})

test('rules of a partition are read as planners write them', () => {
  expect(parseTolerances('3%, 10%')).toEqual([0.03, 0.1])
  expect(parseWeightNumbers('2,3')).toEqual([2, 3])
  expect(parseSizeBand('30000-50000')).toEqual({ smallest: 30_000, largest: 50_000 })
  expect(parseComposite('revenue=0.7, customers=.3')).toEqual({ revenue: 0.7, customers: 0.3 })
  expect(['0', '5%', '100%'].map(parseShare)).toEqual([0, 0.05, 1])
  expect(['10s', '1.5m', '7'].map(parseTimeLimit)).toEqual([10, 90, 7])
})

test.each([
  [parseTolerances, ['3%,', '', '3%;4%']],
  [parseWeightNumbers, ['0', '1,', 'customers']],
  [parseSizeBand, ['5-3', '0-3', '5', 'a-b', '-5']],
  [parseComposite, ['customers', 'customers=', 'Kids=1', 'name=1', 'customers=1,customers=2', 'customers=-1']],
  [parseShare, ['-1%', '101%', '', '2']],
  [parseTimeLimit, ['0s', '-1s', '1h', '2d', '90000s', '']],
] as const)('%o refuses what is none', (parse, texts) => {
  for (const text of texts) expect(() => parse(text)).toThrow()
})

test('whole numbers stay within their bounds', () => {
  const parse = wholeNumber(1, 65535)
  expect([parse('1'), parse('65535')]).toEqual([1, 65535])
  for (const text of ['0', '65536', '1.5', '1e3', '', '-1', ' ']) expect(() => parse(text)).toThrow('from 1 to 65535')
})

test('names are checked before anything is opened', () => {
  expect(parsePlanId('taipei-3')).toBe('taipei-3')
  expect(parseCityCode('taipei')).toBe('taipei')
  expect(parseCrs('bd09')).toBe('bd09')
  for (const refuse of [() => parsePlanId('taipei'), () => parseCityCode('Taipei'), () => parseCrs('WGS84')]) {
    expect(refuse).toThrow()
  }
})
