import type { CityLineage } from '../contract/cityLineage.ts'
import { type FigureDefinition, figuresAmong, findFigure } from '../contract/figures.ts'
import type { Comparison, Impact, Movement } from '../contract/impact.ts'
import { formatCount, formatFigure, formatTable } from './output.ts'

const mostPairs = 20

/** What changes hands, as lines: the sums, then from which grid to which. */
export function comparisonLines(
  { totals, pairs, grids }: Pick<Comparison, 'totals' | 'pairs' | 'grids'>,
  figures: readonly FigureDefinition[],
): string[] {
  const keys = figuresAmong(figures, Object.keys(totals.figures)).flatMap((one) =>
    one.kind === 'sum' ? [one.key] : [],
  )
  const sums = keys.map((key) => `${key} ${formatFigure(findFigure(figures, key), totals.figures[key]!)}`)
  const things = thingsIn(pairs)
  const share = totals.share === null ? '' : ` (${(totals.share * 100).toFixed(2)}% of the customers)`
  const named = (grid: { code: string; name: string } | null) => (grid ? `${grid.code} ${grid.name}` : '–')
  return [
    totals.cells === 0
      ? 'nothing changes hands'
      : `changes hands: ${formatCount(totals.cells)} cells, ${sums.join(', ')}${share}`,
    ...(pairs.length === 0
      ? []
      : formatTable([
          ['from', 'to', 'cells', ...keys, ...things.map(({ title }) => title)],
          ...pairs
            .slice(0, mostPairs)
            .map(({ from, to, cells, figures: own, ...held }) => [
              named(from),
              named(to),
              formatCount(cells),
              ...keys.map((key) => formatFigure(findFigure(figures, key), own[key]!)),
              ...things.map(({ of }) => of(held)),
            ]),
        ])),
    ...(pairs.length > mostPairs ? [`… and ${pairs.length - mostPairs} more pairs: --json has them`] : []),
    ...(grids.created.length > 0 ? [`grids that begin: ${grids.created.map(named).join(', ')}`] : []),
    ...(grids.ended.length > 0 ? [`grids that end: ${grids.ended.map(named).join(', ')}`] : []),
  ]
}

/** Columns of accounts and units, where any change hands. */
function thingsIn(pairs: Comparison['pairs']) {
  type Held = Pick<Comparison['pairs'][number], 'accounts' | 'units'>
  const columns = [
    { title: 'key', of: ({ accounts }: Held) => formatCount(accounts.key) },
    { title: 'listed', of: ({ accounts }: Held) => formatCount(accounts.listed) },
    { title: 'units', of: ({ units }: Held) => formatCount(units.whole) },
    { title: 'split', of: ({ units }: Held) => formatCount(units.split) },
  ]
  return columns.filter(({ of }) => pairs.some((pair) => of(pair) !== '0'))
}

/** What the version after it would take back, were it kept. */
function nextLines({ next, totals }: Impact): string[] {
  if (!next) return []
  const { id, from, undone } = next
  return [
    undone.cells === 0
      ? `kept, ${id} undoes none of it on ${from}`
      : `kept, ${id} gives ${formatCount(undone.cells)} of the ${formatCount(totals.cells)} cells back on ${from}`,
    `kept, on ${from} ${formatCount(next.totals.cells)} cells change their grid`,
  ]
}

/** Who loses customers, and which owner rows follow a grid that ends. */
function peopleLines({ people, owners }: Impact): string[] {
  return [
    ...(people.length === 0
      ? []
      : formatTable([
          ['who', 'name', 'customers', 'lost', 'share', ''],
          ...people.map(({ kind, id, name, before, lost, share, isMuch }) => [
            `${kind} ${id}`,
            name,
            formatCount(before),
            formatCount(lost),
            `${(share * 100).toFixed(1)}%`,
            isMuch ? 'much' : '',
          ]),
        ])),
    ...owners.map(
      ({ from, to, rows }) =>
        `${formatCount(rows)} owner rows of ${from.code} ${from.name} follow it to ${to ? `${to.code} ${to.name}` : 'no grid'}`,
    ),
  ]
}

/** What changes hands when a version begins. */
export function movementLines(movement: Movement, figures: readonly FigureDefinition[]): string[] {
  const { version, effectiveFrom, predecessor, isFixed, snapshotId } = movement
  return [
    `${version} from ${effectiveFrom}, after ${predecessor ?? 'nothing'}, by snapshot ${snapshotId}${isFixed ? '' : '; not begun yet'}`,
    ...comparisonLines(movement, figures),
  ]
}

/** What became of grids, then what changed hands on the way. */
export function lineageLines({ from, to, grids, entries }: CityLineage): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`
  const named = (grid: { code: string; name: string } | null) => (grid?.code ? `${grid.code} ${grid.name}` : '–')
  const moved = grids.filter(({ gridId, successors }) => successors.length !== 1 || successors[0]?.gridId !== gridId)
  return [
    `${grids.length} grids of ${from}, on ${to}: ${grids.length - moved.length} keep all they had`,
    ...moved.map(
      ({ successors, ...grid }) =>
        `${named(grid)} → ${successors.map((one) => `${named(one)} ${percent(one.share)}`).join(', ')}`,
    ),
    ...(entries.length === 0
      ? []
      : formatTable([
          ['version', 'from', 'what', 'grid', 'to', 'cells', 'share'],
          ...entries.map((one) => [
            one.version,
            one.effectiveFrom,
            one.kind,
            named(one.from),
            named(one.to),
            formatCount(one.cells),
            one.share === null ? '' : percent(one.share),
          ]),
        ])),
  ]
}

export function impactLines(impact: Impact, figures: readonly FigureDefinition[]): string[] {
  return [
    `${impact.planId} from ${impact.effectiveFrom} (${impact.effectiveAt}), after ${impact.predecessor ?? 'nothing'}`,
    ...comparisonLines(impact, figures),
    ...peopleLines(impact),
    ...impact.later.map(({ id, from }) => `later: ${id} from ${from}`),
    ...nextLines(impact),
    ...impact.blockers.map(({ message }) => `in the way: ${message}`),
    ...impact.warnings.map(({ code, message }) => `to acknowledge: ${code} (${message})`),
  ]
}
