import { expect, test } from 'vitest'
import { renderReportHtml } from '../../../../server/reports/html.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

const uneven = [
  { customers: 130, revenue: 5_000_00 },
  { customers: 90, revenue: 5_000_00 },
  { customers: 80, revenue: 5_000_00 },
]

test.each(['zh-CN', 'en'] as const)('stands alone: nothing to fetch and nothing to run (%s)', (language) => {
  const html = renderReportHtml(assembleReport(buildReportInput(uneven)), language)
  expect(html).toMatch(/^<!doctype html>/)
  expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|https?:|\bsrc=|\bhref=|\bon\w+=/i)
  expect([...html.matchAll(/url\(([^)]*)\)/g)].map((match) => match[1])).toEqual([])
  expect(html).not.toMatch(/undefined|NaN|Infinity|\[object/)
})

test('says the verdict in words first, names the worst grids, and what to do', () => {
  const html = renderReportHtml(assembleReport(buildReportInput(uneven)), 'en')
  expect(html).toContain('Not balanced: 0 of 3 grids are within ±5% of the average in customers and revenue.')
  expect(html).toContain('Furthest out: Grid 1 +30.0%, Grid 3 −20.0%, Grid 2 −10.0%.')
  expect(html).toContain('Move about 15 customers from Grid 1 (+30.0%) to its neighbour Grid 2 (−10.0%).')
  expect(html.indexOf('Not balanced')).toBeLessThan(html.indexOf('<table'))
})

test('says the same in Chinese', () => {
  const html = renderReportHtml(assembleReport(buildReportInput(uneven)), 'zh-CN')
  expect(html).toContain('不均衡：3 个网格中有 0 个的客户数和收入在平均值的 ±5% 以内。')
  expect(html).toContain('<html lang="zh-CN">')
})

test('shows a tick where the figures agree with the file and the difference where they do not', () => {
  const input = buildReportInput(uneven)
  const agreeing = renderReportHtml(assembleReport(input), 'en')
  expect(agreeing.match(/✓/g)).toHaveLength(2)
  const totals = { customers: 299, revenue: 15_000_00 }
  const differing = renderReportHtml(assembleReport({ ...input, file: totals }), 'en')
  expect(differing).toContain('✗ differs by 1')
  expect(differing.match(/✓/g)).toHaveLength(1)
})

test('writes names as text, whatever stands in them', () => {
  const rows = [{ customers: 10, revenue: 0, name: '<script>alert("1")</script> & Co' }]
  const html = renderReportHtml(assembleReport(buildReportInput(rows)), 'en')
  expect(html).not.toContain('<script>')
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Co')
})

test('prints a plan without grids or outlines', () => {
  const input = buildReportInput([])
  expect(renderReportHtml(assembleReport({ ...input, outlines: new Map() }), 'en')).not.toMatch(/NaN|Infinity/)
})
