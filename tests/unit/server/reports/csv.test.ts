import { expect, test } from 'vitest'
import { formatCents } from '../../../../server/contract/money.ts'
import { renderReportCsv } from '../../../../server/reports/csv.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

test('writes a byte order mark, a row a grid and the totals', () => {
  const rows = [
    { customers: 110, revenue: 1_234_05, name: '东城, "一" 网格' },
    { customers: 90, revenue: 1_000_00 },
  ]
  const csv = renderReportCsv(assembleReport(buildReportInput(rows)))
  const lines = csv.split('\n')
  expect(csv.charCodeAt(0)).toBe(0xfeff)
  expect(lines[0]).toContain('grid_code,grid_name,customers')
  expect(lines[1]).toMatch(/^D01,"东城, ""一"" 网格",110,0\.100000,1234\.05,/)
  expect(lines[5]).toBe(',total,200,,2234.05,,,,,,,2026-11')
  expect(lines[6]).toBe('')
})

test('money is exact to the hundredth', () => {
  expect([0, 5, -5, 100, -12_345].map(formatCents)).toEqual(['0.00', '0.05', '-0.05', '1.00', '-123.45'])
})
