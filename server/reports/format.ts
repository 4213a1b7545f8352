import type { Language } from '../contract/common.ts'
import type { WeightKey } from '../contract/weightKey.ts'

/** Writes figures the way readers of one language and one currency expect them. Every function is pure. */
export interface Format {
  integer(value: number): string
  decimal(value: number, digits: number): string
  /** a dash for null */
  optional(value: number | null, digits: number): string
  /** from hundredths, with the currency's sign, to the hundredth */
  money(cents: number): string
  /** from hundredths, shortened: ¥1.2亿, ¥120M */
  moneyShort(cents: number): string
  /** customers as they are, revenue shortened */
  figure(key: WeightKey, value: number): string
  /** 0.05 → 5 % */
  percent(fraction: number, digits?: number): string
  /** 0.05 → +5.0 %, with a true minus sign */
  deviation(fraction: number | null): string
  date(moment: Date): string
}

export function formatFor(language: Language, currency: string, timezone: string): Format {
  const number = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(language, options)
    return (value: number) => formatter.format(value)
  }
  const money = moneyFormat(currency)
  const integer = number({ maximumFractionDigits: 0 })
  const exact = number({ ...money, minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const short = number({ ...money, notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const moneyShort = (cents: number) => short(cents / 100)
  const decimal = (value: number, digits: number) =>
    number({ minimumFractionDigits: digits, maximumFractionDigits: digits })(value)
  const percent = (fraction: number, digits = 1) =>
    number({ style: 'percent', minimumFractionDigits: 0, maximumFractionDigits: digits })(fraction)
  const signed = number({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: timezone })
  return {
    integer,
    decimal,
    optional: (value, digits) => (value === null ? '–' : decimal(value, digits)),
    money: (cents) => exact(cents / 100),
    moneyShort,
    figure: (key, value) => (key === 'customers' ? integer(value) : moneyShort(value)),
    percent,
    deviation: (fraction) => (fraction === null ? '–' : signed(fraction).replace('-', '−')),
    date: (moment) => date.format(moment),
  }
}

/** A city may use a unit that is no ISO currency; then its figures stand without a sign. */
function moneyFormat(currency: string): Intl.NumberFormatOptions {
  return /^[A-Z]{3}$/.test(currency) ? { style: 'currency', currency } : {}
}
