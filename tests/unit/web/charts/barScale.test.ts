import { describe, expect, it } from 'vitest'
import { barScales } from '../../../../web/charts/barScale.ts'

const tolerances = (customers: number, revenue = customers) => ({ customers, revenue })

describe('barScales', () => {
  it('gives every figure one range, three tolerances of the widest or 30 % at least', () => {
    const tight = barScales({ weights: ['customers', 'revenue'], tolerances: tolerances(0.05) })
    expect(tight).toEqual({
      customers: { range: 0.3, tolerance: 0.05 },
      revenue: { range: 0.3, tolerance: 0.05 },
    })
    const wide = barScales({ weights: ['customers', 'revenue'], tolerances: tolerances(0.05, 0.2) })
    expect(wide.customers.range).toBeCloseTo(0.6)
    expect(wide.revenue.range).toBe(wide.customers.range)
  })

  it('has no band for a figure the plan does not balance, nor lets its tolerance widen the range', () => {
    const { customers, revenue } = barScales({ weights: ['customers'], tolerances: tolerances(0.05, 0.4) })
    expect(customers).toEqual({ range: 0.3, tolerance: 0.05 })
    expect(revenue).toEqual({ range: 0.3, tolerance: null })
  })
})
