import type { PlanLife } from '../../server/contract/lifecycle.ts'
import { addDays, isCivilDate, monthAfter } from './civilDays.ts'

/** How far ahead an owner may begin. */
export const horizonDays = 730

export type OpenDates = Pick<PlanLife, 'today' | 'earliest' | 'latest' | 'isFirst' | 'taken'>

/** Why a plan cannot take effect on a date; null where it can. */
export function dateFault(
  date: string,
  { earliest, latest, isFirst }: OpenDates,
): 'no-date' | 'begun' | 'too-far' | null {
  if (!isCivilDate(date)) return 'no-date'
  if (!isFirst && date < earliest) return 'begun'
  return date > latest ? 'too-far' : null
}

/** What is proposed: a city's first plan counts from today on, any other from the first day that is open and free. */
export function proposedDate({ today, earliest, isFirst, taken }: OpenDates): string {
  if (isFirst) return today
  const used = new Set(taken.map(({ from }) => from))
  let date = earliest
  while (used.has(date)) date = addDays(date, 1)
  return date
}

/** Dates that are often meant, the first to come first: today where it is open, tomorrow, the next first of a month and of a quarter. */
export function usualDates(
  dates: OpenDates,
): { readonly name: 'today' | 'tomorrow' | 'month' | 'quarter'; readonly date: string }[] {
  const { today } = dates
  const month = Number(today.slice(5, 7))
  return [
    { name: 'today' as const, date: today },
    { name: 'tomorrow' as const, date: addDays(today, 1) },
    { name: 'month' as const, date: monthAfter(today, 1) },
    { name: 'quarter' as const, date: monthAfter(today, 3 - ((month - 1) % 3)) },
  ].filter(({ date }, i, all) => dateFault(date, dates) === null && all.findIndex((one) => one.date === date) === i)
}
