import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadOf } from '../../../../server/reports/statistics.ts'

test('an equal share everywhere has no spread', () => {
  expect(spreadOf([5, 5, 5, 5])).toMatchObject({ average: 5, cv: 0, maxMinRatio: 1, gini: 0 })
})

test('known values: 1, 2, 3, 4', () => {
  const spread = spreadOf([3, 1, 4, 2])
  expect(spread?.average).toBe(2.5)
  expect(spread?.cv).toBeCloseTo(Math.sqrt(1.25) / 2.5, 12)
  expect(spread?.maxMinRatio).toBe(4)
  expect(spread?.gini).toBeCloseTo(0.25, 12)
  expect(spread?.lorenz.map(([, share]) => share)).toEqual([0, 0.1, 0.3, 0.6, 1])
})

test('one grid with everything: Gini is 1 − 1/n, and there is no ratio to an empty grid', () => {
  const spread = spreadOf([0, 0, 0, 10])
  expect(spread?.gini).toBeCloseTo(0.75, 12)
  expect(spread?.maxMinRatio).toBeNull()
})

test('nothing to spread gives null', () => {
  expect(spreadOf([])).toBeNull()
  expect(spreadOf([0, 0])).toBeNull()
})

test('the Lorenz curve rises below the diagonal, and scaling or shuffling changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 50 }), (values) => {
      const spread = spreadOf(values)
      if (!spread) return
      spread.lorenz.forEach(([x, y], index) => {
        expect(y).toBeLessThanOrEqual(x + 1e-9)
        if (index > 0) expect(y).toBeGreaterThanOrEqual(spread.lorenz[index - 1]?.[1] ?? 0)
      })
      const other = spreadOf([...values].reverse().map((value) => value * 3))
      expect(other?.gini).toBeCloseTo(spread.gini, 9)
      expect(other?.cv).toBeCloseTo(spread.cv, 9)
    }),
  )
})
