import type { SnapshotName } from '../../server/contract/cities.ts'
import type { Language } from '../../server/contract/common.ts'
import { periodFormat } from '../../server/contract/periods.ts'

/** Numbers as a planner reads them in one language; `currency` is the city's. */
export interface Format {
  integer(value: number): string
  /** a few digits and a unit: 12.3万, 1.2M */
  compact(value: number): string
  /** from hundredths */
  money(cents: number): string
  moneyCompact(cents: number): string
  /** currency units with two decimals */
  price(value: number): string
  /** +3.2 %, −1.0 %; a fraction in */
  deviation(value: number | null): string
  percent(value: number): string
  area(km2: number): string
  decimal(value: number): string
  /** what a sentence says of a snapshot */
  data(snapshot: SnapshotName): { period: string; source: string; date: string }
  /** the day of a moment, in the city's time zone */
  date(moment: string): string
  /** a moment as 2026-07-01 00:00, in the city's time zone: where a version begins, which nobody may read as another day */
  moment(moment: string): string
  /** day and time of a moment, in the city's time zone */
  time(moment: string): string
}

export const noValue = '—'

export function createFormat(language: Language, currency: string, timezone?: string): Format {
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 4 })
  const decimal = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const area = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 })
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const deviation = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const money = new Intl.NumberFormat(language, moneyOptions(currency, { maximumFractionDigits: 0 }))
  const moneyCompact = new Intl.NumberFormat(
    language,
    moneyOptions(currency, { notation: 'compact', maximumSignificantDigits: 4 }),
  )
  const price = new Intl.NumberFormat(
    language,
    moneyOptions(currency, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  )
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', ...(timezone && { timeZone: timezone }) })
  const time = new Intl.DateTimeFormat(language, {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(timezone && { timeZone: timezone }),
  })
  // Swedish writes dates as ISO does.
  const moment = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(timezone && { timeZone: timezone }),
  })
  const periodText = periodFormat(language)
  return {
    integer: (value) => integer.format(value),
    compact: (value) => compact.format(value),
    money: (cents) => money.format(cents / 100),
    moneyCompact: (cents) => moneyCompact.format(cents / 100),
    price: (value) => price.format(value),
    // A true minus sign is as wide as the plus, so columns line up.
    deviation: (value) => (value === null ? noValue : deviation.format(value).replace('-', '−')),
    percent: (value) => percent.format(value),
    area: (km2) => `${area.format(km2)} km²`,
    decimal: (value) => decimal.format(value),
    moment: (text) => moment.format(new Date(text)),
    time: (moment) => time.format(new Date(moment)),
    data: ({ period, sourceName, completedAt }) => ({
      period: periodText(period),
      source: sourceName,
      date: date.format(new Date(completedAt)),
    }),
    date: (moment) => date.format(new Date(moment)),
  }
}

/** A city's currency is free text; what is no ISO 4217 code is left off rather than thrown on. */
function moneyOptions(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormatOptions {
  return /^[A-Z]{3}$/.test(currency)
    ? { ...options, style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
    : options
}
