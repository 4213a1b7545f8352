import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellGraph, type Graph } from '../../../../partition/index.ts'
import { apportionParts } from '../../../../partition/rules/count/apportionParts.ts'
import { partCounts } from '../../../../partition/rules/count/partCounts.ts'
import { matchPins } from '../../../../partition/rules/start/matchPins.ts'
import { seededStart } from '../../../../partition/rules/start/seededStart.ts'
import { separatePairs } from '../../../../partition/rules/start/separatePairs.ts'
import { seededRandom } from '../builders.ts'
import { piecesOf } from '../divide/builders.ts'
import { graphOf, hexagons } from '../graph/builders.ts'

function patch(width: number, height: number): Graph {
  const { neighbors } = hexagons(width, height)
  return cellGraph(neighbors, [new Float64Array(width * height).fill(1)])
}

function start(graph: Graph, partCount: number, pins: readonly (readonly [number, number])[], current?: Int32Array) {
  const fixed = new Int32Array(graph.vertexCount).fill(-1)
  for (const [v, part] of pins) fixed[v] = part
  return seededStart({
    graph,
    partCount,
    fixed,
    apart: new Uint32Array(0),
    ...(current && { current }),
    loads: graph.vertexWeights[0]!,
    goals: new Float64Array(partCount).fill(graph.vertexCount / partCount),
  })
}

function partsOf(result: ReturnType<typeof start>): number[] {
  if (!result.ok) throw new Error(`part ${result.failed} failed`)
  return Array.from(result.parts)
}

describe('seededStart', () => {
  it('connects the pins of every part, whatever lies between', () => {
    const graph = patch(9, 9)
    const parts = partsOf(
      start(graph, 3, [
        [0, 0],
        [80, 0],
        [8, 1],
        [72, 2],
      ]),
    )
    expect([0, 80, 8, 72].map((v) => parts[v])).toEqual([0, 0, 1, 2])
    expect(piecesOf(graph, parts, 3)).toEqual([1, 1, 1])
  })

  it('says which part found no way round the others', () => {
    // On a path the pins of one part lie between those of another.
    const path = graphOf(
      5,
      Array.from({ length: 4 }, (_, v) => [v, v + 1]),
    )
    expect(
      start(path, 2, [
        [0, 0],
        [2, 1],
        [4, 0],
      ]),
    ).toEqual({ ok: false, failed: 0 })
  })

  it('says that pins leave a part nothing', () => {
    const path = graphOf(3, [
      [0, 1],
      [1, 2],
    ])
    expect(
      start(path, 3, [
        [0, 0],
        [1, 0],
        [2, 1],
      ]),
    ).toEqual({ ok: false, failed: 3 })
  })

  it('leaves a plan that is whole as it is', () => {
    const graph = patch(12, 4)
    const today = Int32Array.from({ length: 48 }, (_, v) => Math.floor((v % 12) / 4))
    expect(partsOf(start(graph, 3, [], today))).toEqual(Array.from(today))
  })

  it('closes gaps, keeps the heaviest piece of a broken part and hands over the rest', () => {
    const graph = patch(12, 4)
    const today = Int32Array.from({ length: 48 }, (_, v) => Math.floor((v % 12) / 4))
    today[1] = -1
    today[47] = 0
    const parts = partsOf(start(graph, 3, [], today))
    expect([parts[1], parts[47]]).toEqual([0, 2])
    expect(parts.filter((part, v) => part !== today[v])).toHaveLength(2)
  })

  it('splits the part furthest above its target for one that is missing', () => {
    const graph = patch(12, 4)
    const today = Int32Array.from({ length: 48 }, (_, v) => (v % 12 < 3 ? 0 : 1))
    const parts = partsOf(start(graph, 3, [], today))
    expect(piecesOf(graph, parts, 3)).toEqual([1, 1, 1])
    expect(parts.filter((part) => part === 0)).toHaveLength(12)
    expect(parts.filter((part) => part === 2).length).toBeGreaterThan(12)
  })

  it('brings a pin home by a path and leaves its part in its place', () => {
    const graph = patch(12, 4)
    const today = Int32Array.from({ length: 48 }, (_, v) => Math.floor((v % 12) / 4))
    const parts = partsOf(start(graph, 3, [[5, 0]], today))
    expect(piecesOf(graph, parts, 3)).toEqual([1, 1, 1])
    expect(parts[5]).toBe(0)
    expect(parts.filter((part, v) => part !== today[v]).length).toBeLessThan(6)
  })
})

describe('separatePairs', () => {
  it('leads pairs apart and keeps parts connected and pins in place', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const random = seededRandom(seed)
        const graph = patch(12, 12)
        const draw = () => Math.floor(random() * 144)
        const parts = Uint16Array.from({ length: 144 }, (_, v) => 2 * Number(v % 12 > 5) + Number(v >= 72))
        const fixed = new Int32Array(144).fill(-1)
        for (let i = 0; i < 6; i++) {
          const v = draw()
          fixed[v] = parts[v]!
        }
        const pairs = Array.from({ length: 4 }, draw).flatMap((a) => [a, (a + 1 + Math.floor(random() * 143)) % 144])
        const together = separatePairs(graph, parts, 4, Uint32Array.from(pairs), fixed)
        expect(piecesOf(graph, parts, 4)).toEqual([1, 1, 1, 1])
        for (const [v, part] of fixed.entries()) if (part !== -1) expect(parts[v]).toBe(part)
        let counted = 0
        for (let i = 0; i < pairs.length; i += 2) if (parts[pairs[i]!] === parts[pairs[i + 1]!]) counted++
        expect(together).toBe(counted)
      }),
      { numRuns: 200 },
    )
  })
})

describe('matchPins', () => {
  it('names each part after most of its pins, and the nearest free one after pins left over', () => {
    const graph = patch(12, 1)
    const parts = Uint16Array.from({ length: 12 }, (_, v) => Math.floor(v / 3))
    const fixed = new Int32Array(12).fill(-1)
    fixed[0] = 3
    fixed[1] = 3
    fixed[9] = 0
    expect(matchPins(graph, parts, 4, fixed)).toEqual(Int32Array.of(3, 1, 2, 0))
  })
})

describe('apportionParts', () => {
  const demand = (weight: number, changes = {}) => ({
    weight,
    vertices: 100,
    required: [],
    least: 1,
    today: [],
    ...changes,
  })
  const even = [10, 10, 10, 10, 10]

  it('gives whole numbers of parts by weight and keeps required ones', () => {
    const demands = [demand(31), demand(19, { required: [1] })]
    expect(apportionParts(demands, [0, 1, 2, 3, 4], even, 0.1)).toEqual([
      [0, 2, 3],
      [1, 4],
    ])
  })

  it('leaves today’s parts where they are unless the tolerance asks for another share', () => {
    const today = [demand(27, { today: [0, 1, 4] }), demand(23, { today: [2, 3] })]
    expect(apportionParts(today, [0, 1, 2, 3, 4], even, 0.2)).toEqual([
      [0, 1, 4],
      [2, 3],
    ])
    const moved = [demand(16, { today: [0, 1, 4] }), demand(34, { today: [2, 3] })]
    expect(apportionParts(moved, [0, 1, 2, 3, 4], even, 0.2)).toEqual([
      [0, 1],
      [2, 3, 4],
    ])
  })

  it('puts unequal targets where they fit', () => {
    const lists = apportionParts([demand(30), demand(30), demand(20)], [0, 1, 2, 3, 4], [20, 10, 20, 10, 20], 0.1)
    expect(lists.map((list) => list.reduce((sum, part) => sum + [20, 10, 20, 10, 20][part]!, 0))).toEqual([30, 30, 20])
  })
})

describe('partCounts', () => {
  it('lists the counts that a band allows, the nearest to its middle first', () => {
    expect(partCounts(100, { smallest: 8, largest: 16 })).toEqual([9, 8, 10, 11, 7, 12])
    expect(partCounts(7, { smallest: 7, largest: 7 })).toEqual([1])
  })
})
