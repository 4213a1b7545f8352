import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellGraph,
  components,
  type Graph,
  measureQuality,
  type SolveOptions,
  type SolveResult,
  solve,
} from '../../../partition/index.ts'
import { piecesOf } from './divide/builders.ts'
import { graphOf, hexagons } from './graph/builders.ts'

type Solved = Extract<SolveResult, { ok: true }>

function mustSolve(graph: Graph, options: Partial<SolveOptions> & { parts: number }): Solved {
  const result = solve(graph, { tolerances: graph.vertexWeights.map(() => 0.05), seed: 1, preset: 'fast', ...options })
  if (!result.ok) throw new Error(result.refusal.code)
  return result
}

/** A patch of hexagons with holes and empty cells. */
const city = fc
  .record({
    width: fc.integer({ min: 2, max: 16 }),
    height: fc.integer({ min: 2, max: 16 }),
    holes: fc.constantFrom(0, 0, 0.1, 0.35),
    empty: fc.constantFrom(0, 0.5, 0.8),
    weights: fc.integer({ min: 1, max: 3 }),
    numbers: fc.infiniteStream(fc.nat(999)),
    share: fc.nat(1000),
  })
  .map(({ width, height, holes, empty, weights, numbers, share }) => {
    const draw = () => numbers.next().value / 1000
    const { neighbors } = hexagons(width, height, (x, y) => x + y === 0 || draw() >= holes)
    const cells = neighbors.length / 6
    const columns = Array.from({ length: weights }, () =>
      Float64Array.from({ length: cells }, () => (draw() < empty ? 0 : 1 + Math.floor(100 * draw()))),
    )
    const graph = cellGraph(neighbors, columns)
    const least = components(graph).count
    return { graph, parts: Math.min(cells, least + Math.floor((share / 1000) * Math.min(40, cells - least))) }
  })

describe('solve', () => {
  it('gives connected, non-empty parts, the same ones for the same seed, and true figures', () => {
    fc.assert(
      fc.property(city, fc.nat(2 ** 32), ({ graph, parts }, seed) => {
        const result = mustSolve(graph, { parts, seed })
        expect(piecesOf(graph, result.parts, parts)).toEqual(new Array(parts).fill(1))
        expect(mustSolve(graph, { parts, seed }).parts).toEqual(result.parts)
        expect(result).toMatchObject(measureQuality(graph, result.parts, parts))
        expect(result.components.reduce((sum, component) => sum + component.parts, 0)).toBe(parts)
        if (result.withinTolerance) {
          const balanced = result.weights.filter((_, c) => graph.vertexWeights[c]!.some((weight) => weight > 0))
          for (const { maxOverAverage, minOverAverage } of balanced) {
            expect(maxOverAverage).toBeLessThan(0.05 + 1e-9)
            expect(minOverAverage).toBeGreaterThan(0.95 - 1e-9)
          }
        } else
          expect(result.notes.map(({ code }) => code)).toEqual(
            expect.arrayContaining([expect.stringMatching(/toleranc|too-heavy|not-met-together/)]),
          )
      }),
      { numRuns: 25 },
    )
  })

  it('meets the tolerance where cells are light', () => {
    for (const seed of [1, 2, 3]) {
      const { neighbors } = hexagons(30, 30)
      const customers = Float64Array.from({ length: 900 }, (_, i) => ((i * 7919) % 13) + 1)
      const result = mustSolve(cellGraph(neighbors, [customers]), { parts: 12, tolerances: [0.03], seed })
      expect(result.withinTolerance).toBe(true)
      expect(result.notes).toEqual([])
    }
  })

  it('keeps the first weight within tolerance where the second cannot be', () => {
    const { neighbors } = hexagons(24, 24)
    const customers = new Float64Array(576).fill(10)
    const revenue = Float64Array.from({ length: 576 }, (_, i) => (i % 24 < 4 ? 100 : 1))
    const result = mustSolve(cellGraph(neighbors, [customers, revenue]), { parts: 9, tolerances: [0.05, 0.01] })
    expect(result.weights[0]!.maxOverAverage).toBeLessThan(0.05 + 1e-9)
    expect(result.weights[0]!.minOverAverage).toBeGreaterThan(0.95 - 1e-9)
  })

  it('meets both weights where they agree', () => {
    const { neighbors } = hexagons(30, 30)
    const customers = Float64Array.from({ length: 900 }, (_, i) => (i * 31) % 17)
    const revenue = customers.map((value, i) => value * (90 + ((i * 7) % 20)))
    const result = mustSolve(cellGraph(neighbors, [customers, revenue]), { parts: 10, preset: 'balanced' })
    expect(result.withinTolerance).toBe(true)
  })

  it.each([1, 2, 3])('finds the one balanced division of heavy cells on a path (seed %i)', (seed) => {
    const weights = [5, 5, 10, 3, 3, 4, 1, 9, 8, 2]
    const path = graphOf(
      10,
      Array.from({ length: 9 }, (_, v) => [v, v + 1]),
      [weights],
    )
    const result = mustSolve(path, { parts: 5, tolerances: [0.01], seed })
    expect(
      [...result.parts].map((part, v, all) => (v > 0 && all[v - 1] !== part ? '|' : '') + weights[v]).join(' '),
    ).toBe('5 5 |10 |3 3 4 |1 9 |8 2')
  })

  it('takes one part, and as many parts as vertices', () => {
    const { neighbors } = hexagons(4, 4)
    const graph = cellGraph(neighbors, [new Float64Array(16).fill(1)])
    expect([...mustSolve(graph, { parts: 1 }).parts]).toEqual(new Array(16).fill(0))
    expect(new Set(mustSolve(graph, { parts: 16 }).parts).size).toBe(16)
  })

  it('divides a star, where only leaves can stand alone', () => {
    const star = graphOf(
      9,
      Array.from({ length: 8 }, (_, leaf) => [0, leaf + 1]),
    )
    for (let parts = 1; parts <= 9; parts++) {
      expect(piecesOf(star, mustSolve(star, { parts }).parts, parts)).toEqual(new Array(parts).fill(1))
    }
  })

  it('gives each component a whole number of parts by weight', () => {
    const { neighbors } = hexagons(21, 10, (x) => x !== 10 && x < 16)
    const result = mustSolve(cellGraph(neighbors, [new Float64Array(150).fill(2)]), { parts: 15 })
    expect(result.components).toEqual([
      { vertices: 100, exampleVertex: 0, weights: [200], parts: 10 },
      { vertices: 50, exampleVertex: 10, weights: [100], parts: 5 },
    ])
    expect(result.withinTolerance).toBe(true)
  })

  it('names the component whose whole number of parts cannot meet the tolerance', () => {
    const { neighbors } = hexagons(20, 10, (x) => x < 14 || x > 16)
    const result = mustSolve(cellGraph(neighbors, [new Float64Array(170).fill(1)]), { parts: 4 })
    expect(result.withinTolerance).toBe(false)
    expect(result.notes).toContainEqual({
      code: 'component-off-tolerance',
      vertices: 30,
      exampleVertex: expect.any(Number),
      parts: 1,
      partsOfAll: 4,
      deviation: 30 / 42.5 - 1,
      weighs: 30 / 42.5,
      tolerance: 0.295,
    })
  })

  it('refuses more components than parts, naming the lightest', () => {
    const graph = graphOf(
      5,
      [
        [0, 1],
        [2, 3],
      ],
      [[5, 5, 1, 1, 9]],
    )
    expect(solve(graph, { parts: 2, tolerances: [0.1], seed: 1 })).toEqual({
      ok: false,
      refusal: {
        code: 'too-many-components',
        components: 3,
        parts: 2,
        least: 3,
        piece: { vertices: 2, exampleVertex: 2, weights: [2], parts: 0 },
      },
    })
  })

  it('refuses more parts than vertices', () => {
    const result = solve(graphOf(2, [[0, 1]]), { parts: 3, tolerances: [0.1], seed: 1 })
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'too-few-vertices', vertices: 2, parts: 3 },
    })
  })

  it('balances the number of vertices and says so where nothing has weight', () => {
    const { neighbors } = hexagons(10, 10)
    const result = mustSolve(cellGraph(neighbors, [new Float64Array(100)]), { parts: 5 })
    expect(result.notes.map(({ code }) => code)).toEqual(['weight-ignored', 'no-weight'])
    expect(result.parts.reduce((counts, part) => counts.with(part, counts[part]! + 1), [0, 0, 0, 0, 0])).toEqual(
      [20, 20, 20, 20, 20].map(() => expect.closeTo(20, -0.5)),
    )
  })

  it('accepts cells with a negative figure', () => {
    const { neighbors } = hexagons(12, 12)
    const revenue = Float64Array.from({ length: 144 }, (_, i) => (i % 10 === 0 ? -3 : 5))
    const result = mustSolve(cellGraph(neighbors, [revenue]), { parts: 6, tolerances: [0.2] })
    expect(piecesOf(cellGraph(neighbors, []), result.parts, 6)).toEqual([1, 1, 1, 1, 1, 1])
  })

  it('reports progress that never falls and ends at 1', () => {
    const { neighbors } = hexagons(20, 20)
    const seen: number[] = []
    mustSolve(cellGraph(neighbors, [new Float64Array(400).fill(1)]), {
      parts: 8,
      onProgress: ({ fraction }) => seen.push(fraction),
    })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(0)).toBe(0)
    expect(seen.at(-1)).toBe(1)
  })

  it('stops when asked, wherever it is', () => {
    const { neighbors } = hexagons(30, 30)
    const graph = cellGraph(neighbors, [new Float64Array(900).fill(1)])
    let polls = 0
    mustSolve(graph, { parts: 9, isCancelled: () => polls++ < 0 })
    expect(polls).toBeGreaterThan(100)
    for (const stopAt of [0, 1, 5, Math.floor(polls / 2), polls - 1]) {
      let asked = 0
      const isCancelled = () => asked++ >= stopAt
      const result = solve(graph, { parts: 9, tolerances: [0.05], seed: 1, preset: 'fast', isCancelled })
      expect(result).toEqual({ ok: false, refusal: { code: 'cancelled' } })
      expect(asked).toBe(stopAt + 1)
    }
  })

  it.each([
    [{ parts: 0 }, 'parts is 0'],
    [{ parts: 65536 }, 'parts is 65536'],
    [{ parts: 2, tolerances: [] }, '0 tolerances for 1 weights'],
    [{ parts: 2, tolerances: [0] }, 'tolerance 0'],
    [{ parts: 2, seed: -1 }, 'seed -1'],
  ])('throws for %j', (options, reason) => {
    expect(() =>
      mustSolve(
        graphOf(4, [
          [0, 1],
          [1, 2],
          [2, 3],
        ]),
        options,
      ),
    ).toThrow(reason)
  })

  it('throws for a weight that is no number', () => {
    expect(() => mustSolve(graphOf(2, [[0, 1]], [[1, Number.NaN]]), { parts: 1 })).toThrow(
      'weight 0 of vertex 1 is NaN',
    )
  })
})
