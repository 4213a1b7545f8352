import { contract } from '../../graph/contract.ts'
import { sumOf } from '../../graph/sums.ts'
import { coarseDivision } from '../base/coarseDivision.ts'
import type { Division } from '../base/division.ts'
import { type Matching, matchVertices } from '../base/match.ts'
import { widenBounds } from '../base/problem.ts'
import type { Random } from '../base/random.ts'
import { placesOf } from './dispersionProblem.ts'
import { squareOf } from './squareOf.ts'

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
  const { partCount } = division
  const { vertexCount } = division.graph
  const counts = placesOf(division)
  const { coarseOf, coarseCount } = match(division, positions, counts, random)
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
  const level = { graph: contract(division.graph, coarseOf, coarseCount), coarseOf }
  const bounds = widenBounds(division, partCount / coarseCount - partCount / vertexCount)
  return {
    coarseOf,
    positions: coarsePositions,
    division: { ...coarseDivision(division, level), ...bounds, areas: coarseCounts },
  }
}

function match(
  { graph, partCount, fixed, start, scale, apart }: Division,
  positions: Float64Array,
  counts: Float64Array,
  random: Random,
): Matching {
  const isAlone = new Uint8Array(graph.vertexCount)
  for (const v of apart ?? []) isAlone[v] = 1
  const largest = (HEAVIEST * sumOf(counts)) / partCount
  const fits = (v: number, u: number): boolean => {
    if (isAlone[v] || isAlone[u] || counts[v]! + counts[u]! > largest) return false
    if (fixed && fixed[v] !== fixed[u]) return false
    if (start && start[v] !== start[u]) return false
    return graph.vertexWeights.every((column, c) => (column[v]! + column[u]!) * scale[c]! <= HEAVIEST)
  }
  const rate = (v: number, u: number) => 1 / (squareOf(positions, v, u) * counts[u]!)
  return matchVertices(graph, 0, rate, fits, random)
}
