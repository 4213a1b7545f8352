import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type NumberKind, readDecimal } from '../../../../server/data/humanNumber.ts'
import { parseScaled } from '../../../../server/data/money.ts'

const cents = (text: string) => {
  const read = readDecimal(text, 'amount')
  return typeof read === 'string' ? parseScaled(read, 2) : read.reason
}
const number = (text: string, kind: NumberKind = 'figure') => {
  const read = readDecimal(text, kind)
  return typeof read === 'string' ? Number(read) : read.reason
}

const grouped = (digits: string, sign: string) => digits.replace(/\B(?=(\d{3})+$)/g, sign)
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000')

/** An amount in hundredths, written as people do; the styles are independent of each other. */
const style = fc.record({
  groupBy: fc.constantFrom('', ',', ' ', '\u00a0', "'"),
  currency: fc.constantFrom(
    ['', ''],
    ['¥', ''],
    ['￥', ''],
    ['￥ ', ''],
    ['', '元'],
    ['', ' 元'],
    ['NT$', ''],
    ['$', ''],
    ['CNY ', ''],
    ['', ' RMB'],
    ['人民币', ''],
  ),
  negative: fc.constantFrom('before', 'inside', 'brackets', 'true minus'),
  isMyriad: fc.boolean(),
  isFullWidth: fc.boolean(),
})

test('an amount written in any of the styles reads back to the hundredth', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), style, (amount, how) => {
      const places = how.isMyriad ? 6 : 2
      const digits = String(Math.abs(amount)).padStart(places + 1, '0')
      const whole = grouped(digits.slice(0, -places), how.groupBy)
      const [before, after] = how.currency as [string, string]
      const positive = (sign: string) =>
        `${before}${sign}${whole}.${digits.slice(-places)}${how.isMyriad ? '万' : ''}${after}`
      const negative = {
        before: `-${positive('')}`,
        inside: positive('-'),
        brackets: `(${positive('')})`,
        'true minus': `\u2212${positive('')}`,
      }[how.negative]
      const text = amount < 0 ? (negative as string) : positive('')
      expect([text, cents(how.isFullWidth ? fullWidth(text) : text)]).toEqual([text, amount])
    }),
    { numRuns: 2000 },
  )
})

test('a count and a figure in any of the styles read back the same', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.constantFrom('', ',', ' ', "'"), fc.boolean(), (count, groupBy, isFullWidth) => {
      const text = grouped(String(count), groupBy)
      expect(number(isFullWidth ? fullWidth(text) : text, 'count')).toBe(count)
      expect(number(`${count}%`, 'share')).toBe(Number(`${count}e-2`))
      expect(number(`${count}亿`, 'count')).toBe(count * 1e8)
    }),
  )
})

test('a text of a mebibyte is no number, said in a line', () => {
  for (const piece of [' ', ',', '1,', "1'", '¥', '(', '%']) {
    const read = readDecimal(`1${piece.repeat(1_000_000 / piece.length)}x`, 'amount')
    expect(read).toEqual({ reason: expect.stringMatching(/^"1.{59}…" is not a decimal number$/) })
  }
})

test('a plain number is left as it stands', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(readDecimal(String(value), 'figure')).toBe(String(value))
    }),
  )
})

test.each([
  ['1,234.50', 123450],
  ['￥900.00', 90000],
  ['802元', 80200],
  ['3.5万元', 3500000],
  ['1.2亿', 12000000000],
  ['１，２３４．５０', 123450],
  ['(120.00)', -12000],
  ['1,000', 100000],
  ['0.005元', 1],
  ['1.38E+10', 1380000000000],
])('%s is %d hundredths', (text, expected) => {
  expect(cents(text)).toBe(expected)
})

test.each<[string, NumberKind, RegExp]>([
  ['1,5', 'amount', /"1,5" could mean two numbers/],
  ['0,123', 'amount', /could mean two numbers/],
  ['117,25', 'degrees', /could mean two numbers: write the decimals after a point$/],
  ['1.234,50', 'amount', /comma for the decimals and points between thousands/],
  ['1,23,456', 'count', /grouped unlike/],
  ['12,3456', 'amount', /could mean two numbers/],
  ['1,234,56', 'amount', /grouped unlike/],
  ["1,234'567", 'count', /grouped unlike/],
  ['1.234.567', 'count', /grouped unlike/],
  ['12%', 'amount', /percentage/],
  ['12%', 'count', /percentage/],
  ['12%', 'figure', /percentage, where a number that is no share is needed/],
  ['800元', 'count', /amount of money/],
  ['￥31', 'degrees', /amount of money/],
  ['1,234', 'degrees', /could mean/],
  ['10²', 'amount', /not a decimal number/],
  ['①', 'count', /not a finite number/],
  ['ten', 'amount', /"ten" is not a decimal number/],
  ['NaN', 'figure', /"NaN" is not a finite number/],
  ['--5', 'amount', /not a decimal/],
  ['¥5元', 'amount', /not a decimal/],
  ['5-', 'amount', /not a decimal/],
  ['12 34', 'count', /grouped unlike/],
])('%s as %s is refused with the reason', (text, kind, reason) => {
  const read = readDecimal(text, kind)
  expect(typeof read === 'string' ? read : read.reason).toMatch(reason)
})
