import { expect, test } from 'vitest'
import { findWordFaults } from '../../wordFaults.ts'

test.each([
  'balanced: 5 of 5 grids within ± %',
  'revenue: +88.8% to -93.4% of the average',
  'weight 1 sums to 5 and cannot be balanced',
  'the separate piece with 12 vertices weighs 1.7 parts',
  'at most 1 % of the first weight may move',
  'Average per grid NaN',
  'deviation undefined',
  '5 个网格的收入在平均值的 ± 以内',
  '每格约 40–30 个客户',
])('finds what no planner should read: %s', (text) => {
  expect(findWordFaults(text)).not.toEqual([])
})

test('finds hundredths of money, however they are written', () => {
  expect(findWordFaults('revenue adds up to -3829693', [-3_829_693])).toHaveLength(1)
  expect(findWordFaults('收入合计为 ¥3,829,693', [3_829_693])).toHaveLength(1)
  expect(findWordFaults('revenue adds up to -38296.93, -¥38,296.93', [-3_829_693])).toEqual([])
})

test.each([
  'balanced: 5 of 5 grids are within ±10% of the average in customers and revenue',
  'customers: -9.2% to +9.6% of the average',
  '#2 · 12 × ±\n10 %',
  'code  name  customers   ±  revenue   ±  ARPU',
  'Move about 15 customers from Grid 1 (+30.0%) to its neighbour Grid 2 (−10.0%).',
  'a size of 80 to 110 customers; 2026-11-27; ±3% / 10%',
  '每格 80–110 个客户的规模区间，偏差 −3.5%',
  'or the piece of it with 12 cells; for the most part of it',
])('finds nothing in: %s', (text) => {
  expect(findWordFaults(text)).toEqual([])
})
