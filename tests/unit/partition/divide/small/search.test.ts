import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConnectivity } from '../../../../../partition/divide/base/connectivity.ts'
import { Cancelled, createControl } from '../../../../../partition/divide/base/control.ts'
import type { Division } from '../../../../../partition/divide/base/division.ts'
import { createRandom } from '../../../../../partition/divide/base/random.ts'
import { divideTree } from '../../../../../partition/divide/base/tree.ts'
import { createResplitter } from '../../../../../partition/divide/border/resplit.ts'
import { annealWithSwaps } from '../../../../../partition/divide/small/annealWithSwaps.ts'
import { combine } from '../../../../../partition/divide/small/evolve.ts'
import { flowBisect } from '../../../../../partition/divide/small/flowBisect.ts'
import { flowRefine } from '../../../../../partition/divide/small/flowRefine.ts'
import { type SearchEffort, searchEffortFor, searchHarder } from '../../../../../partition/divide/small/search.ts'
import { createSearchState, recount, type SearchState } from '../../../../../partition/divide/small/searchState.ts'
import type { Graph } from '../../../../../partition/index.ts'
import { graphOf } from '../../graph/builders.ts'
import { piecesOf, runOf, squareCity } from '../builders.ts'

const effort: SearchEffort = { roams: 1, roamStages: 60, population: 3, generations: 3, stepsPerVertex: 50 }
const unfixed = -1

/** A connected graph on 10 vertices: a random tree and some more edges. */
const smallGraph = fc
  .record({
    parents: fc.tuple(...Array.from({ length: 9 }, (_, v) => fc.nat(v))),
    more: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 12 }),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 10, maxLength: 10 }),
  })
  .map(({ parents, more, weights }): Graph => {
    const edges = new Map<string, [number, number]>()
    const all = [...parents.map((parent, v): [number, number] => [parent, v + 1]), ...more]
    for (const [a, b] of all) if (a !== b) edges.set(`${Math.min(a, b)}-${Math.max(a, b)}`, [a, b])
    return { ...graphOf(10, Array.from(edges.values())), vertexWeights: [Float64Array.from(weights)] }
  })

function divisionOf(graph: Graph, partCount: number, tolerance: number, rules: Partial<Division> = {}): Division {
  const averages = graph.vertexWeights.map((weights) => weights.reduce((a, b) => a + b, 0) / partCount)
  const rows = Array.from({ length: partCount }, () => averages).flat()
  return {
    graph,
    partCount,
    lower: Float64Array.from(rows, (average) => average * (1 - tolerance)),
    upper: Float64Array.from(rows, (average) => average * (1 + tolerance)),
    scale: Float64Array.from(averages, (average) => 1 / average),
    importance: new Float64Array(averages.length).fill(1),
    compactness: 0,
    ...rules,
  }
}

function anyDivision(graph: Graph, partCount: number): Uint16Array {
  const weights = graph.vertexWeights[0]!
  return divideTree(
    graph,
    weights,
    weights.reduce((a, b) => a + b, 0),
    partCount,
  )
}

function sumsOf(graph: Graph, part: Uint16Array, partCount: number): number[] {
  const sums = new Array<number>(partCount).fill(0)
  for (let v = 0; v < graph.vertexCount; v++) sums[part[v]!]! += graph.vertexWeights[0]![v]!
  return sums
}

function cutOf(graph: Graph, part: Uint16Array): number {
  let cut = 0
  for (let v = 0; v < graph.vertexCount; v++) {
    for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
      const u = graph.neighbors[e]!
      if (u > v && part[u] !== part[v]) cut += graph.edgeWeights[e]!
    }
  }
  return cut
}

function violationOf(division: Division, part: Uint16Array): number {
  let violation = 0
  for (const [p, sum] of sumsOf(division.graph, part, division.partCount).entries()) {
    violation += Math.max(0, sum - division.upper[p]!, division.lower[p]! - sum)
  }
  return violation
}

const allOnes = (count: number) => new Array<number>(count).fill(1)

/** The least cut of all connected divisions within the bounds, by trying every one; Infinity where there is none. */
function leastCut(division: Division): number {
  const { graph, partCount, fixed, apart } = division
  const part = new Uint16Array(graph.vertexCount)
  let least = Infinity
  const place = (v: number) => {
    if (v < graph.vertexCount) {
      for (let p = 0; p < partCount; p++) {
        if (fixed && fixed[v] !== unfixed && fixed[v] !== p) continue
        part[v] = p
        place(v + 1)
      }
      return
    }
    if (violationOf(division, part) > 0) return
    for (let i = 0; apart && i < apart.length; i += 2) if (part[apart[i]!] === part[apart[i + 1]!]) return
    const cut = cutOf(graph, part)
    if (cut < least && piecesOf(graph, part, partCount).every((count) => count === 1)) least = cut
  }
  place(0)
  return least
}

function expectSound(state: SearchState): void {
  const { problem: division, part } = state
  expect(piecesOf(division.graph, part, division.partCount)).toEqual(allOnes(division.partCount))
  const sums = { ...state, partWeights: state.partWeights.slice(), partSizes: state.partSizes.slice() }
  recount(state)
  expect(state.partWeights).toEqual(sums.partWeights)
  expect(state.partSizes).toEqual(sums.partSizes)
  expect(state.cut).toBeCloseTo(sums.cut, 9)
}

describe('searchHarder', () => {
  it('finds the least cut of all connected divisions within the bounds, but for one small graph in fifty', () => {
    const cases = fc.record({
      graph: smallGraph,
      parts: fc.constantFrom(2, 3),
      tolerance: fc.constantFrom(0.1, 0.3),
      seed: fc.nat(1e6),
    })
    // The same cases at every run: a search from random starts finds nearly all, and which ones is the seed's luck.
    const sample = fc.sample(cases, { numRuns: 100, seed: 1 })
    const missed = sample.filter(({ graph, parts, tolerance, seed }) => {
      const division = divisionOf(graph, parts, tolerance)
      const found = searchHarder(division, anyDivision(graph, parts), effort, runOf(seed))
      expect(piecesOf(graph, found, parts)).toEqual(allOnes(parts))
      const least = leastCut(division)
      return least < Infinity && (violationOf(division, found) > 0 || cutOf(graph, found) > least)
    })
    expect(missed.length).toBeLessThanOrEqual(sample.length / 50)
  })

  it('never ends further out of bounds, nor with a longer cut where the bounds hold', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(0.001, 0.02, 0.2), (seed, tolerance) => {
        const { problem, part } = squareCity(12, 2, tolerance)
        const division = divisionOf(problem.graph, 4, tolerance)
        const found = searchHarder(division, part, effort, runOf(seed))
        expect(piecesOf(problem.graph, found, 4)).toEqual(allOnes(4))
        const before = violationOf(division, part)
        const after = violationOf(division, found)
        expect(after).toBeLessThanOrEqual(before + 1e-6)
        if (before === after) expect(cutOf(problem.graph, found)).toBeLessThanOrEqual(cutOf(problem.graph, part))
      }),
      { numRuns: 10 },
    )
  })

  it('keeps fixed vertices, pairs apart and the bounds of each part', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(143), fc.nat(143), (seed, v, u) => {
        const { problem, part } = squareCity(12, 2, 0.3)
        const { graph } = problem
        const fixed = new Int32Array(144).fill(unfixed)
        fixed[v] = part[v]!
        const apart = part[v] === part[u] ? new Uint32Array() : Uint32Array.of(v, u)
        const division = divisionOf(graph, 4, 0.3, { fixed, apart })
        division.upper[0] = sumsOf(graph, part, 4)[0]!
        const found = searchHarder(division, part, effort, runOf(seed))
        expect(piecesOf(graph, found, 4)).toEqual(allOnes(4))
        expect(found[v]).toBe(part[v])
        if (apart.length > 0) expect(found[u]).not.toBe(found[v])
        expect(violationOf(division, found)).toBe(0)
      }),
      { numRuns: 10 },
    )
  })

  it('is worth nothing beyond a size, and a thorough one is more work than the usual', () => {
    expect(searchEffortFor(1e6, 2, true)).toBeUndefined()
    expect(searchEffortFor(20_000, 60, true)).toBeUndefined()
    for (const [vertices, parts] of [
      [60_000, 2],
      [4000, 40],
      [60, 5],
    ] as const) {
      const usual = searchEffortFor(vertices, parts, false)!
      const thorough = searchEffortFor(vertices, parts, true)!
      const reducedOf = ({ roams, roamStages, population, generations }: SearchEffort) =>
        roams * roamStages + population + generations
      expect(reducedOf(thorough)).toBeGreaterThan(reducedOf(usual))
    }
  })

  it('gives the same division for the same seed', () => {
    const { problem, part } = squareCity(12, 2, 0.1)
    const division = divisionOf(problem.graph, 4, 0.1)
    const [one, two] = [7, 7].map((seed) => searchHarder(division, part, effort, runOf(seed)))
    expect(one).toEqual(two)
  })

  it('stops when cancelled, and with the best so far when told to', () => {
    const { problem, part } = squareCity(12, 2, 0.1)
    const division = divisionOf(problem.graph, 4, 0.1)
    let polls = 0
    const cancelled = createControl(undefined, () => ++polls > 20)
    expect(() => searchHarder(division, part, effort, runOf(1, cancelled))).toThrow(Cancelled)
    let asked = 0
    const stopped = createControl(undefined, undefined, () => ++asked > 20)
    const found = searchHarder(division, part, { ...effort, generations: 1e6 }, runOf(1, stopped))
    expect(piecesOf(problem.graph, found, 4)).toEqual(allOnes(4))
  })
})

describe('annealWithSwaps, resplit, combine and flowRefine', () => {
  it('keep parts connected and the sums right', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(0.02, 0.2), (seed, tolerance) => {
        const { problem, part } = squareCity(12, 3, tolerance)
        const { graph } = problem
        const division = divisionOf(graph, 9, tolerance)
        const run = runOf(seed)
        const state = createSearchState(division, part)
        const { resplit } = createResplitter(state, run.random)
        for (let p = 0; p < 8; p++) {
          resplit(p, p + 1, 3, 100, 10)
          state.cut = cutOf(graph, state.part)
          expectSound(state)
        }
        const options = { stages: 20, steps: 200, trees: 2, hot: 3, cold: 0.2, softPrice: 5, price: 100 }
        annealWithSwaps(state, createConnectivity(graph), options, run)
        expectSound(state)
        const before = createSearchState(division, state.part)
        const refined = flowRefine(division, state.part, { rounds: 3, reach: 0.6, price: 300 }, run)
        expectSound(createSearchState(division, refined))
        expect(violationOf(division, refined)).toBeLessThanOrEqual(violationOf(division, before.part) + 1e-6)
        if (violationOf(division, before.part) === 0) expect(cutOf(graph, refined)).toBeLessThanOrEqual(before.cut)
        const child = combine(
          division,
          part,
          [part, refined],
          {
            coarsest: 30,
            stepsPerVertex: 20,
            largestToRoam: 1000,
            resplits: 10,
            trees: 2,
            hot: 2,
            warm: 0.5,
            price: 300,
            flowReach: 0.5,
          },
          run,
        )
        expectSound(createSearchState(division, child))
      }),
      { numRuns: 20 },
    )
  })

  it('refuses a split that keeps parts within bounds only by leaving a pinned vertex', () => {
    const path = {
      ...graphOf(4, [
        [0, 1],
        [1, 2],
        [2, 3],
      ]),
      vertexWeights: [new Float64Array(4).fill(1)],
    }
    const fixed = Int32Array.of(0, unfixed, unfixed, 0)
    const division = divisionOf(path, 2, 0.5, { fixed })
    const state = createSearchState(division, Uint16Array.of(0, 0, 1, 0))
    expect(createResplitter(state, createRandom(1)).resplit(0, 1, 5, 100, 1000)).toBe(false)
  })
})

describe('flowBisect', () => {
  it('divides any connected graph into two connected parts', () => {
    fc.assert(
      fc.property(smallGraph, fc.nat(1e6), (graph, seed) => {
        const division = divisionOf(graph, 2, 0.3)
        const part = flowBisect(division, 100, runOf(seed))
        if (part === undefined) return
        expect(piecesOf(graph, part, 2)).toEqual([1, 1])
      }),
      { numRuns: 200 },
    )
  })

  it('finds the neck of two squares that a narrow bridge joins', () => {
    const edges: [number, number][] = [[15, 16]]
    for (const base of [0, 16]) {
      for (let i = 0; i < 16; i++) {
        if (i % 4 < 3) edges.push([base + i, base + i + 1])
        if (i < 12) edges.push([base + i, base + i + 4])
      }
    }
    const graph = { ...graphOf(32, edges), vertexWeights: [new Float64Array(32).fill(1)] }
    const division = divisionOf(graph, 2, 0.05)
    const cuts = [1, 2, 3, 4, 5, 6].map((seed) => {
      const part = flowBisect(division, 100, runOf(seed))
      return part ? cutOf(graph, part) : Infinity
    })
    expect(Math.min(...cuts)).toBe(1)
  })
})
