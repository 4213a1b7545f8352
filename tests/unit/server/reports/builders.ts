import { contractFigures } from '../../../../server/contract/figures.ts'
import type { GridFigures } from '../../../../server/contract/grids.ts'
import type { PlanDetail } from '../../../../server/contract/plans.ts'
import type { ReportInput } from '../../../../server/reports/report.ts'
import type { Outline } from '../../../../server/reports/reportGrid.ts'

interface Row {
  customers: number
  revenue: number
  locked?: boolean
  name?: string
}

/** A plan whose grids are unit squares in a row from west to east, each touching the next. */
export function buildReportInput(rows: readonly Row[], over: Partial<ReportInput> = {}): ReportInput {
  const totals = {
    customers: rows.reduce((sum, row) => sum + row.customers, 0),
    revenue: rows.reduce((sum, row) => sum + row.revenue, 0),
  }
  const share = (value: number, total: number) => (total > 0 ? value / (total / rows.length) - 1 : null)
  const grids = rows.map(
    ({ customers, revenue, locked = false, name }, index): GridFigures => ({
      number: index + 1,
      gridId: `00000000-0000-4000-8000-00000000000${index}`,
      code: `D0${index + 1}`,
      name: name ?? `Grid ${index + 1}`,
      colour: '#336699',
      locked,
      areaClass: null,
      parentId: null,
      pins: [],
      cellCount: 10,
      figures: { customers, revenue },
      deviations: { customers: share(customers, totals.customers), revenue: share(revenue, totals.revenue) },
      areaKm2: 1,
      compactness: 0.5,
    }),
  )
  const snapshot = {
    snapshotId: 1,
    period: '2026-11',
    sourceName: 'customers.csv',
    sourceSha256: 'ab'.repeat(32),
    crs: 'wgs84' as const,
    completedAt: '2026-11-20T03:00:00.000Z',
    rowsRead: 100,
    rowsLoaded: 98,
    rowsRejected: 2,
    rowsOutside: 0,
    totals,
  }
  const plan: PlanDetail = {
    planId: 'demo-1',
    city: 'demo',
    planNumber: 1,
    name: 'First plan',
    status: 'draft',
    division: 'all',
    revision: 2,
    gridCount: grids.length,
    snapshotId: 1,
    snapshot: {
      snapshotId: 1,
      period: '2026-11',
      sourceName: 'customers.csv',
      completedAt: '2026-11-20T03:00:00.000Z',
    },
    createdAt: '2026-11-20T04:00:00.000Z',
    updatedAt: '2026-11-20T05:00:00.000Z',
    segments: 'all',
    parameters: { grids: grids.length, tolerance: 0.05, weights: ['customers', 'revenue'], seed: 1 },
    links: [],
    warnings: [],
    totals,
    unassigned: { cellCount: 0, figures: { customers: 0, revenue: 0 } },
    grids,
    gone: [],
    lastNumber: grids.length,
    hash: 0,
  }
  return {
    city: {
      code: 'demo',
      name: 'Demo city',
      timezone: 'Asia/Shanghai',
      currency: 'CNY',
      resolution: 9,
      cellCount: 40,
      areaKm2: 4,
      bbox: [120, 30, 124, 31],
      snapshot,
    },
    plan,
    figures: contractFigures,
    snapshot,
    division: { key: 'all', name: 'all', isOnly: true },
    outside: { customers: 0, revenue: 0 },
    file: totals,
    outlines: new Map(grids.map(({ number }) => [number, squareAt(119 + number)])),
    districts: [{ name: 'District', outline: squareAt(120) }],
    generatedAt: new Date('2026-11-21T02:00:00Z'),
    ...over,
  }
}

function squareAt(west: number): Outline {
  return [
    [
      [
        [west, 30],
        [west + 1, 30],
        [west + 1, 31],
        [west, 31],
        [west, 30],
      ],
    ],
  ]
}
