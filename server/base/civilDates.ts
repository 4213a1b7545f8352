import { Temporal } from 'temporal-polyfill'

/**
 * The first instant of a civil date in an IANA zone: midnight, the earlier of two where there are two, and where there is none the
 * first moment after it. `date` is YYYY-MM-DD.
 */
export function startOf(date: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds)
}

/** The civil date that an instant falls on in an IANA zone, as YYYY-MM-DD. */
export function dateAt(moment: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** The date so many working days later: from Monday to Friday, whatever holidays there are; the date itself is none of them. */
export function addWorkingDays(date: string, days: number): string {
  let day = Temporal.PlainDate.from(date)
  for (let left = days; left > 0; ) {
    day = day.add({ days: 1 })
    if (day.dayOfWeek <= 5) left--
  }
  return day.toString()
}

/** The date so many days later, or earlier. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}
