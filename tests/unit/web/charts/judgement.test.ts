import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviationColour, untintedColour } from '../../../../server/contract/figureColours.ts'
import { isGridWithin, type JudgedGrid, type Judgement } from '../../../../server/contract/planTolerances.ts'
import { judgeGrid, toneOf } from '../../../../web/charts/judgement.ts'

const row = (byCustomers: number | null, byRevenue: number | null, customers = 1000): JudgedGrid => ({
  figures: { customers },
  deviations: { customers: byCustomers, revenue: byRevenue },
})
const both: Judgement = { weights: ['customers', 'revenue'], tolerances: { customers: 0.05, revenue: 0.05 } }

describe('judgeGrid', () => {
  it('shows the revenue that is far off where customers are balanced', () => {
    const verdict = judgeGrid(row(-0.05, 0.594), 'worst', both)
    expect(verdict).toMatchObject({ weight: 'revenue', deviation: 0.594, isWithin: false })
    expect(judgeGrid(row(-0.05, 0.594), 'customers', both).isWithin).toBe(true)
  })

  it('counts a deviation in its own tolerance', () => {
    const apart = { ...both, tolerances: { customers: 0.05, revenue: 0.2 } }
    expect(judgeGrid(row(0.08, 0.15), 'worst', apart).weight).toBe('customers')
  })

  it('takes no figure into the worst that the plan does not balance, but judges by it when asked', () => {
    const customersOnly: Judgement = { ...both, weights: ['customers'] }
    expect(judgeGrid(row(0.01, 0.9), 'worst', customersOnly)).toMatchObject({ weight: 'customers', isWithin: true })
    expect(judgeGrid(row(0.01, 0.9), 'revenue', customersOnly).isWithin).toBe(false)
    expect(toneOf(row(0.01, 0.9), 'revenue', customersOnly)).toBe('unasked')
  })

  it('holds customers to the size band where the plan has one, whatever the average', () => {
    const band: Judgement = { ...both, weights: ['customers'], sizeBand: { smallest: 900, largest: 1000 } }
    expect(judgeGrid(row(0.3, null, 1000), 'worst', band).isWithin).toBe(true)
    expect(judgeGrid(row(0.01, null, 1001), 'worst', band).isWithin).toBe(false)
    expect(deviationColour(judgeGrid(row(0.01, null, 1001), 'worst', band))).not.toBe(untintedColour)
  })

  it('tints a grid if and only if it is not within, as the meters count it', () => {
    const deviation = fc.option(fc.double({ min: -1, max: 3, noNaN: true }))
    const tolerance = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(deviation, deviation, tolerance, tolerance, (customers, revenue, one, other) => {
        const judgement: Judgement = { ...both, tolerances: { customers: one, revenue: other } }
        const grid = row(customers, revenue)
        const isTinted = deviationColour(judgeGrid(grid, 'worst', judgement)) !== untintedColour
        expect(isTinted).toBe(!isGridWithin(grid, judgement))
      }),
    )
  })
})

describe('deviationColour', () => {
  it('tells the sides apart, and once, twice and four times the tolerance', () => {
    const beyond = [-5, -3, -1.5, 1.5, 3, 5].map((severity) => deviationColour({ isWithin: false, severity }))
    expect(new Set(beyond).size).toBe(6)
  })
})
