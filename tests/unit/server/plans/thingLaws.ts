import { describe, expect, test } from 'vitest'
import { plainFormat, refusalText } from '../../../../server/contract/noteText.ts'
import { computePlan } from '../../../../server/plans/computePlan.ts'
import { brokenThings } from './brokenThings.ts'
import { control, from, makeCity } from './madeCity.ts'
import { type RandomRulesOptions, type RuledCity, randomRules, ruledInput, withGeography } from './randomRules.ts'

/** Every rule set is kept in a plan that its rows alone are held against, or refused in words. Answers with how many made a plan. */
export function expectKept(city: RuledCity, seeds: readonly number[], options: RandomRulesOptions): number {
  let made = 0
  for (const seed of seeds) {
    const input = randomRules(city, seed, options)
    const plan = computePlan(input, control())
    if (plan.ok) {
      made++
      expect({ seed, broken: brokenThings(input, plan) }).toEqual({ seed, broken: [] })
      continue
    }
    if (plan.reason !== 'unsolvable') throw new Error(`seed ${seed}: ${JSON.stringify(plan)}`)
    for (const language of ['zh-CN', 'en'] as const)
      expect(refusalText(plan.refusal, language, plainFormat)).toMatch(/^(?!.*(undefined|NaN|\[object)).{10}/s)
  }
  return made
}

/** Units kept whole that are split without a word, over some seeds. */
export function countSplit(city: RuledCity, seeds: readonly number[], grids: number): number {
  const keepWhole = [...new Set(city.units.map(({ kind }) => kind))]
  return seeds.reduce((sum, seed) => {
    const input = ruledInput(city, { grids, tolerance: 0.1, weights: ['customers'], preset: 'fast', keepWhole, seed })
    const plan = computePlan(input, control())
    if (!plan.ok) throw new Error(JSON.stringify(plan))
    return sum + brokenThings(input, plan).length
  }, 0)
}

export function describeThingLaws({ towns, ruleSets }: { towns: number; ruleSets: number }): void {
  describe('a plan by random rules', () => {
    test('keeps each of them as the rows say, or tells why not', () => {
      let made = 0
      for (let town = 0; town < towns; town++) {
        const city = withGeography(makeCity(), 100 + town)
        const first = computePlan(
          ruledInput(city, { grids: 8, tolerance: 0.3, weights: ['customers'], preset: 'fast' }),
          control(),
        )
        if (!first.ok) throw new Error(JSON.stringify(first))
        const grids = first.grids.map((grid, place) => ({
          ...grid,
          locked: place === town % 8,
          areaClass: place % 3 === 0 ? ('B' as const) : null,
        }))
        const start = { ...from(first), grids }
        const seeds = Array.from({ length: ruleSets }, (_, i) => 1000 * town + i)
        made += expectKept(city, seeds, { grids: [3, 14], start })
      }
      // Were most refused, little would have been tried.
      expect(made).toBeGreaterThan(0.4 * towns * ruleSets)
    })

    test('that keep units whole splits none that it does not tell', () => {
      expect(countSplit(withGeography(makeCity(), 7, 60), [1, 2, 3], 9)).toBe(0)
    })
  })
}
