import type { FigureDefinition, FigureKey } from '../../server/contract/figures.ts'
import { figuresAmong, sumFigures } from '../../server/contract/figures.ts'
import type { ComparedPair, Comparison } from '../../server/contract/impact.ts'
import { formatScaled } from '../../server/contract/money.ts'
import { forPeople } from '../../server/contract/sheetWriter.ts'

export type PairColumn = 'from' | 'to' | 'cells' | FigureKey

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
    return by === 'cells' ? a.cells - b.cells : (a.figures[by] ?? 0) - (b.figures[by] ?? 0)
  }
  const codesOf = ({ from, to }: ComparedPair) => `${from?.code ?? ''} ${to?.code ?? ''}`
  return pairs.toSorted(
    (a, b) => turn * compare(a, b) || b.cells - a.cells || codesOf(a).localeCompare(codesOf(b), 'en'),
  )
}

/** The table as CSV for people: what goes from which grid to which, with every figure, and the total last. */
export function pairCsv(
  { pairs, totals }: Pick<Comparison, 'pairs' | 'totals'>,
  definitions: readonly FigureDefinition[],
): string {
  const sums = sumFigures(figuresAmong(definitions, Object.keys(totals.figures)))
  const written = (figures: ComparedPair['figures']) =>
    sums.map(({ key, decimals }) => formatScaled(figures[key] ?? 0, decimals))
  const named = ['from_code', 'from_name', 'to_code', 'to_name']
  const rows = pairs.map(({ from, to, cells, figures }) => [
    ...[from?.code, from?.name, to?.code, to?.name].map((text) => text ?? ''),
    cells,
    ...written(figures),
  ])
  return (
    forPeople.header([...named, 'cells', ...sums.map(({ key }) => key)]) +
    [...rows, ['total', '', '', '', totals.cells, ...written(totals.figures)]].map(forPeople.line).join('')
  )
}
