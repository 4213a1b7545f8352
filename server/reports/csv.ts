import { type FigureDefinition, ratioOf } from '../contract/figures.ts'
import { formatScaled } from '../contract/money.ts'
import { figure } from '../contract/planTolerances.ts'
import { forPeople } from '../contract/sheetWriter.ts'
import type { BalanceReport } from './report.ts'
import type { ReportGrid } from './reportGrid.ts'

/**
 * The report's table as CSV for people: one row a grid, worst first, then unassigned cells, rows outside the city and the total. Each
 * sum stands with its deviation, ratios after all of them; then, where the city has several divisions, the division, and last the period.
 */
export function renderReportCsv(report: BalanceReport): string {
  const { definitions, division, reconciliation } = report
  const columns = definitions.flatMap(({ kind, key }) => (kind === 'sum' ? [key, `${key}_deviation`] : [key]))
  const header = [
    'grid_code',
    'grid_name',
    ...columns,
    'area_km2',
    'compactness',
    'cells',
    'within_tolerance',
    ...(division.isOnly ? [] : ['division']),
    'period',
  ]
  const of = [...(division.isOnly ? [] : [division.key]), report.snapshot.period]
  const rows = report.grids.map((grid) => [
    grid.code,
    grid.name,
    ...definitions.flatMap((one) => cellsOf(one, grid, definitions)),
    grid.areaKm2.toFixed(4),
    grid.compactness.toFixed(4),
    grid.cellCount,
    // empty where there is nothing to judge by
    report.weights.length === 0 ? '' : grid.isWithin ? 'yes' : 'no',
    ...of,
  ])
  const pools = (['unassigned', 'outside', 'sum'] as const).map((pool) => {
    const own = new Map(reconciliation.map((row) => [row.key, row[pool]]))
    const sums = definitions.flatMap(({ kind, key, decimals }) =>
      kind === 'sum' ? [formatScaled(own.get(key) ?? 0, decimals), ''] : [''],
    )
    return ['', pool === 'sum' ? 'total' : pool, ...sums, '', '', '', '', ...of]
  })
  return forPeople.header(header) + [...rows, ...pools].map(forPeople.line).join('')
}

function cellsOf(one: FigureDefinition, grid: ReportGrid, definitions: readonly FigureDefinition[]): string[] {
  if (one.kind === 'ratio') return [ratioOf(one, grid.figures, definitions)?.toFixed(one.decimals) ?? '']
  return [formatScaled(figure(grid, one.key), one.decimals), grid.deviations[one.key]?.toFixed(6) ?? '']
}
