import { describe, expect, test } from 'vitest'
import { demoCity, taipei } from '../bench/rules/ruledCities.ts'
import { data } from '../integration/partition/realCity.ts'
import { countSplit, describeThingLaws, expectKept } from '../unit/server/plans/thingLaws.ts'

describeThingLaws({ towns: 20, ruleSets: 50 })

describe('a plan by random rules of a real city', () => {
  test('keeps each of them as the rows say, or tells why not, and splits no unit without a word: the demo', async () => {
    const city = await demoCity(20_000)
    expect(expectKept(city, seeds(60), { grids: [20, 60] })).toBeGreaterThan(30)
    expect(countSplit(city, seeds(20), 60)).toBe(0)
  })

  test.skipIf(!data)('the same of Taipei with its villages', async () => {
    const city = await taipei(data)
    expect(expectKept(city, seeds(120), { grids: [20, 60] })).toBeGreaterThan(60)
    expect(countSplit(city, seeds(20), 60)).toBe(0)
  })
})

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
