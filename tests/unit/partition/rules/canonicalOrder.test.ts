import { describe, expect, it } from 'vitest'
import { createRandom, shuffle } from '../../../../partition/divide/base/random.ts'
import { cellGraph, checkGraph, type Graph } from '../../../../partition/index.ts'
import { canonicalOrder } from '../../../../partition/rules/order/canonicalOrder.ts'
import { idOrder } from '../../../../partition/rules/order/idOrder.ts'
import { invert, relabel } from '../../../../partition/rules/order/relabel.ts'
import { graphOf, hexagons } from '../graph/builders.ts'

function inCanonicalOrder(graph: Graph): Graph {
  const order = canonicalOrder(graph)
  return relabel(graph, order, invert(order))
}

function shuffled(graph: Graph, seed: number): Graph {
  const order = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  shuffle(order, createRandom(seed))
  return relabel(graph, order, invert(order))
}

function patch(side: number, weight: (v: number) => number): Graph {
  const { neighbors } = hexagons(side, side)
  return cellGraph(neighbors, [Float64Array.from({ length: side * side }, (_, v) => weight(v))])
}

describe('canonicalOrder', () => {
  it.each([
    ['a city with many empty cells', patch(40, (v) => ((v * 7919) % 3 === 0 ? (v * 31) % 17 : 0))],
    ['a city with one customer', patch(30, (v) => (v === 333 ? 1 : 0))],
    ['a patch where every cell is like its mirror image', patch(20, () => 1)],
    ['one hexagon and its ring', cellGraph(hexagons(3, 3, (x, y) => x + y > 0 && x + y < 4).neighbors, [])],
    [
      'a star of like leaves',
      graphOf(
        9,
        Array.from({ length: 8 }, (_, leaf) => [0, leaf + 1]),
      ),
    ],
    [
      'a path',
      graphOf(
        50,
        Array.from({ length: 49 }, (_, v) => [v, v + 1]),
      ),
    ],
    [
      'edges that differ',
      graphOf(
        6,
        Array.from({ length: 6 }, (_, v) => [v, (v + 1) % 6, 1 + ((v * v) % 4)]),
      ),
    ],
    [
      'pieces alike and vertices alone',
      graphOf(
        9,
        [0, 3].flatMap((v) => [
          [v, v + 1],
          [v + 1, v + 2],
        ]),
      ),
    ],
  ])('makes the same graph of any numbering of %s', (_, graph) => {
    const canonical = inCanonicalOrder(graph)
    expect(checkGraph(canonical)).toEqual([])
    for (const seed of [1, 2, 3, 4, 5, 6]) expect(inCanonicalOrder(shuffled(graph, seed))).toEqual(canonical)
  })

  it('tells vertices apart by their marks', () => {
    const path = graphOf(3, [
      [0, 1],
      [1, 2],
    ])
    const [first] = canonicalOrder(path, Int32Array.of(0, 0, 5))
    const [other] = canonicalOrder(path, Int32Array.of(5, 0, 0))
    expect([first, other].sort()).toEqual(first === 1 ? [1, 1] : [0, 2])
  })

  it('keeps neighbours near one another', () => {
    const { offsets, neighbors, vertexCount } = inCanonicalOrder(
      shuffled(
        patch(60, (v) => (v * 7919) % 101),
        1,
      ),
    )
    let far = 0
    for (let v = 0; v < vertexCount; v++) {
      for (const u of neighbors.subarray(offsets[v], offsets[v + 1])) far = Math.max(far, Math.abs(u - v))
    }
    expect(far).toBeLessThan(vertexCount / 8)
  })
})

describe('idOrder', () => {
  it('sorts by id, whatever their kind and size', () => {
    expect(idOrder([30, 10, 2 ** 40, 20], 4)).toEqual(Uint32Array.of(1, 3, 0, 2))
    expect(idOrder([2n ** 63n, 5n, 2n ** 33n + 1n, 2n ** 33n], 4)).toEqual(Uint32Array.of(1, 3, 2, 0))
    const many = Float64Array.from({ length: 5000 }, (_, v) => ((v * 7919) % 5000) * 1e9)
    expect(Array.from(idOrder(many, 5000)!, (v) => many[v])).toEqual([...many].sort((a, b) => a - b))
  })

  it('has nothing to do where ids ascend', () => {
    expect(idOrder([1, 2, 5], 3)).toBeUndefined()
  })

  it.each([
    [[1, 1], 'vertices 0 and 1 have the same id 1'],
    [[1, -1], 'the id of vertex 1 is -1'],
    [[1, 0.5], 'the id of vertex 1 is 0.5'],
    [[1], '1 ids for 2 vertices'],
  ])('refuses %j', (ids, reason) => {
    expect(() => idOrder(ids, 2)).toThrow(reason)
  })
})
