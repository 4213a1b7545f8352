import { addDays, dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import type { VersionRow } from './lifeStore.ts'

/** How far ahead a version, an owner or a head of a grid may begin. */
export const horizonDays = 730
/** How far back a correction may reach. */
const reachDays = 31

export interface OpenDates {
  readonly today: string
  readonly earliest: string
  readonly latest: string
  /** nothing was ever in force: any date is open */
  readonly isFirst: boolean
}

/** Which dates a version may begin on. A day that has begun has one answer for ever, so tomorrow is the first one. */
export function openDates(live: readonly VersionRow[], timezone: string, now: Date): OpenDates {
  const today = dateAt(now, timezone)
  const isFirst = live.length === 0
  return { today, earliest: addDays(today, 1), latest: addDays(today, horizonDays), isFirst }
}

/** Throws `date-not-open`, naming the first that is. */
export function refuseClosedDate(date: string, { earliest, latest, isFirst }: OpenDates): void {
  if ((isFirst || date >= earliest) && date <= latest) return
  const why = date > latest ? `the last date that is open is ${latest}` : `the first date that is open is ${earliest}`
  throw new ShapanError('date-not-open', `A version cannot begin on ${date}: ${why}`, { facts: { earliest, latest } })
}

/** A correction begins in the past, within reach, where something was in force already. Throws `date-not-open`. */
export function refuseUncorrectable(date: string, live: readonly VersionRow[], { today }: OpenDates): void {
  const reach = addDays(today, -reachDays)
  const first = live[0]?.from
  const earliest = first !== undefined && first > reach ? first : reach
  if (first !== undefined && date >= earliest && date <= today) return
  throw new ShapanError(
    'date-not-open',
    first === undefined
      ? 'Nothing has been in force yet that could be corrected'
      : `A correction begins between ${earliest} and ${today}, not on ${date}`,
    { facts: { earliest, latest: today } },
  )
}
