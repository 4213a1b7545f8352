import { expect, test } from 'vitest'
import type { PartitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { renderReportHtml } from '../../../../server/reports/html.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

const even = { customers: 100, revenue: 5_000 }

test('calls a plan balanced when every grid keeps every balanced figure within the tolerance', () => {
  const report = assembleReport(buildReportInput([even, even, even]))
  expect(report).toMatchObject({ isBalanced: true, within: 3, advice: [] })
})

test('counts a grid exactly at the tolerance as within it', () => {
  const rows = [
    { customers: 105, revenue: 5_000 },
    { customers: 95, revenue: 5_000 },
  ]
  expect(assembleReport(buildReportInput(rows)).isBalanced).toBe(true)
})

test('puts the grid that deviates most first, whichever figure it is', () => {
  const rows = [
    { customers: 110, revenue: 5_000 },
    { customers: 90, revenue: 5_000 },
    { customers: 100, revenue: 8_000 },
    { customers: 100, revenue: 2_000 },
  ]
  const report = assembleReport(buildReportInput(rows))
  expect(report.grids.map(({ number }) => number)).toEqual([3, 4, 1, 2])
  expect(report).toMatchObject({ isBalanced: false, within: 0, weakest: 'customers' })
})

test('advises moving what is too much to the touching grid with most room', () => {
  const rows = [
    { customers: 95, revenue: 0 },
    { customers: 130, revenue: 0 },
    { customers: 85, revenue: 0 },
    { customers: 90, revenue: 0 },
  ]
  const [first, second, ...others] = assembleReport(buildReportInput(rows)).advice
  // average 100: grid 2 has 30 too many, its neighbour 3 can take 20 and stay within +5 %
  expect(first).toMatchObject({ from: { number: 2 }, to: { number: 3 }, amount: 20, key: 'customers' })
  // the other 10 go to the neighbour on its other side; grid 4 lacks 10, and nothing is left to give
  expect(second).toMatchObject({ from: { number: 2 }, to: { number: 1 }, amount: 10 })
  expect(others).toEqual([])
})

test('leaves locked grids out of its advice', () => {
  const rows = [
    { customers: 95, revenue: 0, locked: true },
    { customers: 130, revenue: 0 },
    { customers: 75, revenue: 0, locked: true },
  ]
  expect(assembleReport(buildReportInput(rows)).advice).toEqual([])
})

test('leaves a figure out that the city does not have', () => {
  const report = assembleReport(buildReportInput([{ customers: 100, revenue: 0 }]))
  expect(report.figures.map(({ key }) => key)).toEqual(['customers'])
  expect(report).toMatchObject({ weights: ['customers'], isBalanced: true })
})

test('is not balanced while cells are unassigned', () => {
  const input = buildReportInput([even, even])
  const plan = { ...input.plan, unassigned: { cellCount: 1, figures: { customers: 0, revenue: 0 } } }
  expect(assembleReport({ ...input, plan }).isBalanced).toBe(false)
})

test('reconciles grids, unassigned cells and rows outside with the file, to the cent', () => {
  const input = buildReportInput([even, even])
  const plan = { ...input.plan, unassigned: { cellCount: 1, figures: { customers: 3, revenue: 50 } } }
  const outside = { customers: 7, revenue: 1 }
  const totals = { customers: 210, revenue: 10_051 }
  const agreeing = assembleReport({ ...input, plan, outside, file: totals })
  expect(agreeing.reconciliation).toEqual([
    { key: 'customers', grids: 200, unassigned: 3, outside: 7, sum: 210, file: 210, agrees: true },
    { key: 'revenue', grids: 10_000, unassigned: 50, outside: 1, sum: 10_051, file: 10_051, agrees: true },
  ])
  const missing = assembleReport({ ...input, plan, outside })
  expect(missing.reconciliation.map(({ agrees }) => agrees)).toEqual([false, false])
})

test('judges every figure by its own tolerance, and customers by a size band', () => {
  const rows = [
    { customers: 108, revenue: 6_000 },
    { customers: 92, revenue: 4_000 },
  ]
  const judged = (parameters: Partial<PartitionRequest>) => {
    const input = buildReportInput(rows)
    return assembleReport({
      ...input,
      plan: {
        ...input.plan,
        parameters: { tolerance: 0.05, weights: ['customers', 'revenue'], seed: 1, ...parameters },
      },
    })
  }
  expect(judged({ grids: 2 })).toMatchObject({ within: 0, tolerance: 0.05 })
  const each = judged({ grids: 2, tolerances: { customers: 0.1, revenue: 0.25 } })
  expect(each).toMatchObject({ within: 2, tolerances: { customers: 0.1, revenue: 0.25 } })
  expect(renderReportHtml(each, 'en')).toContain('within ±10% / 25% of the average')
  const band = judged({ sizeBand: { smallest: 90, largest: 107 }, weights: ['customers'] })
  expect(band.grids.map(({ figures, isWithin }) => [figures.customers, isWithin])).toEqual([
    [108, false],
    [92, true],
  ])
})
