import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectGoodAdvice } from './followedAdvice.ts'
import { heavyCase } from './heavyCase.ts'
import { randomCase } from './randomCase.ts'

// Each gave advice that led to a refusal, or did not help: numbers of parts that other rules do not have, and budgets.
const GAVE_BAD_ADVICE = [635776, 942069, 561856, 652239, 910722]

describe('what notes and refusals advise', () => {
  it.each(GAVE_BAD_ADVICE)('can be followed, and does what it says (case %i)', (seed) => {
    expect(expectGoodAdvice(randomCase(seed))).toBeGreaterThanOrEqual(0)
  })

  it('can be followed under any rules', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        expect(expectGoodAdvice(randomCase(seed))).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 4 },
    )
  })

  it('can be followed where towers are', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const { graph, parts } = heavyCase(seed)
        const options = { parts, tolerances: [0.1], seed: 1, preset: 'fast' as const }
        expect(expectGoodAdvice({ graph, options })).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2 },
    )
  })
})
