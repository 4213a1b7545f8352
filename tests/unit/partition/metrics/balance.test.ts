import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lorenzCurve, summarizeBalance } from '../../../../partition/metrics/balance.ts'

const positive = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 })

describe('summarizeBalance', () => {
  it('measures four grids as worked out by hand', () => {
    expect(summarizeBalance([120, 80, 100, 100], 0.1)).toEqual({
      count: 4,
      total: 400,
      average: 100,
      min: 80,
      max: 120,
      cv: Math.sqrt(200) / 100,
      maxMinRatio: 1.5,
      gini: 0.075,
      maxDeviation: 0.2,
      withinTolerance: 0.5,
    })
  })

  it('counts a grid exactly at the tolerance as within', () => {
    expect(summarizeBalance([95, 105], 0.05).withinTolerance).toBe(1)
  })

  it('finds equal grids perfectly even', () => {
    expect(summarizeBalance([7, 7, 7], 0)).toMatchObject({ cv: 0, maxMinRatio: 1, gini: 0, withinTolerance: 1 })
  })

  it('has a Gini of twice the area between the Lorenz curve and the diagonal', () => {
    fc.assert(
      fc.property(positive, (values) => {
        const points = lorenzCurve(values)
        const under = points.slice(1).reduce((area, [x, y], i) => {
          const [x0, y0] = points[i]!
          return area + ((x - x0) * (y + y0)) / 2
        }, 0)
        expect(summarizeBalance(values, 0.05).gini).toBeCloseTo(1 - 2 * under, 9)
      }),
    )
  })

  it('does not depend on order or unit', () => {
    fc.assert(
      fc.property(positive, (values) => {
        const balance = summarizeBalance(values, 0.05)
        const other = summarizeBalance(
          values.toReversed().map((value) => value * 8),
          0.05,
        )
        expect(other.cv).toBeCloseTo(balance.cv!, 9)
        expect(other.gini).toBeCloseTo(balance.gini!, 9)
        expect(other.maxMinRatio).toBeCloseTo(balance.maxMinRatio!, 9)
      }),
    )
  })

  it('has no ratio where it would mean nothing', () => {
    expect(summarizeBalance([], 0.05)).toMatchObject({ count: 0, average: null, min: null, cv: null, gini: null })
    expect(summarizeBalance([0, 0], 0.05)).toMatchObject({ average: 0, cv: null, maxMinRatio: null, gini: null })
    expect(summarizeBalance([0, 10], 0.05)).toMatchObject({ maxMinRatio: null, gini: 0.5 })
    expect(summarizeBalance([-5, 25], 0.05)).toMatchObject({ maxMinRatio: null, gini: null, average: 10 })
  })
})

describe('lorenzCurve', () => {
  it('runs from nothing to everything, never above the diagonal', () => {
    fc.assert(
      fc.property(positive, (values) => {
        const points = lorenzCurve(values)
        expect(points).toHaveLength(values.length + 1)
        expect(points[0]).toEqual([0, 0])
        expect(points.at(-1)).toEqual([1, 1])
        for (const [x, y] of points) expect(y).toBeLessThanOrEqual(x + 1e-12)
      }),
    )
  })

  it('is empty where there is nothing to share out', () => {
    expect(lorenzCurve([])).toEqual([])
    expect(lorenzCurve([0, 0])).toEqual([])
  })
})
