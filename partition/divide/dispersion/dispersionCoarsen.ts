import { contract } from '../../graph/contract.ts'
import { sumOf } from '../../graph/sums.ts'
import type { Division } from '../base/division.ts'
import { coarsenFixed, coarsenPairs } from '../base/foes.ts'
import { type Random, shuffle } from '../base/random.ts'
import { pushUp } from '../border/coarsen.ts'
import { placesOf } from './dispersionBounds.ts'

/** A division of fewer vertices; `coarseOf` maps the vertices of the finer one to its own. */
export interface DispersionLevel {
  readonly division: Division
  readonly positions: Float64Array
  readonly coarseOf: Uint32Array
}

// A merged vertex holds at most this share of a part in any weight, and in places.
const HEAVIEST = 0.12

/**
 * Halves a division by matching each vertex with the nearest of its free neighbours, light ones before heavy ones. Merged
 * vertices stand at the mean of their places and `areas` counts these. Vertices merge only where `fixed`, `apart` and
 * `start` allow it, and while they stay light against a part. Bounds widen by what an average vertex weighs.
 * O(edges · log degree).
 */
export function coarsenDispersion(division: Division, positions: Float64Array, random: Random): DispersionLevel {
  const { graph, partCount, fixed, start, scale, apart } = division
  const { vertexCount, vertexWeights } = graph
  const counts = placesOf(division)
  const { coarseOf, coarseCount } = match(division, positions, counts, random)
  const coarse = contract(graph, coarseOf, coarseCount)
  const coarseCounts = new Float64Array(coarseCount)
  const coarsePositions = new Float64Array(2 * coarseCount)
  for (let v = 0; v < vertexCount; v++) {
    const at = coarseOf[v]!
    coarseCounts[at]! += counts[v]!
    coarsePositions[2 * at]! += counts[v]! * positions[2 * v]!
    coarsePositions[2 * at + 1]! += counts[v]! * positions[2 * v + 1]!
  }
  for (let at = 0; at < coarseCount; at++) {
    coarsePositions[2 * at]! /= coarseCounts[at]!
    coarsePositions[2 * at + 1]! /= coarseCounts[at]!
  }
  const slack = (sign: number) => (bound: number, at: number) =>
    bound + (sign * (partCount / coarseCount - partCount / vertexCount)) / scale[at % vertexWeights.length]!
  return {
    coarseOf,
    positions: coarsePositions,
    division: {
      ...division,
      graph: coarse,
      lower: division.lower.map(slack(-1)),
      upper: division.upper.map(slack(1)),
      areas: coarseCounts,
      ...(fixed && { fixed: coarsenFixed(fixed, coarseOf, coarseCount) }),
      ...(start && { start: pushUp(start, coarseOf, coarseCount) }),
      ...(apart && { apart: coarsenPairs(apart, coarseOf) }),
    },
  }
}

function match(
  { graph, partCount, fixed, start, scale, apart }: Division,
  positions: Float64Array,
  counts: Float64Array,
  random: Random,
): { coarseOf: Uint32Array; coarseCount: number } {
  const { vertexCount, offsets, neighbors, vertexWeights } = graph
  const unmatched = 0xffffffff
  const coarseOf = new Uint32Array(vertexCount).fill(unmatched)
  const order = Uint32Array.from({ length: vertexCount }, (_, v) => v)
  shuffle(order, random)
  const isAlone = new Uint8Array(vertexCount)
  for (const v of apart ?? []) isAlone[v] = 1
  const largest = (HEAVIEST * sumOf(counts)) / partCount
  const fits = (v: number, u: number): boolean => {
    if (coarseOf[u] !== unmatched || isAlone[u] || counts[v]! + counts[u]! > largest) return false
    if (fixed && fixed[v] !== fixed[u]) return false
    if (start && start[v] !== start[u]) return false
    return vertexWeights.every((column, c) => (column[v]! + column[u]!) * scale[c]! <= HEAVIEST)
  }
  let coarseCount = 0
  for (const v of order) {
    if (coarseOf[v] !== unmatched) continue
    let partner = v
    let least = Infinity
    for (let e = offsets[v]!; e < offsets[v + 1]! && !isAlone[v]; e++) {
      const u = neighbors[e]!
      if (!fits(v, u)) continue
      const dx = positions[2 * u]! - positions[2 * v]!
      const dy = positions[2 * u + 1]! - positions[2 * v + 1]!
      const rating = (dx * dx + dy * dy) * counts[u]!
      if (rating >= least) continue
      least = rating
      partner = u
    }
    coarseOf[v] = coarseCount
    coarseOf[partner] = coarseCount
    coarseCount++
  }
  return { coarseOf, coarseCount }
}
