import { describe, expect, it } from 'vitest'
import { barScales } from '../../../../web/charts/barScale.ts'

const bothWithin = (tolerance: number) => ({ customers: tolerance, revenue: tolerance })
const deviations = { customers: [0.04, -0.12], revenue: [0.3, null, -0.2] }

describe('barScales', () => {
  it('gives the figures a plan balances one range, wide enough for the worst of both', () => {
    const { customers, revenue } = barScales(deviations, ['customers', 'revenue'], bothWithin(0.05))
    expect(customers).toEqual(revenue)
    expect(customers.range).toBeCloseTo(0.315)
    expect(customers.tolerance).toBe(0.05)
  })

  it('judges nothing by a figure the plan does not balance, and keeps it off the others’ range', () => {
    const { customers, revenue } = barScales(deviations, ['customers'], bothWithin(0.05))
    expect(customers).toEqual({ range: 0.12 * 1.05, tolerance: 0.05 })
    expect(revenue.tolerance).toBeNull()
    expect(revenue.range).toBeCloseTo(0.315)
  })

  it('never presses the band to a line, nor leaves it the whole bar', () => {
    expect(barScales({ customers: [9], revenue: [] }, ['customers'], bothWithin(0.05)).customers.range).toBe(0.4)
    expect(barScales({ customers: [0.01], revenue: [] }, ['customers'], bothWithin(0.05)).customers.range).toBe(0.1)
  })
})
