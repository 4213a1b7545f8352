import type { FigureDefinition, FigureKey } from '../../server/contract/figures.ts'
import { figuresAmong, sumFigures } from '../../server/contract/figures.ts'
import type { ComparedPair, Comparison } from '../../server/contract/impact.ts'
import { formatScaled } from '../../server/contract/money.ts'
import { forPeople } from '../../server/contract/sheetWriter.ts'

/** No figure has a hyphen in its key. */
export type PairColumn = 'from' | 'to' | 'cells' | 'of-accounts' | 'of-units' | FigureKey

export interface PairOrder {
  readonly by: PairColumn
  readonly isDescending: boolean
}

/** The pairs by a column; of equals the larger by cells first, then by the codes, so that a table never jumps. */
export function orderPairs(pairs: readonly ComparedPair[], { by, isDescending }: PairOrder): ComparedPair[] {
  const turn = isDescending ? -1 : 1
  const nameOf = ({ from, to }: ComparedPair, side: 'from' | 'to') => (side === 'from' ? from : to)?.name ?? ''
  const compare = (a: ComparedPair, b: ComparedPair): number => {
    if (by === 'from' || by === 'to') return nameOf(a, by).localeCompare(nameOf(b, by), 'zh-CN', { numeric: true })
    if (by === 'cells') return a.cells - b.cells
    if (by === 'of-accounts') return accountsOf(a) - accountsOf(b)
    if (by === 'of-units') return unitsOf(a) - unitsOf(b)
    return (a.figures[by] ?? 0) - (b.figures[by] ?? 0)
  }
  const codesOf = ({ from, to }: ComparedPair) => `${from?.code ?? ''} ${to?.code ?? ''}`
  return pairs.toSorted(
    (a, b) => turn * compare(a, b) || b.cells - a.cells || codesOf(a).localeCompare(codesOf(b), 'en'),
  )
}

/** Key and listed ones together. */
export const accountsOf = ({ accounts }: Pick<ComparedPair, 'accounts'>): number => accounts.key + accounts.listed
/** Whole ones, and those of which a part goes over. */
export const unitsOf = ({ units }: Pick<ComparedPair, 'units'>): number => units.whole + units.split

/** The table as CSV for people: what goes from which grid to which, with every figure, and the total last. */
export function pairCsv(
  { pairs, totals }: Pick<Comparison, 'pairs' | 'totals'>,
  definitions: readonly FigureDefinition[],
): string {
  const sums = sumFigures(figuresAmong(definitions, Object.keys(totals.figures)))
  const written = ({ cells, figures, accounts, units }: Omit<ComparedPair, 'from' | 'to'>) => [
    cells,
    ...sums.map(({ key, decimals }) => formatScaled(figures[key] ?? 0, decimals)),
    ...[accounts.key, accounts.listed, units.whole, units.split],
  ]
  const things = ['key_accounts', 'listed_accounts', 'units_whole', 'units_split']
  const named = ['from_code', 'from_name', 'to_code', 'to_name']
  const rows = pairs.map(({ from, to, ...held }) => [
    ...[from?.code, from?.name, to?.code, to?.name].map((text) => text ?? ''),
    ...written(held),
  ])
  return (
    forPeople.header([...named, 'cells', ...sums.map(({ key }) => key), ...things]) +
    [...rows, ['total', '', '', '', ...written(totals)]].map(forPeople.line).join('')
  )
}
