import { expect, test } from 'vitest'
import { renderReportCsv } from '../../../../server/reports/csv.ts'
import { renderReportHtml } from '../../../../server/reports/html.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

const rows = [
  { customers: 110, revenue: 110 },
  { customers: 90, revenue: 90 },
]

test('a report of a city with one division does not speak of it', () => {
  const report = assembleReport(buildReportInput(rows))
  for (const language of ['zh-CN', 'en'] as const)
    expect(renderReportHtml(report, language)).not.toMatch(/业务线|division/)
  expect(renderReportCsv(report)).not.toMatch(/division/)
})

test('with several it says whose customers it is of, wherever a reader may begin', () => {
  const division = { key: 'business', name: '商务 <VIP>', isOnly: false }
  const report = assembleReport({ ...buildReportInput(rows), division })
  const html = renderReportHtml(report, 'en')
  expect(html).toContain('<title>Demo city · 商务 &lt;VIP&gt; · First plan · ')
  expect(html).toContain('<h1>Demo city · 商务 &lt;VIP&gt; · First plan</h1>')
  expect(html).toContain('· division 商务 &lt;VIP&gt; ·')
  expect(html).toContain('add up to the file’s rows of the division 商务 &lt;VIP&gt;.')
  expect(renderReportHtml(report, 'zh-CN')).toContain('等于文件中业务线“商务 &lt;VIP&gt;”的合计')
  const [header, ...lines] = renderReportCsv(report).trim().split('\n')
  expect(header).toMatch(/,division,period$/)
  expect(new Set(lines.map((line) => line.split(',').at(-2)))).toEqual(new Set(['business']))
  expect(new Set([header!, ...lines].map((line) => line.split(',').length)).size).toBe(1)
})
