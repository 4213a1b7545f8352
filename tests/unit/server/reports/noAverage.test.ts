import { expect, test } from 'vitest'
import type { FigureKey } from '../../../../server/contract/figures.ts'
import { renderReportCsv } from '../../../../server/reports/csv.ts'
import { renderReportHtml } from '../../../../server/reports/html.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { verdictLine } from '../../../../server/reports/verdictText.ts'
import { buildReportInput } from './builders.ts'

const refunds = [
  { customers: 100, revenue: -500_00 },
  { customers: 104, revenue: 117_07 },
]
const reportOf = (rows: typeof refunds, weights: FigureKey[]) => {
  const input = buildReportInput(rows)
  return assembleReport({
    ...input,
    plan: { ...input.plan, parameters: { grids: rows.length, tolerance: 0.05, weights, seed: 1 } },
  })
}

test('revenue that refunds exceed has no average, so no grid is judged by it; its amounts stand where they are', () => {
  const report = reportOf(refunds, ['customers', 'revenue'])
  expect(report).toMatchObject({ weights: ['customers'], isBalanced: true })
  expect(report.figures.map(({ key }) => key)).toEqual(['customers'])
  expect(verdictLine(report)).toBe('balanced: 2 of 2 grids are within ±5% of the average in customers')
  expect(renderReportHtml(report, 'zh-CN')).toContain('-¥500.00')
})

test('a plan of such revenue alone is not called balanced, nor any grid of it good', () => {
  const report = reportOf(refunds, ['revenue'])
  expect(report).toMatchObject({ weights: [], isBalanced: false, advice: [] })
  expect(verdictLine(report)).toBe('nothing to balance: the revenue of all grids adds up to -CN¥382.93')
  const html = renderReportHtml(report, 'en')
  expect(html).toContain('Nothing to balance: the revenue of all grids adds up to -CN¥382.93.')
  expect(html).not.toMatch(/Balanced:|Not balanced|Furthest out|Nothing needs to be done|±\s*%/)
  expect(renderReportCsv(report)).toMatch(/,10,,2026-11\n/)
})

test('unassigned cells are told beside the verdict', () => {
  const input = buildReportInput([refunds[0]!, refunds[0]!])
  const plan = { ...input.plan, unassigned: { cellCount: 3, figures: { customers: 1, revenue: 0 } } }
  expect(verdictLine(assembleReport({ ...input, plan }))).toMatch(/^not balanced: .*; 3 cells belong to no grid$/)
})
