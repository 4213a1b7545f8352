import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FigureKey } from '../../../../server/contract/figures.ts'
import { figure } from '../../../../server/contract/planTolerances.ts'
import { assembleReport, type BalanceReport } from '../../../../server/reports/report.ts'
import { buildReportInput } from './builders.ts'

const keys: readonly FigureKey[] = ['customers', 'revenue']

const moved = (report: BalanceReport, side: 'from' | 'to', number: number, key: FigureKey) =>
  report.advice
    .filter((advice) => advice[side].number === number && advice.key === key)
    .reduce((sum, { amount }) => sum + amount, 0)

test('after one bad stroke nobody is told to give more than it has too much', () => {
  // average 3,330: B at −28.8 %, A at +26.7 % (889 above), C at −2.7 %
  const rows = [2_371, 4_219, 3_240, 3_490].map((customers) => ({ customers, revenue: 0 }))
  const report = assembleReport(buildReportInput(rows))
  expect(report.advice.map(({ from, to, amount }) => [from.number, to.number, amount])).toEqual([[2, 1, 889]])
})

test('what moves as customers is not moved once more as revenue', () => {
  const rows = [
    { customers: 75, revenue: 7_500 },
    { customers: 125, revenue: 12_500 },
  ]
  const { advice } = assembleReport(buildReportInput(rows))
  expect(advice.map(({ amount, key }) => [amount, key])).toEqual([[25, 'customers']])
})

test('a grid across a ferry of the plan may help', () => {
  const rows = [150, 100, 50].map((customers) => ({ customers, revenue: 0 }))
  const input = buildReportInput(rows)
  const pairsOf = ({ advice }: BalanceReport) => advice.map(({ from, to }) => [from.number, to.number])
  expect(pairsOf(assembleReport(input))).not.toContainEqual([1, 3])
  expect(pairsOf(assembleReport({ ...input, linkedGrids: [[3, 1]] }))).toContainEqual([1, 3])
})

test('an empty grid is advised to take up to the average', () => {
  const rows = [0, 150, 150].map((customers) => ({ customers, revenue: 0 }))
  const [first] = assembleReport(buildReportInput(rows)).advice
  expect(first).toMatchObject({ from: { number: 2 }, to: { number: 1 }, amount: 50 })
})

test('a size band says how much a grid may take', () => {
  const input = buildReportInput([160, 95, 45].map((customers) => ({ customers, revenue: 0 })))
  const parameters = {
    sizeBand: { smallest: 80, largest: 110 },
    tolerance: 0.05,
    weights: ['customers' as const],
    seed: 1,
  }
  const { advice } = assembleReport({ ...input, plan: { ...input.plan, parameters } })
  expect(advice.map(({ from, to, amount }) => [from.number, to.number, amount])).toEqual([[1, 2, 15]])
})

const amounts = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 10_000 }))
const row = fc.record({
  customers: amounts,
  revenue: fc.oneof(amounts, fc.integer({ min: -500, max: 1_000_000 })),
  locked: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
})

test('in any state, sums of advised moves exceed neither the surplus of the giver nor the room of the receiver', () => {
  let advised = 0
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 9 }),
      fc.constantFrom(0.01, 0.05, 0.2, 0.5),
      fc.option(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 0, max: 4_000 }))),
      (rows, tolerance, band) => {
        const input = buildReportInput(rows)
        const sizeBand = band ? { smallest: band[0], largest: band[0] + band[1] } : undefined
        const parameters = {
          ...(sizeBand ? { sizeBand } : { grids: rows.length }),
          tolerance,
          weights: [...keys],
          seed: 1,
        }
        const report = assembleReport({ ...input, plan: { ...input.plan, parameters } })
        advised += report.advice.length
        expect(report.advice.length).toBeLessThanOrEqual(5)
        for (const { from, to, amount } of report.advice) {
          expect(Number.isSafeInteger(amount) && amount > 0).toBe(true)
          expect(from.locked || to.locked).toBe(false)
          expect(Math.abs(from.number - to.number)).toBe(1)
        }
        const givers = new Set(report.advice.map(({ from }) => from.number))
        expect(report.advice.filter(({ to }) => givers.has(to.number))).toEqual([])
        for (const grid of report.grids) {
          for (const key of report.weights) {
            const value = figure(grid, key)
            const average = report.grids.reduce((sum, each) => sum + figure(each, key), 0) / report.grids.length
            const bounds = key === 'customers' ? sizeBand : undefined
            const largest = bounds?.largest ?? average * (1 + tolerance)
            const target = bounds ? Math.min(Math.max(average, bounds.smallest), bounds.largest) : average
            expect(moved(report, 'from', grid.number, key)).toBeLessThanOrEqual(Math.max(0, value - target))
            expect(moved(report, 'to', grid.number, key)).toBeLessThanOrEqual(Math.max(0, largest - value) + 1e-6)
          }
        }
      },
    ),
    { seed: 20261126, numRuns: 3_000 },
  )
  expect(advised).toBeGreaterThan(1_000)
})
