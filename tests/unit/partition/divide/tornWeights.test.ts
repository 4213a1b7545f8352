import { expect, it } from 'vitest'
import { solve } from '../../../../partition/index.ts'
import { makeCity } from '../../../bench/generator.ts'
import { specs } from '../../../bench/instances.ts'
import { describeTornWeights } from './tornWeights.ts'

describeTornWeights([{ name: 'r20k', seed: 3 }])

it('weights that cannot all be met are nearer to their bounds than where nobody asks for them', () => {
  const { graph } = makeCity({ ...specs.s2k, seed: 1 })
  const parts = specs.s2k.parts
  const asked = solve(graph, { parts, tolerances: [0.05, 0.2], seed: 1 })
  const unasked = solve(graph, { parts, tolerances: [0.05, 1], seed: 1 })
  if (!asked.ok || !unasked.ok) throw new Error('no plan')
  expect(asked.weights[1]!.maxOverAverage).toBeLessThan(unasked.weights[1]!.maxOverAverage)
})
