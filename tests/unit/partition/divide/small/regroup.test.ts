import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Division } from '../../../../../partition/divide/base/division.ts'
import { createRandom } from '../../../../../partition/divide/base/random.ts'
import { divideTree } from '../../../../../partition/divide/base/tree.ts'
import { divideExactly, type Region } from '../../../../../partition/divide/small/divideExactly.ts'
import { regroup, shorten } from '../../../../../partition/divide/small/regroup.ts'
import { piecesOf, runOf } from '../builders.ts'
import { coarseTown, describeCoarseTown } from './coarseTown.ts'

const ITEMS = 7

const smallRegion = fc
  .record({
    edges: fc.array(fc.tuple(fc.nat(ITEMS - 1), fc.nat(ITEMS - 1)), { minLength: 5, maxLength: 14 }),
    weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: ITEMS, maxLength: ITEMS }),
    today: fc.array(fc.nat(2), { minLength: ITEMS, maxLength: ITEMS }),
    apartPairs: fc.array(fc.tuple(fc.nat(ITEMS - 1), fc.nat(ITEMS - 1)), { maxLength: 1 }),
    pinned: fc.array(fc.nat(ITEMS - 1), { maxLength: 2 }),
    lows: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }),
    isEven: fc.boolean(),
    most: fc.nat(4),
  })
  .map(({ edges, weights, today, apartPairs, pinned, lows, isEven, most }) => {
    const falling = weights.toSorted((a, b) => b - a)
    const beside = masksOf(edges)
    const parts = [0, 1, 2].map((p) => {
      const low = isEven ? 6 : lows[p]!
      const pins = pinned.reduce((all, item) => (today[item] === p ? all | (1 << item) : all), 0)
      const own = today.reduce((all, part, item) => (part === p ? all | (1 << item) : all), 0)
      return { low, high: low + 3, today: own, pins }
    })
    return { region: { weights: falling, beside, apartPairs: masksOf(apartPairs), parts }, most }
  })

function masksOf(pairs: readonly [number, number][]): Int32Array {
  const masks = new Int32Array(ITEMS)
  for (const [a, b] of pairs) {
    if (a === b) continue
    masks[a]! |= 1 << b
    masks[b]! |= 1 << a
  }
  return masks
}

const itemsOf = (set: number) => Array.from({ length: ITEMS }, (_, item) => item).filter((item) => set & (1 << item))

function isAllowed({ weights, beside, apartPairs, parts }: Region, sets: readonly number[], most: number): boolean {
  let missed = 0
  for (const [p, { low, high, pins }] of parts.entries()) {
    const items = itemsOf(sets[p]!)
    const weight = items.reduce((sum, item) => sum + weights[item]!, 0)
    missed += Math.max(0, low - weight, weight - high)
    const reached = new Set(items.slice(0, 1))
    for (const a of reached) for (const b of items) if (beside[a]! & (1 << b)) reached.add(b)
    if (items.length === 0 || reached.size < items.length || (pins & ~sets[p]!) !== 0) return false
    if (items.some((item) => apartPairs[item]! & sets[p]!)) return false
  }
  return missed <= most + 1e-9
}

/** All ways to deal the items to three parts, by counting through them. */
function* waysOf(): Generator<number[]> {
  for (let code = 0; code < 3 ** ITEMS; code++) {
    const sets = [0, 0, 0]
    for (let item = 0, rest = code; item < ITEMS; item++, rest = Math.floor(rest / 3)) sets[rest % 3]! |= 1 << item
    yield sets
  }
}

const asGroups = (sets: readonly number[]) => sets.toSorted((a, b) => a - b).join()

describe('divideExactly', () => {
  it('answers an allowed division wherever counting through all of them finds one', () => {
    fc.assert(
      fc.property(smallRegion, fc.nat(), ({ region, most }, seed) => {
        const found = divideExactly(region, most, { left: 1e6 }, createRandom(seed))
        const today = region.parts.map((part) => part.today)
        if (found) {
          expect(isAllowed(region, found, most)).toBe(true)
          expect(found).not.toEqual(today)
          return
        }
        for (const sets of waysOf()) {
          const isNew = asGroups(sets) !== asGroups(today)
          if (isNew) expect(isAllowed(region, sets, most)).toBe(false)
        }
      }),
      { numRuns: 100 },
    )
  })
})

function coarseDivision(seed: number, partCount: number): { division: Division; first: Uint16Array } {
  const graph = coarseTown(seed)
  const total = graph.vertexWeights[0]!.reduce((a, b) => a + b, 0)
  const first = divideTree(graph, graph.vertexWeights[0]!, total, partCount)
  const average = total / partCount
  const division = {
    graph,
    partCount,
    lower: new Float64Array(partCount).fill(0.95 * average),
    upper: new Float64Array(partCount).fill(1.05 * average),
    scale: Float64Array.of(1 / average),
    importance: Float64Array.of(1),
    compactness: 0.5,
  }
  return { division, first }
}

function missedBy({ graph, partCount, lower, upper }: Division, parts: Uint16Array): number {
  const sums = new Float64Array(partCount)
  for (const [v, p] of parts.entries()) sums[p]! += graph.vertexWeights[0]![v]!
  return sums.reduce((missed, sum, p) => missed + Math.max(0, lower[p]! - sum, sum - upper[p]!), 0)
}

function cutOf({ graph }: Division, parts: Uint16Array): number {
  let ends = 0
  for (let v = 0; v < parts.length; v++) {
    for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
      if (parts[graph.neighbors[e]!] !== parts[v]) ends += graph.edgeWeights[e]!
    }
  }
  return ends / 2
}

describe('regrouping', () => {
  it('leaves parts whole, and never misses more than before', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 16 }), (seed, partCount) => {
        const { division, first } = coarseDivision(seed, partCount)
        const met = regroup(division, first, 0, 20_000, runOf(seed))
        expect(piecesOf(division.graph, met, partCount)).toEqual(new Array(partCount).fill(1))
        expect(missedBy(division, met)).toBeLessThanOrEqual(missedBy(division, first) + 1e-6)
        const shorter = shorten(division, met, 0, 20_000, runOf(seed))
        expect(piecesOf(division.graph, shorter, partCount)).toEqual(new Array(partCount).fill(1))
        expect(missedBy(division, shorter)).toBeLessThanOrEqual(missedBy(division, met) + 1e-6)
        expect(cutOf(division, shorter)).toBeLessThanOrEqual(cutOf(division, met))
      }),
      { numRuns: 25 },
    )
  })

  it('leaves pins in their parts and pairs apart', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 3, max: 12 }), (seed, partCount) => {
        const { division, first } = coarseDivision(seed, partCount)
        const pinned = [seed % 81, (seed * 7) % 81]
        const fixed = Int32Array.from(first, (p, v) => (pinned.includes(v) ? p : -1))
        const other = first.findIndex((p) => p !== first[0])
        const ruled = { ...division, fixed, apart: Uint32Array.of(0, other) }
        const met = regroup(ruled, first, 0, 20_000, runOf(seed))
        for (const v of pinned) expect(met[v]).toBe(first[v])
        expect(met[0]).not.toBe(met[other])
      }),
      { numRuns: 25 },
    )
  })
})

describeCoarseTown([1])
