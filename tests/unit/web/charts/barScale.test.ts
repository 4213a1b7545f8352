import { describe, expect, it } from 'vitest'
import { barScales } from '../../../../web/charts/barScale.ts'

const tolerances = (customers: number, revenue = customers) => ({ customers, revenue })

describe('barScales', () => {
  it('gives every figure one range, three tolerances of the widest or 30 % at least', () => {
    const tight = barScales({ weights: ['customers', 'revenue'], tolerances: tolerances(0.05) }, 100)
    for (const key of ['customers', 'revenue']) expect(tight(key)).toEqual({ range: 0.3, band: [-0.05, 0.05] })
    const wide = barScales({ weights: ['customers', 'revenue'], tolerances: tolerances(0.05, 0.2) }, 100)
    expect(wide('customers').range).toBeCloseTo(0.6)
    expect(wide('revenue').range).toBe(wide('customers').range)
  })

  it('has no band for a figure the plan does not balance, nor lets its tolerance widen the range', () => {
    const scaleOf = barScales({ weights: ['customers'], tolerances: tolerances(0.05, 0.4) }, 100)
    expect(scaleOf('customers')).toEqual({ range: 0.3, band: [-0.05, 0.05] })
    expect(scaleOf('revenue')).toEqual({ range: 0.3, band: null })
  })

  it('shows a size band where it lies, which need not be around the average', () => {
    const band = {
      weights: ['customers'],
      tolerances: tolerances(0.5),
      sizeBand: { smallest: 110, largest: 150 },
    } as const
    expect(barScales(band, 100)('customers').band).toEqual([expect.closeTo(0.1), 0.5])
    expect(barScales(band, 0)('customers').band).toEqual([-0.5, 0.5])
  })
})
