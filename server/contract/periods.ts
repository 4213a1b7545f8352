import { z } from 'zod'
import type { Language } from './common.ts'

/** A billing period 账期: a month, such as 2026-10. Texts of periods compare as the periods do. */
export const period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a period is a month such as 2026-10')
export type Period = z.infer<typeof period>

const year = '(?<year>(?:19|20|21)\\d\\d)'
const month = '(?<month>1[0-2]|0?[1-9])'
const word = '(?<word>[a-z]{3,9})\\.?'
const day = '(?:3[01]|[12]\\d|0?[1-9])'
const clock = '(?:[T ]\\d\\d?:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?'
// A month of one digit after a full stop may be a number that lost its last zero: 2026.1 of 2026.10.
const writings = [
  `${year}(?<mark>[-/.])${month}\\k<mark>${day}${clock}`,
  `${year}(?:[-/]${month}|\\.(?<two>0[1-9]|1[0-2]))`,
  `${year}(?<two>0[1-9]|1[0-2])(?:3[01]|[12]\\d|0[1-9])?`,
  `${year} ?年 ?${month}(?: ?月(?:份|${day}日)?)?`,
  `${month}[-/]${year}`,
  `${word}[-/ ,]{1,2}${year}`,
  `${year}[-/ ]${word}`,
].map((text) => new RegExp(`^${text}$`, 'i'))
const names = 'january february march april may june july august september october november december'.split(' ')

/** The period that a text says, however people and programs write a month, or a day of it; null where it says none. */
export function readPeriod(text: string): Period | null {
  const plain = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
  for (const writing of writings) {
    const found = writing.exec(plain)?.groups
    if (!found) continue
    const number = found.word === undefined ? Number(found.month ?? found.two) : monthOfName(found.word)
    if (number > 0) return `${found.year}-${String(number).padStart(2, '0')}`
  }
  return null
}

/** From 1; 0 for a word that is no month. */
function monthOfName(word: string): number {
  const wanted = word.toLowerCase()
  return (
    names.findIndex(
      (name) => name === wanted || name.slice(0, 3) === wanted || (wanted === 'sept' && name[0] === 's'),
    ) + 1
  )
}

/** The month that a moment falls into in a time zone. */
export function periodOf(moment: Date, timeZone: string): Period {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(moment)
  const part = (type: string) => parts.find((one) => one.type === type)?.value
  return `${part('year')}-${part('month')}`
}

/** Writes periods as their readers say them: 2026年10月, October 2026. */
export function periodFormat(language: Language): (period: Period) => string {
  const format = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return (period) => format.format(new Date(`${period}-01T00:00:00Z`))
}

/** The period so many months later, or earlier. */
export function periodAfter(start: Period, months: number): Period {
  const count = 12 * Number(start.slice(0, 4)) + Number(start.slice(5)) - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}
