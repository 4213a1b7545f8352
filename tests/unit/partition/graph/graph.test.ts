import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subgraph } from '../../../../partition/graph/subgraph.ts'
import { cellGraph, checkGraph, components, contract } from '../../../../partition/index.ts'
import { graphOf, hexagons } from './builders.ts'

describe('cellGraph', () => {
  it('joins touching cells, each edge in both rows, whatever the order of the slots', () => {
    const { neighbors } = hexagons(5, 4)
    const weights = [Float64Array.from({ length: 20 }, (_, i) => i)]
    const graph = cellGraph(neighbors, weights)
    expect(checkGraph(graph)).toEqual([])
    const reversed = neighbors.slice()
    for (let cell = 0; cell < 20; cell++) reversed.subarray(6 * cell, 6 * cell + 6).reverse()
    expect(cellGraph(reversed, weights)).toEqual(graph)
  })

  it('adds links once, even where the cells touch already', () => {
    const { neighbors } = hexagons(4, 1)
    const graph = cellGraph(
      neighbors,
      [],
      [
        { a: 0, b: 3 },
        { a: 3, b: 0 },
        { a: 0, b: 1 },
      ],
    )
    expect(checkGraph(graph)).toEqual([])
    expect([...graph.neighbors.subarray(0, graph.offsets[1])]).toEqual([1, 3])
  })

  it('names a bad neighbour, link or weight', () => {
    expect(() => cellGraph(Int32Array.of(1, -1, -1, -1, -1, -1), [])).toThrow('names neighbour 1')
    expect(() => cellGraph(new Int32Array(6).fill(-1), [], [{ a: 0, b: 4 }])).toThrow('names cell 4')
    expect(() => cellGraph(new Int32Array(6).fill(-1), [], [{ a: 0, b: 0 }])).toThrow('to itself')
    expect(() => cellGraph(new Int32Array(6).fill(-1), [new Float64Array(2)])).toThrow('2 entries for 1 cells')
    expect(() => cellGraph(new Int32Array(7), [])).toThrow('six a cell')
  })
})

describe('checkGraph', () => {
  const sound = graphOf(3, [
    [0, 1],
    [1, 2],
  ])
  it.each([
    ['a one-sided edge', { neighbors: Uint32Array.of(1, 0, 2, 0) }, 'missing on one side'],
    ['a self-loop', { neighbors: Uint32Array.of(0, 0, 2, 1) }, 'edge to itself'],
    ['a neighbour that is not there', { neighbors: Uint32Array.of(9, 0, 2, 1) }, 'names neighbour 9'],
    ['a row that does not ascend', { neighbors: Uint32Array.of(1, 2, 0, 1) }, 'does not ascend'],
    ['two weights for one edge', { edgeWeights: Float64Array.of(1, 2, 1, 1) }, 'on the other'],
    ['a weight that is no number', { vertexWeights: [Float64Array.of(1, NaN, 1)] }, 'NaN'],
    ['offsets that fall', { offsets: Uint32Array.of(0, 3, 1, 4) }, 'falls'],
    ['missing offsets', { offsets: Uint32Array.of(0, 1) }, 'for 3 vertices'],
  ])('finds %s', (_, damage, problem) => {
    expect(checkGraph(sound)).toEqual([])
    expect(checkGraph({ ...sound, ...damage }).join()).toContain(problem)
  })
})

describe('components', () => {
  it('numbers components by their smallest vertex', () => {
    const { count, labels } = components(
      graphOf(5, [
        [0, 3],
        [1, 4],
      ]),
    )
    expect(count).toBe(3)
    expect([...labels]).toEqual([0, 1, 2, 0, 1])
  })
})

const anyGraph = fc
  .tuple(
    fc.integer({ min: 1, max: 30 }),
    fc.array(fc.tuple(fc.nat(29), fc.nat(29), fc.integer({ min: 1, max: 9 })), { maxLength: 90 }),
    fc.array(fc.nat(7), { minLength: 30, maxLength: 30 }),
  )
  .map(([count, list, groups]) => {
    const seen = new Set<string>()
    const edges = list.filter(([a, b]) => {
      const key = `${Math.min(a, b)}-${Math.max(a, b)}`
      if (a === b || a >= count || b >= count || seen.has(key)) return false
      seen.add(key)
      return true
    })
    const numbers = new Map([...new Set(groups.slice(0, count))].map((group, index) => [group, index]))
    const coarseOf = Uint32Array.from(groups.slice(0, count), (group) => numbers.get(group)!)
    return { graph: graphOf(count, edges), coarseOf, coarseCount: numbers.size }
  })

describe('contract', () => {
  it('keeps every sum: vertex weights, and the edge weight between groups', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph, coarseOf, coarseCount }) => {
        const coarse = contract(graph, coarseOf, coarseCount)
        expect(checkGraph(coarse)).toEqual([])
        expect(coarse.vertexWeights[0]!.reduce((a, b) => a + b, 0)).toBe(graph.vertexCount)
        let between = 0
        for (let v = 0; v < graph.vertexCount; v++) {
          for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
            if (coarseOf[v] !== coarseOf[graph.neighbors[e]!]) between += graph.edgeWeights[e]!
          }
        }
        expect(coarse.edgeWeights.reduce((a, b) => a + b, 0)).toBe(between)
      }),
    )
  })

  it('refuses a group without vertices', () => {
    expect(() => contract(graphOf(1, []), Uint32Array.of(1), 2)).toThrow('group 0 of 2 has no vertex')
  })
})

describe('subgraph', () => {
  it('keeps exactly the edges among the vertices, with dirty scratch', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph, coarseOf }) => {
        const vertices = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v).filter((v) => coarseOf[v] === 0)
        const sub = subgraph(graph, vertices, new Int32Array(graph.vertexCount).fill(1))
        expect(checkGraph(sub)).toEqual([])
        let inside = 0
        for (const v of vertices) {
          for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
            if (coarseOf[graph.neighbors[e]!] === 0) inside += graph.edgeWeights[e]!
          }
        }
        expect(sub.edgeWeights.reduce((a, b) => a + b, 0)).toBe(inside)
      }),
    )
  })
})
