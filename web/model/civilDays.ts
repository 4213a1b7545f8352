/** Civil dates as `2026-07-01`, counted in days: a day of a city is a day, whatever its zone. */

const dayMs = 86_400_000

/** Days since 1970-01-01. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs

export const dateOfDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

export const addDays = (date: string, days: number): string => dateOfDay(dayOf(date) + days)

/** The first day of the month that is so many months after a date's own. */
export function monthAfter(date: string, months: number): string {
  const [year, month] = date.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

/** A whole date as the calendar has it: not the 30th of February, not half typed. */
export const isCivilDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayOf(text)) && dateOfDay(dayOf(text)) === text

/** How many working days, from Monday to Friday, lie after one date until another, which counts itself; 0 where it is not later. */
export function workingDaysUntil(date: string, until: string): number {
  let count = 0
  for (let day = dayOf(date) + 1; day <= dayOf(until); day++) {
    // 1970-01-01 was a Thursday.
    const weekday = (day + 3) % 7
    if (weekday < 5) count++
  }
  return count
}
