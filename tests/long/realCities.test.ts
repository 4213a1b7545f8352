import { describe, it } from 'vitest'
import { data, expectFirstWeightHeld, shanghai, taipei } from '../integration/partition/realCity.ts'

describe('solve on real cities with two weights', () => {
  it.skipIf(!data)('keeps the households of Taipei within 5 % where the incomes cannot be', () => {
    expectFirstWeightHeld(taipei(9), 60, 0.05)
  })

  it.skipIf(!data)('keeps the users of Shanghai within 5 % beside their minutes', () => {
    expectFirstWeightHeld(shanghai(80), 80, 0.05)
  })
})
