import { formatCents } from '../contract/money.ts'
import { forPeople } from '../data/sheetWriter.ts'
import type { BalanceReport } from './report.ts'

const columns = [
  'grid_code',
  'grid_name',
  'customers',
  'customers_deviation',
  'revenue',
  'revenue_deviation',
  'arpu',
  'area_km2',
  'compactness',
  'cells',
  'within_tolerance',
]

/**
 * The report's table as CSV for people: one row a grid, worst first, then unassigned cells, rows outside the city and the total.
 */
export function renderReportCsv(report: BalanceReport): string {
  const rows = report.grids.map((grid) => [
    grid.code,
    grid.name,
    grid.customers,
    fraction(grid.customersDeviation),
    formatCents(grid.revenueCents),
    fraction(grid.revenueDeviation),
    grid.arpu === null ? '' : grid.arpu.toFixed(2),
    grid.areaKm2.toFixed(4),
    grid.compactness.toFixed(4),
    grid.cellCount,
    // empty where there is nothing to judge by
    report.weights.length === 0 ? '' : grid.isWithin ? 'yes' : 'no',
  ])
  const [customers, revenue] = report.reconciliation
  const pool = (name: string, people: number, cents: number) => [
    '',
    name,
    people,
    '',
    formatCents(cents),
    '',
    '',
    '',
    '',
    '',
    '',
  ]
  const sums =
    customers && revenue
      ? [
          pool('unassigned', customers.unassigned, revenue.unassigned),
          pool('outside', customers.outside, revenue.outside),
          pool('total', customers.sum, revenue.sum),
        ]
      : []
  return forPeople.header(columns) + [...rows, ...sums].map(forPeople.line).join('')
}

function fraction(value: number | null): string {
  return value === null ? '' : value.toFixed(6)
}
