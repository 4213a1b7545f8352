import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { period, periodAfter, periodFormat, periodOf, readPeriod } from '../../../../server/contract/periods.ts'

const months = 'January February March April May June July August September October November December'.split(' ')
const two = (value: number) => String(value).padStart(2, '0')

/** How people and programs write a month, or a day of it. */
const writings: ((year: number, month: number, day: number) => string)[] = [
  (year, month) => `${year}-${two(month)}`,
  (year, month) => `${year}-${month}`,
  (year, month) => `${year}/${month}`,
  (year, month) => `${year}.${two(month)}`,
  (year, month) => `${year}${two(month)}`,
  (year, month) => `${year}年${month}月`,
  (year, month) => `${year} 年 ${two(month)} 月份`,
  (year, month) => `${month}/${year}`,
  (year, month) => `${two(month)}-${year}`,
  (year, month) => `${months[month - 1]} ${year}`,
  (year, month) => `${months[month - 1]!.slice(0, 3).toUpperCase()}-${year}`,
  (year, month) => `${year} ${months[month - 1]!.slice(0, 3)}`,
  (year, month, day) => `${year}-${two(month)}-${two(day)}`,
  (year, month, day) => `${year}/${month}/${day}`,
  (year, month, day) => `${year}.${month}.${day}`,
  (year, month, day) => `${year}${two(month)}${two(day)}`,
  (year, month, day) => `${year}年${month}月${day}日`,
  (year, month, day) => `${year}-${two(month)}-${two(day)} 00:00:00`,
]
const fullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))

describe('a period is read', () => {
  test('out of every usual writing of a month, whatever the width of its signs and the space around it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2199 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom(...writings),
        fc.constantFrom(
          (text: string) => text,
          fullWidth,
          (text: string) => ` ${text}\t`,
        ),
        (year, month, day, write, dress) => {
          expect(readPeriod(dress(write(year, month, day)))).toBe(`${year}-${two(month)}`)
        },
      ),
    )
  })

  test('out of any text as a period or not at all, and out of a period as itself', () => {
    const signs = fc.constantFrom(...'0123456789-/.年月日 Octa')
    const texts = fc.oneof(
      fc.string(),
      fc.array(signs, { maxLength: 12 }).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const read = readPeriod(text)
        if (read === null) return
        expect(period.safeParse(read).success).toBe(true)
        expect(readPeriod(read)).toBe(read)
      }),
    )
  })

  test.each([
    '',
    '2026',
    '2026-13',
    '2026-00',
    '202613',
    '2026Q3',
    '26-10',
    '10',
    '2026-1-32',
    '2026.1',
    '1.2026',
    '2026-10-',
    '12%',
  ])('not out of %j, which is no month or could be another', (text) => expect(readPeriod(text)).toBeNull())
})

test('a moment falls into the month of its time zone', () => {
  const moment = new Date('2026-10-31T16:30:00Z')
  expect([periodOf(moment, 'Asia/Shanghai'), periodOf(moment, 'UTC')]).toEqual(['2026-11', '2026-10'])
})

test('periods count on over the year, and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: -1200, max: 1200 }), (start, months) => {
      const from = periodAfter('1950-01', start)
      expect(period.safeParse(from).success).toBe(true)
      expect(periodAfter(periodAfter(from, months), -months)).toBe(from)
      expect(Math.sign(periodAfter(from, months).localeCompare(from))).toBe(Math.sign(months))
    }),
  )
  expect([periodAfter('2026-12', 1), periodAfter('2026-01', -2)]).toEqual(['2027-01', '2025-11'])
})

test('periods are written as each language says them', () => {
  expect([periodFormat('zh-CN')('2026-10'), periodFormat('en')('2026-10')]).toEqual(['2026年10月', 'October 2026'])
})
