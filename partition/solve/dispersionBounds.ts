import type { Division } from './division.ts'

/** The bounds of a division as the search under the dispersion objective reads them. */
export interface DispersionBounds {
  readonly weightCount: number
  /** one a weight: 1 where its bounds are hard, 0 where they yield to dispersion */
  readonly isHard: Uint8Array
  readonly hasSoft: boolean
  /** one a weight: what a unit of its overflow counts for among those of its kind, 0..1 */
  readonly importance: Float64Array
  /** what being out of a bound costs at least, as a fraction of a part: half an average vertex */
  readonly leastOverflow: number
  /** partners a vertex must not share its part with, in rows; both empty where there are none */
  readonly apartOffsets: Uint32Array
  readonly apartPartners: Uint32Array
}

// Weights that count less than this share of the most important one yield to dispersion.
const HARD_SHARE = 0.1
// Sums of fractional weights drift by this much at most; whole numbers do not.
const ROUNDING = 1e-11
// Squares let excess spread from a bad part to its neighbours and on towards room. 20,000 cells, 60 parts: at 0 one part
// in three of four runs stays 6–8 % out however high the price; at 10 all runs are within, at 20 and 100 dispersion is
// 2 % higher. Small graphs do not mind.
const STEEPNESS = 10

export function createDispersionBounds({ graph, partCount, importance, apart }: Division): DispersionBounds {
  const most = importance.reduce((a, b) => Math.max(a, b), 0)
  const isHard = Uint8Array.from(importance, (share) => (share >= HARD_SHARE * most ? 1 : 0))
  const mostSoft = importance.reduce((a, b, c) => (isHard[c] ? a : Math.max(a, b)), 0)
  const partners = Array.from({ length: apart ? graph.vertexCount : 0 }, (): number[] => [])
  for (let i = 0; apart && i < apart.length; i += 2) {
    partners[apart[i]!]!.push(apart[i + 1]!)
    partners[apart[i + 1]!]!.push(apart[i]!)
  }
  const apartOffsets = new Uint32Array(graph.vertexCount + 1)
  for (const [v, row] of partners.entries()) apartOffsets[v + 1] = apartOffsets[v]! + row.length
  return {
    weightCount: graph.vertexWeights.length,
    isHard,
    hasSoft: isHard.includes(0),
    importance: importance.map((share, c) => share / Math.max(isHard[c] ? most : mostSoft, Number.MIN_VALUE)),
    leastOverflow: (0.5 * partCount) / graph.vertexCount,
    apartOffsets,
    apartPartners: Uint32Array.from(partners.flat()),
  }
}

/** What a part of this overflow, a fraction of an average part, counts as. */
export function penalty(bounds: DispersionBounds, overflow: number): number {
  return overflow > ROUNDING ? bounds.leastOverflow + overflow * (1 + STEEPNESS * overflow) : 0
}

/** How many vertices of part p must not share it with v, v itself not counted. */
export function conflictsOf(bounds: DispersionBounds, part: Uint16Array, v: number, p: number): number {
  let count = 0
  for (let i = bounds.apartOffsets[v]!; i < bounds.apartOffsets[v + 1]!; i++) {
    if (part[bounds.apartPartners[i]!] === p) count++
  }
  return count
}

/** One a vertex: how many places it stands for; never 0, so that means exist. */
export function placesOf({ graph, areas }: Division): Float64Array {
  return areas?.map((area) => Math.max(area, 1e-9)) ?? new Float64Array(graph.vertexCount).fill(1)
}
