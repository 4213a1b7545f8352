import { describe, expect, it } from 'vitest'
import { cellGraph, type Graph, solve } from '../../../../../partition/index.ts'
import { seededRandom } from '../../builders.ts'
import { hexagons } from '../../graph/builders.ts'

/** A town of few heavy cells: about four a part, some empty. */
export function coarseTown(seed: number): Graph {
  const random = seededRandom(seed)
  const weights = Float64Array.from({ length: 81 }, () => (random() < 0.3 ? 0 : 50 + Math.floor(random() * 400)))
  return cellGraph(hexagons(9, 9).neighbors, [weights])
}

/** What regrouping is for, with each of these seeds of the search. */
export function describeCoarseTown(seeds: readonly number[]): void {
  describe('a coarse town', () => {
    it.each(seeds)('meets its tolerance with seed %i, where one search alone does not', (seed) => {
      const graph = coarseTown(1)
      const isMet = (preset: 'fast' | 'balanced') => {
        const made = solve(graph, { parts: 14, tolerances: [0.05], seed, preset })
        return made.ok && made.withinTolerance
      }
      expect(isMet('fast')).toBe(false)
      expect(isMet('balanced')).toBe(true)
    })
  })
}
