import { describe, expect, it } from 'vitest'
import { type Graph, solve } from '../../../../partition/index.ts'
import { makeCity } from '../../../bench/generator.ts'
import { specs } from '../../../bench/instances.ts'

/** Customers within ±5 %, and revenue, which varies from place to place by a factor of three, within ±20 %. */
function solveBoth(graph: Graph, parts: number) {
  const first = solve(
    { ...graph, vertexWeights: graph.vertexWeights.slice(0, 1) },
    { parts, tolerances: [0.05], seed: 1 },
  )
  const both = solve(graph, { parts, tolerances: [0.05, 0.2], seed: 1 })
  if (!first.ok || !both.ok) throw new Error('no plan')
  return { first, both }
}

interface TornCity {
  readonly name: keyof typeof specs
  readonly seed: number
}

/** Whether weights that cannot all be met leave the first as good as it is alone, in each of these cities. */
export function describeTornWeights(cities: readonly TornCity[]): void {
  describe('weights that cannot all be met', () => {
    it.each(cities)('hold the first at borders hardly longer than its own: $name, seed $seed', ({ name, seed }) => {
      const { graph } = makeCity({ ...specs[name], seed })
      const { first, both } = solveBoth(graph, specs[name].parts)
      expect(both.cut).toBeLessThanOrEqual(1.1 * first.cut)
      expect(both.weights[0]!.maxOverAverage).toBeLessThanOrEqual(first.weights[0]!.maxOverAverage + 0.002)
      expect(both.weights[0]!.minOverAverage).toBeGreaterThanOrEqual(first.weights[0]!.minOverAverage - 0.002)
      expect(both.withinTolerance).toBe(false)
      const deviation = both.deviations[1]!
      if (name !== 'ri20k')
        expect(both.notes).toEqual([{ code: 'weights-not-met-together', held: 0, weight: 1, deviation }])
    })
  })
}
