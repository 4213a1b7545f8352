import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../partition/divide/base/control.ts'
import { type Preset, presets } from '../../partition/divide/base/presets.ts'
import { createRandom } from '../../partition/divide/base/random.ts'
import { persist } from '../../partition/divide/persist.ts'
import { type Graph, parseMetisGraph, type SolveOptions, type SolveResult, solve } from '../../partition/index.ts'
import { data, taipei } from '../integration/partition/realCity.ts'
import { expectNoLossByTightening } from '../unit/partition/divide/tightened.ts'
import { expectGoodAdvice } from '../unit/partition/rules/followedAdvice.ts'
import { heavyCase, othersOf, sumsOf, weightBesideTowers } from '../unit/partition/rules/heavyCase.ts'
import { randomCase } from '../unit/partition/rules/randomCase.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** A plan, and how often the search asked whether to go on: its work, in the same unit on every machine. */
function plan(graph: Graph, options: Omit<SolveOptions, 'isCancelled'>): { made: Solved; work: number } {
  let work = 0
  const made = solve(graph, { ...options, isCancelled: () => ++work < 0 })
  if (!made.ok) throw new Error(made.refusal.code)
  return { made, work }
}

describe('towers', () => {
  it('stand alone between even parts, for no more work than without them', () => {
    let withTowers = 0
    let withoutThem = 0
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const { graph, without, towers, parts } = heavyCase(seed)
        const options = { parts, tolerances: [0.05], seed: seed % 100 }
        const plain = plan(without, options)
        const { made, work } = plan(graph, options)
        withTowers += work
        withoutThem += plain.work
        const others = othersOf(graph, made, towers)
        const average = others.reduce((sum, one) => sum + one, 0) / others.length
        if (plain.made.withinTolerance) {
          for (const sum of others) expect(Math.abs(sum / average - 1)).toBeLessThanOrEqual(0.06)
        }
        for (const one of weightBesideTowers(graph, made, towers)) expect(one).toBeLessThanOrEqual(0.05 * average)
      }),
      { numRuns: 30 },
    )
    expect(withTowers).toBeLessThanOrEqual(1.2 * withoutThem)
  })

  it('leave a mesh its even parts', () => {
    const file = join(import.meta.dirname, '../../fixtures/cases/engine/mesh-with-a-tower.graph')
    const graph = parseMetisGraph(readFileSync(file, 'utf8'))
    for (const seed of [1, 2, 3]) {
      const { made } = plan(graph, { parts: 6, tolerances: [0.05], seed })
      const [tower, ...others] = [...sumsOf(graph, made, 0)].sort((a, b) => b - a)
      expect(tower).toBe(2191)
      for (const sum of others) expect(Math.abs(sum / 625.2 - 1)).toBeLessThanOrEqual(0.05)
    }
  })
})

describe('coarse cells', () => {
  const withinOf = (graph: Graph, parts: number, seeds: readonly number[]) =>
    seeds.map((seed) => plan(graph, { parts, tolerances: [0.05], seed }).made.withinTolerance)

  // One search alone meets these bounds for one or two seeds of six, or for none.
  it.skipIf(!data)('meet a tolerance whatever the seed: households of Taipei in 44 to 52 parts within 5 %', () => {
    const whole = taipei(8)
    const graph = { ...whole, vertexWeights: whole.vertexWeights.slice(0, 1) }
    const seeds = [1, 2, 3, 4]
    for (const parts of [44, 46, 48, 52]) expect(withinOf(graph, parts, seeds), `${parts} parts`).not.toContain(false)
  })

  it.skipIf(!data)('that cannot meet it do so with no seed, for no more than ten times the work of one search', () => {
    const whole = taipei(8)
    const graph = { ...whole, vertexWeights: whole.vertexWeights.slice(0, 1) }
    const partCount = 57
    const average = whole.vertexWeights[0]!.reduce((a, b) => a + b, 0) / partCount
    const division = {
      graph,
      partCount,
      lower: new Float64Array(partCount).fill(0.95 * average),
      upper: new Float64Array(partCount).fill(1.05 * average),
      scale: Float64Array.of(1 / average),
      importance: Float64Array.of(1),
      compactness: 0.5,
    }
    const workOf = (seed: number, preset: Preset) => {
      let work = 0
      const { searches } = persist(division, {
        preset,
        random: createRandom(seed),
        control: createControl(undefined, () => ++work < 0),
      })
      expect(searches).toBeLessThanOrEqual(preset.searches)
      return work
    }
    for (const seed of [1, 2]) {
      const one = workOf(seed, { ...presets.balanced, searches: 1 })
      expect(workOf(seed, presets.balanced)).toBeLessThanOrEqual(10 * one)
      expect(plan(graph, { parts: partCount, tolerances: [0.05], seed }).made.withinTolerance).toBe(false)
    }
  })
})

describe('a tighter tolerance', () => {
  it('never makes borders, compactness and all deviations worse at once', () => {
    for (let seed = 1; seed <= 40; seed++) expectNoLossByTightening(seed)
  })
})

describe('what notes and refusals advise', () => {
  it('can be followed, and does what it says, under any rules', () => {
    let followed = 0
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        followed += expectGoodAdvice(randomCase(seed))
      }),
      { numRuns: 150 },
    )
    expect(followed).toBeGreaterThan(50)
  })
})
