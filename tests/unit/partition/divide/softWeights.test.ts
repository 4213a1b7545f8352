import { describe, expect, it } from 'vitest'
import { cellGraph, solve } from '../../../../partition/index.ts'
import { hexagons } from '../graph/builders.ts'

/** Weights that lie apart: one in the west, one in the east, so that no division near a square meets both. */
function tornCity() {
  const { neighbors } = hexagons(30, 30)
  const west = Float64Array.from({ length: 900 }, (_, i) => 40 - (i % 30))
  const east = Float64Array.from({ length: 900 }, (_, i) => 11 + (i % 30) ** 2)
  return cellGraph(neighbors, [west, east])
}

describe('soft weights', () => {
  it.each([
    { soft: [false, true], hard: 0 },
    { soft: [true, false], hard: 1 },
  ])('give way to the hard one, whichever stands first: $soft', ({ soft, hard }) => {
    const result = solve(tornCity(), { parts: 9, tolerances: [0.04, 0.04], soft, seed: 1 })
    if (!result.ok) throw new Error(result.refusal.code)
    expect(result.weights[hard]!.maxOverAverage).toBeLessThanOrEqual(0.04 + 1e-9)
    expect(result.weights[hard]!.minOverAverage).toBeGreaterThanOrEqual(0.96 - 1e-9)
  })
})
