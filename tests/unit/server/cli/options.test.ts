import { expect, test } from 'vitest'
import {
  parseCityCode,
  parseCrs,
  parsePlanId,
  parseTolerance,
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
  for (const text of ['', 'customers,', 'customers,customers', 'mou']) expect(() => parseWeights(text)).toThrow()
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
