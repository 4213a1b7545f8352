import type { Language } from '../../server/contract/common.ts'
import {
  type FigureDefinition,
  type FigureKey,
  type Figures,
  findFigure,
  isPlural,
  type RatioFigure,
  ratioOf,
} from '../../server/contract/figures.ts'
import { formatSum } from '../../server/contract/money.ts'
import { capital } from '../../server/contract/sentences.ts'
import { type Format, noValue } from './format.ts'

/** Figures as a planner reads them. */
export interface FigureText {
  /** within a sentence */
  label(key: FigureKey): string
  /** by itself */
  title(key: FigureKey): string
  /** whether it is said of many */
  isPlural(key: FigureKey): boolean
  /** a sum to its last unit, money to the whole */
  exact(key: FigureKey, value: number): string
  /** money shortened */
  short(key: FigureKey, value: number): string
  /** as `short`, with what it is of */
  said(key: FigureKey, value: number): string
  /** all shortened */
  compact(key: FigureKey, value: number): string
  ratio(figure: RatioFigure, sums: Figures): string
}

export function createFigureText(figures: readonly FigureDefinition[], language: Language, format: Format): FigureText {
  const sum =
    (integer: (value: number) => string, money: (cents: number) => string) => (key: FigureKey, value: number) =>
      formatSum(findFigure(figures, key), value, { integer, money })
  const label = (key: FigureKey) => findFigure(figures, key).label[language]
  const short = sum(format.integer, format.moneyCompact)
  return {
    label,
    title: (key) => capital(label(key)),
    isPlural: (key) => isPlural(findFigure(figures, key)),
    exact: sum(format.integer, format.money),
    short,
    said: (key, value) => `${label(key)} ${short(key, value)}`,
    compact: sum(format.compact, format.moneyCompact),
    ratio(figure, sums) {
      const value = ratioOf(figure, sums, figures)
      if (value === null) return noValue
      if (figure.unit === 'money') return format.price(value)
      return figure.unit === 'share' ? format.percent(value) : format.decimal(value)
    },
  }
}
