import { describe, it } from 'vitest'
import { expectNoLossByTightening } from './tightened.ts'

describe('a tighter tolerance', () => {
  it.each([1, 2])(
    'never makes borders, compactness and all deviations worse at once (seed %i)',
    expectNoLossByTightening,
  )
})
