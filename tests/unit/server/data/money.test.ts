import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseScaled } from '../../../../server/data/money.ts'

test('an amount of two decimals is exact, where floating point is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), (cents) => {
      const digits = String(Math.abs(cents)).padStart(3, '0')
      const text = `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
      expect(parseScaled(text, 2)).toBe(cents)
    }),
  )
  expect(parseScaled('1.005', 2)).toBe(101)
  expect(parseScaled('0.285', 2)).toBe(29)
})

test('moving the point by an exponent changes nothing', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.integer({ min: -9, max: 4 }), (digits, exponent) => {
      const plain = exponent >= 0 ? `${digits}${'0'.repeat(exponent)}` : pointed(String(digits), -exponent)
      expect(parseScaled(`${digits}e${exponent}`, 2)).toBe(parseScaled(plain, 2))
    }),
  )
})

function pointed(digits: string, places: number): string {
  const padded = digits.padStart(places + 1, '0')
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`
}

test.each([
  ['0', 0],
  ['-0.00', 0],
  ['+7', 700],
  ['.5', 50],
  ['3.', 300],
  ['74541.4', 7454140],
  ['-0.005', -1],
  ['0.0049999', 0],
  ['1E-1', 10],
])('%s is %d hundredths', (text, cents) => {
  expect(parseScaled(text, 2)).toBe(cents)
})

test.each(['', '.', '-', 'ten', '1,000', '0x10', 'NaN', 'Infinity', '1e', ' 1', '１'])('"%s" is no amount', (text) => {
  expect(parseScaled(text, 2)).toBeNull()
})

test('an amount too large to sum exactly is told apart from a bad one', () => {
  expect(parseScaled('1e13', 2)).toBeNaN()
  expect(parseScaled('9e999', 2)).toBeNaN()
})
