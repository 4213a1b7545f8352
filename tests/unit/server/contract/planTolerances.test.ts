import { describe, expect, it } from 'vitest'
import type { PlanDetail } from '../../../../server/contract/plans.ts'
import { isGridWithin, planTolerances } from '../../../../server/contract/planTolerances.ts'

const planOf = (parameters: Partial<PlanDetail['parameters']>) => ({
  parameters: {
    tolerance: 0.05,
    weights: ['customers', 'revenue'],
    seed: 1,
    ...parameters,
  } as PlanDetail['parameters'],
  totals: { customers: 40_000, revenue: 1 },
  gridCount: 10,
})
const row = { figures: { customers: 3000 }, deviations: { customers: -0.25, revenue: 0.08 } }

describe('planTolerances', () => {
  it('gives each weight its own tolerance, else the one of all', () => {
    expect(planTolerances(planOf({ tolerances: { revenue: 0.1 } }))).toEqual({ customers: 0.05, revenue: 0.1 })
    expect(planTolerances({ ...planOf({}), parameters: null })).toEqual({ customers: 0.05, revenue: 0.05 })
  })

  it('reaches to the farther end of a size band', () => {
    const { customers, revenue } = planTolerances(planOf({ sizeBand: { smallest: 3000, largest: 4400 } }))
    expect(customers).toBeCloseTo(0.25)
    expect(revenue).toBe(0.05)
  })
})

describe('isGridWithin', () => {
  it('judges by all that the plan balances, each by its own', () => {
    const tolerances = { customers: 0.25, revenue: 0.05 }
    expect(isGridWithin(row, { weights: ['customers'], tolerances })).toBe(true)
    expect(isGridWithin(row, { weights: ['customers', 'revenue'], tolerances })).toBe(false)
    expect(isGridWithin(row, { weights: ['revenue'], tolerances: { customers: 0, revenue: 0.08 } })).toBe(true)
  })

  it('takes a size band at its word', () => {
    const judgement = { weights: ['customers'], tolerances: { customers: 0.3, revenue: 0 } } as const
    expect(isGridWithin(row, { ...judgement, sizeBand: { smallest: 3000, largest: 4400 } })).toBe(true)
    expect(isGridWithin(row, { ...judgement, sizeBand: { smallest: 3001, largest: 4400 } })).toBe(false)
  })
})
