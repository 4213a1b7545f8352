import { expect, test } from 'vitest'
import { contractFigures } from '../../../../server/contract/figures.ts'
import type { PartitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { drawDeviations, sideOf } from '../../../../server/reports/charts.ts'
import { formatFor } from '../../../../server/reports/format.ts'
import { renderReportHtml } from '../../../../server/reports/html.ts'
import { drawMap } from '../../../../server/reports/mapDrawing.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

const format = formatFor('en', { currency: 'CNY', timezone: 'Asia/Shanghai' }, contractFigures)

/** The average is 100; the band ends 30 below it and 10 above. */
const rows = [125, 112, 105, 85, 73].map((customers) => ({ customers, revenue: 0 }))
function reportOf(parameters: Partial<PartitionRequest>, given = rows) {
  const input = buildReportInput(given)
  return assembleReport({
    ...input,
    plan: { ...input.plan, parameters: { tolerance: 0.05, weights: ['customers'], seed: 1, ...parameters } },
  })
}
const report = reportOf({ sizeBand: { smallest: 70, largest: 110 } })
const [customers] = report.figures

test('marks of a plan made by a size band go by the band and not by the tolerance that reaches to its farther end', () => {
  const sides = new Map(report.grids.map((grid) => [grid.figures.customers!, sideOf(grid, 'customers', report)]))
  expect(Object.fromEntries(sides)).toEqual({ 125: 'over', 112: 'over', 105: 'within', 85: 'within', 73: 'within' })
  const columns = drawDeviations(report, customers!, format)
  expect(columns.match(/class="over"/g)).toHaveLength(2)
  expect(columns).not.toContain('class="under"')
})

test('the map outlines and names what is outside the band, and its legend ends where the band does', () => {
  const map = drawMap(report, format)
  const named = [...map.matchAll(/<text x="\d+" y="-?\d+">(Grid \d)</g)].map(([, name]) => name)
  expect(named.toSorted()).toEqual(['Grid 1', 'Grid 2'])
  expect(map).toMatch(/−30\.0%/)
  expect(map).toMatch(/\+10\.0%/)
})

test('a grid that is near an average outside the band has too much or too little all the same', () => {
  const beyond = reportOf({ sizeBand: { smallest: 110, largest: 150 } })
  const side = (number: number) => {
    const grid = beyond.grids.find((each) => each.number === number)!
    return sideOf(grid, 'customers', beyond)
  }
  expect([1, 2, 3, 4].map(side)).toEqual(['within', 'within', 'under', 'under'])
})

test.each([
  [
    'en',
    'Not balanced: 3 of 5 grids have 70 to 110 customers.',
    'the band is a size of 70 to 110 customers',
    '3 of 5 within the size band',
  ],
  [
    'zh-CN',
    '不均衡：5 个网格中有 3 个的规模在 70–110 个客户之间。',
    '色带为每格 70–110 个客户的规模区间',
    '5 个中 3 个在规模区间内',
  ],
] as const)('the report speaks of the band (%s)', (language, ...sentences) => {
  const html = renderReportHtml(report, language)
  for (const sentence of sentences) expect(html).toContain(sentence)
  expect(html).not.toMatch(/±\d/)
})

test('a band of customers stands beside the tolerance of revenue', () => {
  const both = reportOf(
    { sizeBand: { smallest: 70, largest: 110 }, weights: ['customers', 'revenue'], tolerance: 0.1 },
    rows.map((row) => ({ ...row, revenue: 1_000 })),
  )
  const html = renderReportHtml(both, 'en')
  expect(html).toContain('grids have 70 to 110 customers and are within ±10% of the average in revenue.')
})
