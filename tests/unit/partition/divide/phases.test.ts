import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createApartPairs } from '../../../../partition/divide/base/apartPairs.ts'
import { apportion } from '../../../../partition/divide/base/apportion.ts'
import { createConnectivity } from '../../../../partition/divide/base/connectivity.ts'
import { logarithm } from '../../../../partition/divide/base/exponential.ts'
import { createHeap } from '../../../../partition/divide/base/heap.ts'
import { createRandom, shuffle } from '../../../../partition/divide/base/random.ts'
import { createState, cutOf, type State, totalViolation } from '../../../../partition/divide/base/state.ts'
import { divideTree } from '../../../../partition/divide/base/tree.ts'
import { anneal } from '../../../../partition/divide/border/anneal.ts'
import { coarsen } from '../../../../partition/divide/border/coarsen.ts'
import { grow } from '../../../../partition/divide/border/grow.ts'
import { createResplitter } from '../../../../partition/divide/border/resplit.ts'
import { cellGraph } from '../../../../partition/index.ts'
import { graphOf, hexagons } from '../graph/builders.ts'
import { piecesOf, problemOf, runOf, squareCity } from './builders.ts'

const ones = (count: number) => new Array<number>(count).fill(1)

function expectSound(state: State): void {
  const { graph, partCount } = state.problem
  expect(piecesOf(graph, state.part, partCount)).toEqual(ones(partCount))
  const recount = createState(state.problem, state.part.slice())
  expect(state.partWeights).toEqual(recount.partWeights)
  expect(state.partSizes).toEqual(recount.partSizes)
}

describe('createConnectivity', () => {
  it('agrees with a search of the whole part, on lattices with holes and on any graph', () => {
    const onAnyGraph = fc.record({
      edges: fc.uniqueArray(fc.tuple(fc.nat(13), fc.nat(13)), {
        maxLength: 40,
        selector: ([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`,
      }),
      inside: fc.array(fc.nat(1), { minLength: 14, maxLength: 14 }),
    })
    fc.assert(
      fc.property(onAnyGraph, ({ edges, inside }) => {
        const graph = graphOf(
          14,
          edges.filter(([a, b]) => a !== b),
        )
        const part = Uint16Array.from(inside)
        const { canLeave } = createConnectivity(graph)
        for (let v = 0; v < 14; v++) {
          if (piecesOf(graph, part, 2)[part[v]!] !== 1) continue
          const without = Uint16Array.from(part, (p, u) => (u === v ? 2 : p))
          expect(canLeave(part, v)).toBe(piecesOf(graph, without, 3)[part[v]!] === 1)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('sees the way round a hole', () => {
    const { neighbors } = hexagons(5, 5, (x, y) => x !== 2 || y !== 2)
    const { canLeave } = createConnectivity(cellGraph(neighbors, []))
    expect(canLeave(new Uint16Array(24), 7)).toBe(true)
  })
})

const schedule = { sweeps: 80, hot: 1, cold: 0.15, price: 50, softness: 0.1, shape: 0 }

describe('anneal and resplit', () => {
  it('keep parts connected and the sums right, with and without a wish for compact parts', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(0.01, 0.05, 0.3), fc.constantFrom(0, 10), (seed, tolerance, shape) => {
        const { problem, part } = squareCity(15, 3, tolerance)
        const state = createState(problem, part)
        const connectivity = createConnectivity(problem.graph)
        const run = runOf(seed)
        anneal(state, connectivity, { ...schedule, shape }, run)
        expectSound(state)
        const left = totalViolation(state)
        const { resplit } = createResplitter(state, run.random)
        for (const [p, q] of [
          [0, 1],
          [4, 3],
          [4, 7],
        ] as const) {
          resplit(p, q, 5, 1e6, 0)
        }
        expectSound(state)
        expect(totalViolation(state)).toBeLessThanOrEqual(left + 1e-9)
      }),
      { numRuns: 30 },
    )
  })

  it('anneal shortens borders within the bounds', () => {
    const { problem } = squareCity(30, 3, 0.1)
    const strips = Uint16Array.from({ length: 900 }, (_, i) => Math.floor(((i % 30) * 9) / 30))
    const state = createState(problem, strips)
    const rough = cutOf(state)
    anneal(state, createConnectivity(problem.graph), schedule, runOf(1))
    expect(totalViolation(state)).toBe(0)
    expect(cutOf(state)).toBeLessThan(rough)
  })

  it('anneal leaves fixed vertices where they are and never brings a pair together that is to be apart', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const { problem, part } = squareCity(15, 3, 0.3)
        const fixed = Int32Array.from(part, (p, v) => (v % 17 === 0 ? p : -1))
        const pairs = Uint32Array.of(0, 14, 3, 220, 100, 224)
        const state = createState({ ...problem, fixed, apartPairs: createApartPairs(pairs, 225) }, part)
        anneal(state, createConnectivity(problem.graph), { ...schedule, hot: 5 }, runOf(seed))
        expectSound(state)
        for (const [v, p] of fixed.entries()) if (p !== -1) expect(state.part[v]).toBe(p)
        for (let i = 0; i < pairs.length; i += 2) {
          expect(state.part[pairs[i]!]).not.toBe(state.part[pairs[i + 1]!])
        }
      }),
      { numRuns: 30 },
    )
  })

  it('anneal sends excess along a chain of full parts to where there is room', () => {
    const { neighbors } = hexagons(40, 4)
    const graph = cellGraph(neighbors, [new Float64Array(160).fill(1)])
    // Columns 0..11, then four strips of seven columns: the first part has 48 cells, the others 28, the average is 32.
    const part = Uint16Array.from({ length: 160 }, (_, i) => (i % 40 < 12 ? 0 : 1 + Math.floor(((i % 40) - 12) / 7)))
    const state = createState(problemOf(graph, 5, 0.04), part)
    anneal(state, createConnectivity(graph), { ...schedule, price: 300 }, runOf(1))
    expectSound(state)
    expect(totalViolation(state)).toBe(0)
  })

  it('resplit divides heavy vertices that no single move could balance', () => {
    // Two rungs of a ladder each hold 10; only one way of halving is even: {10, 1, 1} against {6, 6} does not move there.
    const ladder = graphOf(
      6,
      [
        [0, 1],
        [1, 2],
        [3, 4],
        [4, 5],
        [0, 3],
        [1, 4],
        [2, 5],
      ],
      [[9, 1, 2, 5, 4, 3]],
    )
    const uneven = createState(problemOf(ladder, 2, 0.01), Uint16Array.of(0, 1, 1, 0, 1, 1))
    expect(createResplitter(uneven, createRandom(1)).resplit(0, 1, 200, 1000, 0)).toBe(true)
    expectSound(uneven)
    expect(totalViolation(uneven)).toBe(0)
  })
})

describe('coarsen', () => {
  it('keeps merged vertices within the bounds on weight and size', () => {
    const { problem } = squareCity(20, 2, 0.05)
    const levels = coarsen(
      problem.graph,
      { targetCount: 60, maxWeights: Float64Array.of(40), maxSize: 12 },
      createRandom(3),
    )
    let sizes = Float64Array.from(ones(400))
    for (const { graph, coarseOf } of levels) {
      const next = new Float64Array(graph.vertexCount)
      coarseOf.forEach((group, v) => {
        next[group]! += sizes[v]!
      })
      sizes = next
      expect(Math.max(...sizes)).toBeLessThanOrEqual(12)
      expect(Math.max(...graph.vertexWeights[0]!)).toBeLessThanOrEqual(40)
      for (const pieces of piecesOf(problem.graph, new Array(400).fill(0), 1)) expect(pieces).toBe(1)
    }
    expect(levels.at(-1)!.graph.vertexCount).toBeLessThan(140)
  })
})

describe('grow and divideTree', () => {
  it('leave connected, non-empty sides', () => {
    fc.assert(
      fc.property(fc.nat(399), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (seed, fraction) => {
        const { problem } = squareCity(20, 2, 0.05)
        const combined = problem.graph.vertexWeights[0]!
        const total = combined.reduce((a, b) => a + b, 0)
        expect(piecesOf(problem.graph, grow(problem.graph, combined, total, seed, fraction), 2)).toEqual([1, 1])
      }),
      { numRuns: 50 },
    )
  })

  it('cuts any tree into the number of parts asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 40 }), fc.nat(1e6), (parents, pick) => {
        const count = parents.length + 1
        const tree = graphOf(
          count,
          parents.map((p, i) => [i + 1, p % (i + 1)]),
        )
        const parts = 1 + (pick % count)
        const weights = Float64Array.from({ length: count }, (_, v) => (v * pick) % 5)
        const part = divideTree(
          tree,
          weights,
          weights.reduce((a, b) => a + b, 0),
          parts,
        )
        expect(piecesOf(tree, part, parts)).toEqual(ones(parts))
      }),
    )
  })
})

describe('apportion', () => {
  it('gives every component one part at least, no more than it has vertices, and all in all the parts asked for', () => {
    const component = fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 8 }), fc.nat(1e6), (list, pick) => {
        const sizes = list.map(([, size]) => size)
        const room = sizes.reduce((a, b) => a + b, 0) - list.length
        const parts = list.length + (pick % (room + 1))
        const counts = apportion(
          list.map(([weight]) => weight),
          sizes,
          parts,
        )
        expect(counts.reduce((a, b) => a + b, 0)).toBe(parts)
        counts.forEach((count, i) => {
          expect(count).toBeGreaterThanOrEqual(1)
          expect(count).toBeLessThanOrEqual(sizes[i]!)
        })
      }),
    )
  })

  it('gives exact shares exactly', () => {
    expect(apportion([600, 300, 100], [99, 99, 99], 10)).toEqual([6, 3, 1])
  })
})

describe('createHeap', () => {
  it('gives vertices by falling key after any insertions, changes and removals', () => {
    const action = fc.tuple(fc.nat(19), fc.option(fc.integer({ min: -9, max: 9 })))
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const heap = createHeap(20)
        const keys = new Map<number, number>()
        for (const [v, key] of actions) {
          if (key === null) {
            heap.remove(v)
            keys.delete(v)
          } else {
            heap.set(v, key)
            keys.set(v, key)
          }
        }
        expect(heap.size()).toBe(keys.size)
        const taken: number[] = []
        while (heap.size() > 0) {
          const top = heap.topKey()
          const v = heap.pop()
          expect(keys.get(v)).toBe(top)
          keys.delete(v)
          taken.push(top)
        }
        expect(taken).toEqual(taken.toSorted((a, b) => b - a))
        expect(keys.size).toBe(0)
        expect(heap.pop()).toBe(-1)
      }),
    )
  })
})

describe('random numbers', () => {
  it('are the same for the same seed on every machine', () => {
    const random = createRandom(42)
    expect([random.next(), random.next(), random.below(1000)]).toMatchInlineSnapshot(`
      [
        3893884377,
        145076852,
        755,
      ]
    `)
    const order = Uint32Array.from({ length: 6 }, (_, i) => i)
    shuffle(order, createRandom(2 ** 40 + 1))
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('are spread evenly', () => {
    const random = createRandom(7)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) counts[random.below(10)]!++
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('use a logarithm that is right', () => {
    for (const x of [1, 0.75, 0.5, 0.1, 1 / 8192]) expect(logarithm(x)).toBeCloseTo(Math.log(x), 12)
  })
})
