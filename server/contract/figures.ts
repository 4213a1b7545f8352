/**
 * Figures by key: everything that is counted of a customer, a cell, a grid and a city. Those that every city has stand here; a city
 * adds its own as data. Wherever figures are read, weighed, coloured, listed or written, a list of these definitions says which.
 *
 * Sums are additive and whole: counts as they are, money in hundredths, any other unit in its smallest decimal. Ratios are computed
 * from sums, in whole units, and are never stored, added up or averaged.
 */
import { z } from 'zod'
import { ratio } from '../../partition/index.ts'
import { label, language } from './words.ts'

/** Names that stand beside figures: columns of a customer's row, choices in menus, counts in answers. */
const taken = [
  ...[
    'id',
    'lon',
    'lat',
    'location',
    'segment',
    'tariff',
    'mou',
    'dou',
    'account',
    'unit',
    'ended',
    'district',
    'period',
  ],
  ...['worst', 'name', 'code', 'number', 'grids', 'cells', 'unassigned', 'area_km2', 'compactness'],
  ...['colour', 'locked', 'pins', 'cell_id', 'grid_code', 'grid_name', 'within_tolerance', 'division'],
  // what every object has
  'constructor',
]
const isTaken = (key: string) => taken.includes(key) || key.endsWith('_deviation')

export const figureKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a lower-case letter, then such letters, digits and underscores, at most 40')
  .refine((key) => !isTaken(key), 'a name that rows, files or answers give to something else: choose another')
export type FigureKey = z.infer<typeof figureKey>

/** Sums by key. Money is in hundredths (分), so sums are exact. */
export const figures = z.record(figureKey, z.int())
export type Figures = z.infer<typeof figures>

const common = {
  key: figureKey,
  /** `count` of things, `money` of the city's currency, `share` of a whole, or a unit's own name, such as GB */
  unit: z.string().min(1).max(20),
  /** how many decimals the unit is kept with: a sum's value is in units of the last of them */
  decimals: z.int().min(0).max(6),
  /** as within a sentence */
  label: z.record(language, label),
}

export const sumFigure = z.object({
  kind: z.literal('sum'),
  ...common,
  /** usual names of its column, best first */
  columns: z.array(z.string()).readonly(),
})
export const ratioFigure = z.object({
  kind: z.literal('ratio'),
  ...common,
  numerator: figureKey,
  denominator: figureKey,
})
export const figureDefinition = z.discriminatedUnion('kind', [sumFigure, ratioFigure])
export type SumFigure = z.infer<typeof sumFigure>
export type RatioFigure = z.infer<typeof ratioFigure>
export type FigureDefinition = z.infer<typeof figureDefinition>

export const figureList = z.object({ figures: z.array(figureDefinition).readonly() })
export type FigureList = z.infer<typeof figureList>

/** Those of every city, in the order they are shown in. */
export const contractFigures: readonly FigureDefinition[] = [
  {
    kind: 'sum',
    key: 'customers',
    unit: 'count',
    decimals: 0,
    label: { 'zh-CN': '客户数', en: 'customers' },
    columns: [
      'customers',
      'customer_count',
      'users',
      'households',
      'count',
      '客户数',
      '用户数',
      '户数',
      '总户数',
      '总客户数',
      '总用户数',
      '客户总数',
      '用户总数',
      '客户数量',
      '用户数量',
      '住户数',
      '戶數',
      '總戶數',
      '客戶數',
      '用戶數',
    ],
  },
  {
    kind: 'sum',
    key: 'revenue',
    unit: 'money',
    decimals: 2,
    label: { 'zh-CN': '收入', en: 'revenue' },
    columns: ['revenue', 'income', 'arpu', 'fee', 'charge', '收入', '出账收入', '月收入'],
  },
  {
    kind: 'ratio',
    key: 'arpu',
    unit: 'money',
    decimals: 2,
    label: { 'zh-CN': 'ARPU', en: 'ARPU' },
    numerator: 'revenue',
    denominator: 'customers',
  },
]

/**
 * The sums of them, which every snapshot carries, in this order. It is also what plans balance, and are judged by, where nobody says.
 */
export const contractKeys: readonly FigureKey[] = sumFigures(contractFigures).map(({ key }) => key)

export function sumFigures(all: readonly FigureDefinition[]): SumFigure[] {
  return all.filter((one) => one.kind === 'sum')
}

/** Those whose sums are among `keys`: what can be told of data that carries these. Sums first. */
export function figuresAmong(all: readonly FigureDefinition[], keys: readonly string[]): FigureDefinition[] {
  const has = (key: string) => keys.includes(key)
  const ratios = all.filter((one) => one.kind === 'ratio' && has(one.numerator) && has(one.denominator))
  return [...sumFigures(all).filter(({ key }) => has(key)), ...ratios]
}

/** What is known of a figure; one that nobody has defined, as in a note of long ago, is a count by its own name. */
export function findFigure(all: readonly FigureDefinition[], key: FigureKey): FigureDefinition {
  const unknown = {
    kind: 'sum',
    key,
    unit: 'count',
    decimals: 0,
    label: { 'zh-CN': key, en: key },
    columns: [],
  } as const
  return all.find((one) => one.key === key) ?? unknown
}

/** Whether one says it of many: customers add up, revenue adds up. */
export function isPlural({ unit }: Pick<FigureDefinition, 'unit'>): boolean {
  return unit === 'count'
}

/** A ratio in whole units, such as currency a customer; null where there is nothing to divide by. */
export function ratioOf(figure: RatioFigure, sums: Figures, all: readonly FigureDefinition[]): number | null {
  const whole = (key: FigureKey) => (sums[key] ?? 0) / scaleOf(findFigure(all, key))
  return ratio(whole(figure.numerator), whole(figure.denominator))
}

/** How many of a sum's values make one unit: 100 of money. */
export function scaleOf({ decimals }: Pick<FigureDefinition, 'decimals'>): number {
  return Number(`1e${decimals}`)
}
