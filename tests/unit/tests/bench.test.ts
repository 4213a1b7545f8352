import { describe, expect, it } from 'vitest'
import { checkGraph, components, measureQuality, solve } from '../../../partition/index.ts'
import { makeCity } from '../../bench/generator.ts'
import { specs } from '../../bench/instances.ts'
import { numberStream, shuffled } from '../../bench/random.ts'
import { relabel, score } from '../../bench/scorer.ts'
import { graphOf } from '../partition/graph/builders.ts'

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

describe('makeCity', () => {
  it('makes the same connected city every time, with the number of cells asked for', () => {
    const city = makeCity(specs.s2k)
    expect(makeCity(specs.s2k)).toEqual(city)
    expect(city.cells.length).toBe(2000)
    expect(checkGraph(city.graph)).toEqual([])
    expect(components(city.graph).count).toBe(1)
    expect(makeCity({ ...specs.s2k, seed: 2 }).graph.vertexWeights).not.toEqual(city.graph.vertexWeights)
  })

  it('leaves a third of the cells empty and no cell above a fifth of a part', () => {
    const { graph } = makeCity(specs.s2k)
    const customers = graph.vertexWeights[0]!
    const empty = customers.filter((value) => value === 0).length / customers.length
    expect(empty).toBeGreaterThan(0.3)
    expect(empty).toBeLessThan(0.4)
    expect(Math.max(...customers) / (sumOf(customers) / specs.s2k.parts)).toBeLessThan(0.22)
  })

  it('parts the banks of a river but at bridges, and sets an island apart', () => {
    const dry = makeCity(specs.s2k)
    const river = makeCity({ ...specs.s2k, hasRiver: true })
    expect(river.graph.neighbors.length).toBeLessThan(dry.graph.neighbors.length)
    expect(components(river.graph).count).toBe(1)
    const { graph } = makeCity({ ...specs.s2k, hasRiver: true, hasIsland: true })
    expect(graph.vertexCount).toBe(2000)
    expect(components(graph).count).toBe(2)
  })
})

describe('score', () => {
  it('agrees with the engine on cut and balance, and finds nothing wrong with its plan', () => {
    const { graph } = makeCity(specs.s2k)
    const result = solve(graph, { parts: 20, tolerances: [0.05, 0.3], seed: 1, preset: 'fast' })
    if (!result.ok) throw new Error(result.refusal.code)
    const judged = score(graph, result.parts, 20)
    const quality = measureQuality(graph, result.parts, 20)
    expect(judged).toMatchObject({ cut: quality.cut, nonContiguous: 0, empty: 0, unassigned: 0 })
    for (const [c, weight] of quality.weights.entries()) {
      expect(judged.weights[c]!.over).toBeCloseTo(weight.maxOverAverage, 12)
      expect(judged.weights[c]!.under).toBeCloseTo(1 - weight.minOverAverage, 12)
    }
  })

  it('counts parts in pieces, empty parts, vertices without a part and the share that moved', () => {
    const path = graphOf(
      5,
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      [[1, 1, 1, 1, 6]],
    )
    expect(score(path, [0, 1, 0, 1, 7], 3, [0, 1, 1, 1, 7])).toMatchObject({
      cut: 4,
      nonContiguous: 2,
      empty: 1,
      unassigned: 1,
      moved: [0.1],
    })
  })

  it('takes a lone hexagon for a hexagon: 0.907 of a circle', () => {
    const { compactness } = score(graphOf(1, []), [0], 1)
    expect(compactness.mean).toBeCloseTo(Math.PI / Math.sqrt(12), 12)
  })
})

describe('relabel', () => {
  it('finds the names back that a plan lost', () => {
    const stream = numberStream(5)
    const plan = Uint16Array.from({ length: 600 }, (_, v) => Math.floor(v / 30))
    const names = shuffled(20, stream)
    const weight = Float64Array.from(plan, () => 1 + stream())
    expect(
      relabel(
        weight,
        plan.map((part) => names[part]!),
        plan,
        20,
      ),
    ).toEqual(plan)
  })
})
