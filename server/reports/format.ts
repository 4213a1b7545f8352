import type { City } from '../contract/cities.ts'
import type { Language } from '../contract/common.ts'
import {
  type FigureDefinition,
  type FigureKey,
  type Figures,
  findFigure,
  isPlural,
  type RatioFigure,
  ratioOf,
} from '../contract/figures.ts'
import { formatSum } from '../contract/money.ts'
import { type Period, periodFormat } from '../contract/periods.ts'

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
  /** a figure as within a sentence */
  label(key: FigureKey): string
  /** whether it is said of many */
  isPlural(key: FigureKey): boolean
  /** a sum of a figure, money shortened */
  figure(key: FigureKey, value: number): string
  /** the same to the last hundredth */
  exact(key: FigureKey, value: number): string
  /** a ratio of these sums; a dash where there is nothing to divide by */
  ratio(figure: RatioFigure, sums: Figures): string
  /** 0.05 → 5 % */
  percent(fraction: number, digits?: number): string
  /** 0.05 → +5.0 %, with a true minus sign */
  deviation(fraction: number | null): string
  date(moment: Date): string
  /** 2026年10月, October 2026 */
  period(period: Period): string
  /** those that are told of */
  figures: readonly FigureDefinition[]
}

export function formatFor(
  language: Language,
  { currency, timezone }: Pick<City, 'currency' | 'timezone'>,
  figures: readonly FigureDefinition[],
): Format {
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
  const exactMoney = (cents: number) => exact(cents / 100)
  const ratioText = (figure: RatioFigure, value: number | null): string => {
    if (value === null) return '–'
    if (figure.unit === 'money') return exact(value)
    return figure.unit === 'share' ? percent(value) : decimal(value, figure.decimals)
  }
  return {
    integer,
    decimal,
    optional: (value, digits) => (value === null ? '–' : decimal(value, digits)),
    money: exactMoney,
    moneyShort,
    label: (key) => findFigure(figures, key).label[language],
    isPlural: (key) => isPlural(findFigure(figures, key)),
    figure: (key, value) => formatSum(findFigure(figures, key), value, { integer, money: moneyShort }),
    exact: (key, value) => formatSum(findFigure(figures, key), value, { integer, money: exactMoney }),
    ratio: (figure, sums) => ratioText(figure, ratioOf(figure, sums, figures)),
    percent,
    deviation: (fraction) => (fraction === null ? '–' : signed(fraction).replace('-', '−')),
    date: (moment) => date.format(moment),
    period: periodFormat(language),
    figures,
  }
}

/** A city may use a unit that is no ISO currency; then its figures stand without a sign. */
function moneyFormat(currency: string): Intl.NumberFormatOptions {
  return /^[A-Z]{3}$/.test(currency) ? { style: 'currency', currency } : {}
}
