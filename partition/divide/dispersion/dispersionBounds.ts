import type { Division } from '../base/division.ts'
import { createFoes, type Foes } from '../base/foes.ts'

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
  readonly foes: Foes | undefined
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
  return {
    weightCount: graph.vertexWeights.length,
    isHard,
    hasSoft: isHard.includes(0),
    importance: importance.map((share, c) => share / Math.max(isHard[c] ? most : mostSoft, Number.MIN_VALUE)),
    leastOverflow: (0.5 * partCount) / graph.vertexCount,
    foes: createFoes(apart, graph.vertexCount),
  }
}

/** What a part of this overflow, a fraction of an average part, counts as. */
export function penalty(bounds: DispersionBounds, overflow: number): number {
  return overflow > ROUNDING ? bounds.leastOverflow + overflow * (1 + STEEPNESS * overflow) : 0
}

/** How many vertices of part p must not share it with v, v itself not counted. */
export function conflictsOf({ foes }: DispersionBounds, part: Uint16Array, v: number, p: number): number {
  return foes === undefined ? 0 : foes.countIn(part, v, p)
}

/** One a vertex: how many places it stands for; never 0, so that means exist. */
export function placesOf({ graph, areas }: Division): Float64Array {
  return areas?.map((area) => Math.max(area, 1e-9)) ?? new Float64Array(graph.vertexCount).fill(1)
}
