import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConnectivity } from '../../../../../partition/divide/base/connectivity.ts'
import { Cancelled, createControl } from '../../../../../partition/divide/base/control.ts'
import type { Division } from '../../../../../partition/divide/base/division.ts'
import { createRandom } from '../../../../../partition/divide/base/random.ts'
import { disperse } from '../../../../../partition/divide/dispersion/dispersion.ts'
import { coarsenDispersion } from '../../../../../partition/divide/dispersion/dispersionCoarsen.ts'
import { startDispersion } from '../../../../../partition/divide/dispersion/dispersionStart.ts'
import {
  createDispersionState,
  dispersionOf,
  moveMember,
} from '../../../../../partition/divide/dispersion/dispersionState.ts'
import { cellGraph, type Graph } from '../../../../../partition/index.ts'
import { graphOf, hexagons } from '../../graph/builders.ts'
import { piecesOf, runOf } from '../builders.ts'

/** A patch of hexagons with weights 5..9, its cells at their places in the plane. */
function patch(width: number, height: number, partCount: number, tolerance: number) {
  const weights = Float64Array.from({ length: width * height }, (_, v) => 5 + ((v * 7919 + (v >> 3)) % 5))
  const graph = cellGraph(hexagons(width, height).neighbors, [weights])
  const positions = Float64Array.from({ length: 2 * width * height }, (_, at) => {
    const row = Math.floor((at >> 1) / width)
    return at % 2 === 1 ? row * Math.sqrt(0.75) : ((at >> 1) % width) + (row % 2) / 2
  })
  return { division: divisionOf(graph, partCount, tolerance), positions }
}

function divisionOf(graph: Graph, partCount: number, tolerance: number): Division {
  const width = graph.vertexWeights.length
  const averages = graph.vertexWeights.map((column) => column.reduce((a, b) => a + b, 0) / partCount)
  const bound = (factor: number) =>
    Float64Array.from({ length: partCount * width }, (_, at) => averages[at % width]! * factor)
  return {
    graph,
    partCount,
    lower: bound(1 - tolerance),
    upper: bound(1 + tolerance),
    scale: Float64Array.from(averages, (average) => 1 / average),
    importance: new Float64Array(width).fill(1),
    compactness: 0.5,
  }
}

function dispersionFromScratch(positions: Float64Array, part: ArrayLike<number>, partCount: number): number {
  const distance = (u: number, v: number) =>
    Math.hypot(positions[2 * u]! - positions[2 * v]!, positions[2 * u + 1]! - positions[2 * v + 1]!)
  return Array.from({ length: partCount }, (_, p) => {
    const members = Array.from(part).flatMap((own, v) => (own === p ? [v] : []))
    return Math.min(...members.map((u) => members.reduce((sum, v) => sum + distance(u, v), 0)))
  }).reduce((a, b) => a + b, 0)
}

function isWithin({ graph, lower, upper, partCount }: Division, part: Uint16Array): boolean {
  const sums = new Float64Array(partCount)
  for (let v = 0; v < part.length; v++) sums[part[v]!]! += graph.vertexWeights[0]![v]!
  return sums.every((sum, p) => sum >= lower[p]! && sum <= upper[p]!)
}

describe('disperse', () => {
  it('finds the two blocks of a ladder, one part around each middle', () => {
    const rungs = 10
    const edges = Array.from({ length: rungs }, (_, i) => [2 * i, 2 * i + 1])
    for (let v = 0; v + 2 < 2 * rungs; v++) edges.push([v, v + 2])
    const division = divisionOf(graphOf(2 * rungs, edges), 2, 0.01)
    const positions = Float64Array.from({ length: 4 * rungs }, (_, at) => (at % 2 === 0 ? at >> 2 : (at >> 1) % 2))
    const part = disperse(division, positions, runOf(1))
    const left = part[0]
    expect(Array.from(part, (p) => p === left)).toEqual(Array.from(part, (_, v) => v < rungs))
  })

  it('keeps bounds, connection and the seed on random patches', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 14 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(1000),
        (side, parts, seed) => {
          const { division, positions } = patch(side, side + 3, parts, 0.1)
          const part = disperse(division, positions, runOf(seed))
          expect(piecesOf(division.graph, part, parts)).toEqual(new Array(parts).fill(1))
          if (division.graph.vertexCount >= 12 * parts) expect(isWithin(division, part)).toBe(true)
          expect(disperse(division, positions, runOf(seed))).toEqual(part)
        },
      ),
      { numRuns: 6 },
    )
  })

  it('divides a patch of several levels, into parts not far from discs', () => {
    const { division, positions } = patch(60, 50, 12, 0.05)
    const start = startDispersion(division, positions, createRandom(3))!
    const part = disperse(division, positions, runOf(3))
    expect(piecesOf(division.graph, part, 12)).toEqual(new Array(12).fill(1))
    expect(isWithin(division, part)).toBe(true)
    const dispersion = dispersionFromScratch(positions, part, 12)
    expect(dispersion).toBeLessThan(1.02 * dispersionFromScratch(positions, start, 12))
    // Twelve discs of the same area would have 2/3 · radius a cell.
    const disc = 3000 * (2 / 3) * Math.sqrt((250 * Math.sqrt(0.75)) / Math.PI)
    expect(dispersion).toBeLessThan(1.15 * disc)
  })

  it('guides centres where parts are large', () => {
    const { division, positions } = patch(40, 40, 2, 0.02)
    const part = disperse(division, positions, runOf(1))
    expect(piecesOf(division.graph, part, 2)).toEqual([1, 1])
    expect(isWithin(division, part)).toBe(true)
  })

  it('keeps fixed vertices in their parts and joins them, and vertices apart', () => {
    const { division, positions } = patch(30, 20, 5, 0.1)
    const fixed = new Int32Array(600).fill(-1)
    fixed[0] = 2
    fixed[70] = 2
    fixed[599] = 4
    const apart = Uint32Array.of(300, 301, 301, 302, 300, 302)
    const ruled = { ...division, fixed, apart }
    for (const seed of [1, 2, 3]) {
      const part = disperse(ruled, positions, runOf(seed))
      expect([part[0], part[70], part[599]]).toEqual([2, 2, 4])
      expect(new Set(part.subarray(300, 303)).size).toBe(3)
      expect(piecesOf(division.graph, part, 5)).toEqual([1, 1, 1, 1, 1])
      expect(isWithin(division, part)).toBe(true)
    }
  })

  it('starts from the division given where fixed vertices leave no path', () => {
    const { division, positions } = patch(12, 2, 2, 1)
    const start = Uint16Array.from({ length: 24 }, (_, v) => (v < 12 ? 0 : 1))
    const ends = { 0: 0, 11: 0, 12: 1, 23: 1 }
    const fixed = Int32Array.from({ length: 24 }, (_, v) => (ends as Record<number, number>)[v] ?? -1)
    const part = disperse({ ...division, fixed, start }, positions, runOf(1))
    for (const [v, p] of Object.entries(ends)) expect(part[Number(v)]).toBe(p)
    expect(piecesOf(division.graph, part, 2)).toEqual([1, 1])
  })

  it('takes bounds of each part and ignores those that are open', () => {
    const { division, positions } = patch(20, 20, 3, 0.05)
    const total = division.graph.vertexWeights[0]!.reduce((a, b) => a + b, 0)
    const lower = Float64Array.of(0.48 * total, 0, 0)
    const upper = Float64Array.of(0.52 * total, Infinity, Infinity)
    const part = disperse({ ...division, lower, upper }, positions, runOf(1))
    expect(isWithin({ ...division, lower, upper }, part)).toBe(true)
  })

  it('divides vertices that all stand in one place', () => {
    const { division } = patch(10, 10, 4, 0.1)
    const part = disperse(division, new Float64Array(200), runOf(1))
    expect(piecesOf(division.graph, part, 4)).toEqual([1, 1, 1, 1])
    expect(isWithin(division, part)).toBe(true)
  })

  it('leaves a sound division when stopped and throws when cancelled', () => {
    const { division, positions } = patch(40, 40, 6, 0.05)
    const stopped = createControl(undefined, undefined, () => true)
    const part = disperse(division, positions, runOf(1, stopped))
    expect(piecesOf(division.graph, part, 6)).toEqual(new Array(6).fill(1))
    const cancelled = createControl(undefined, () => true)
    expect(() => disperse(division, positions, runOf(1, cancelled))).toThrow(Cancelled)
  })

  it('refuses positions that do not fit the graph', () => {
    const { division } = patch(5, 5, 2, 0.1)
    expect(() => disperse(division, new Float64Array(49), runOf(1))).toThrow('49 coordinates for 25 vertices')
  })
})

describe('the state of a dispersion', () => {
  it('holds after any moves what a new one holds', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const { division, positions } = patch(9, 8, 4, 0.1)
        const random = createRandom(seed)
        const part = startDispersion(division, positions, random)!
        const state = createDispersionState(division, positions, part)
        const connectivity = createConnectivity(division.graph)
        for (let step = 0; step < 200; step++) {
          const v = random.below(72)
          const { offsets, neighbors } = division.graph
          const to = part[neighbors[offsets[v]! + random.below(offsets[v + 1]! - offsets[v]!)]!]!
          if (to !== part[v] && connectivity.canLeave(part, v)) moveMember(state, v, to)
        }
        const fresh = createDispersionState(division, positions, part.slice())
        expect(dispersionOf(state)).toBeCloseTo(dispersionFromScratch(positions, part, 4), 6)
        expect(dispersionOf(fresh)).toBeCloseTo(dispersionOf(state), 6)
        expect(Array.from(fresh.partWeights)).toEqual(Array.from(state.partWeights))
        expect(fresh.hard).toEqual(state.hard)
      }),
      { numRuns: 20 },
    )
  })
})

describe('coarsening for dispersion', () => {
  it('keeps totals, the mean position, and what must not merge', () => {
    const { division, positions } = patch(12, 12, 3, 0.1)
    const fixed = Int32Array.from({ length: 144 }, (_, v) => (v % 12 < 2 ? 1 : -1))
    const apart = Uint32Array.of(50, 51)
    const { division: coarse, coarseOf } = coarsenDispersion({ ...division, fixed, apart }, positions, createRandom(1))
    expect(coarse.graph.vertexCount).toBeLessThan(100)
    expect(coarse.areas!.reduce((a, b) => a + b, 0)).toBe(144)
    const sum = (weights: Float64Array) => weights.reduce((a, b) => a + b, 0)
    expect(sum(coarse.graph.vertexWeights[0]!)).toBe(sum(division.graph.vertexWeights[0]!))
    for (let v = 0; v < 144; v++) expect(coarse.fixed![coarseOf[v]!]).toBe(fixed[v])
    expect(coarse.apart).toEqual(Uint32Array.of(coarseOf[50]!, coarseOf[51]!))
    expect(coarseOf.filter((at) => at === coarseOf[50])).toHaveLength(1)
  })
})
