import { type FigureDefinition, figuresAmong, findFigure } from '../contract/figures.ts'
import type { Comparison, Impact } from '../contract/impact.ts'
import { formatCount, formatFigure, formatTable } from './output.ts'

const mostPairs = 20

/** What changes hands, as lines: the sums, then from which grid to which. */
export function comparisonLines({ totals, pairs, grids }: Comparison, figures: readonly FigureDefinition[]): string[] {
  const keys = figuresAmong(figures, Object.keys(totals.figures)).flatMap((one) =>
    one.kind === 'sum' ? [one.key] : [],
  )
  const sums = keys.map((key) => `${key} ${formatFigure(findFigure(figures, key), totals.figures[key]!)}`)
  const share = totals.share === null ? '' : ` (${(totals.share * 100).toFixed(2)}% of the customers)`
  const named = (grid: { code: string; name: string } | null) => (grid ? `${grid.code} ${grid.name}` : '–')
  return [
    totals.cells === 0
      ? 'nothing changes hands'
      : `changes hands: ${formatCount(totals.cells)} cells, ${sums.join(', ')}${share}`,
    ...(pairs.length === 0
      ? []
      : formatTable([
          ['from', 'to', 'cells', ...keys],
          ...pairs
            .slice(0, mostPairs)
            .map(({ from, to, cells, figures: own }) => [
              named(from),
              named(to),
              formatCount(cells),
              ...keys.map((key) => formatFigure(findFigure(figures, key), own[key]!)),
            ]),
        ])),
    ...(pairs.length > mostPairs ? [`… and ${pairs.length - mostPairs} more pairs: --json has them`] : []),
    ...(grids.created.length > 0 ? [`grids that begin: ${grids.created.map(named).join(', ')}`] : []),
    ...(grids.ended.length > 0 ? [`grids that end: ${grids.ended.map(named).join(', ')}`] : []),
  ]
}

export function impactLines(impact: Impact, figures: readonly FigureDefinition[]): string[] {
  return [
    `${impact.planId} from ${impact.effectiveFrom} (${impact.effectiveAt}), after ${impact.predecessor ?? 'nothing'}`,
    ...comparisonLines(impact, figures),
    ...impact.later.map(({ id, from }) => `later: ${id} from ${from}`),
    ...impact.blockers.map(({ message }) => `in the way: ${message}`),
    ...impact.warnings.map(({ code, message }) => `to acknowledge: ${code} (${message})`),
  ]
}
