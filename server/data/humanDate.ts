import { z } from 'zod'

const civil = z.iso.date()

/** A day as people and databases write it, such as 2026-10-01, 2026/10/1, 20261001 or with a time behind it, as YYYY-MM-DD; null where it is none. */
export function readDate(text: string): string | null {
  const match = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+Z?)?$/.exec(text)
  if (!match || (match[2] === '' && text.length < 8)) return null
  const date = `${match[1]}-${match[3]!.padStart(2, '0')}-${match[4]!.padStart(2, '0')}`
  return civil.safeParse(date).success ? date : null
}
