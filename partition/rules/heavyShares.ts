import type { SizeBand } from '../solve/options.ts'
import { partCounts } from './partCounts.ts'

/** Pieces as they count where whole numbers of parts are shared out by weight. */
export interface CountedPieces {
  /** one a piece */
  weights: number[]
  /** the average part that holds nothing too heavy */
  average: number
}

/**
 * The weights of pieces for sharing out parts: what is heavier than a part may be takes one part, whatever it weighs. The
 * average that tells is that of the parts which are neither taken by something heavy nor by a piece too light for one.
 * `upperOf` is the most a part may hold at an average. Undefined where nothing is too heavy. O(vertices log vertices).
 */
export function countHeavyOnce(
  column: Float64Array,
  pieces: readonly Uint32Array[],
  partCount: number,
  upperOf: (average: number) => number,
): CountedPieces | undefined {
  const sums = pieces.map((piece) => piece.reduce((sum, v) => sum + column[v]!, 0))
  let left = sums.reduce((a, b) => a + b, 0)
  let parts = partCount
  // Light pieces first: each that is left out raises the average.
  const ascending = [...sums.keys()].sort((a, b) => sums[a]! - sums[b]! || a - b)
  for (const i of ascending.slice(0, -1)) {
    if (parts === 1 || sums[i]! > left / parts) break
    left -= sums[i]!
    parts--
  }
  if (!column.some((weight) => weight > upperOf(left / parts))) return undefined
  for (const weight of column.toSorted().reverse()) {
    if (parts === 1 || weight <= upperOf(left / parts)) break
    left -= weight
    parts--
  }
  const average = Math.max(0, left / parts)
  const limit = upperOf(average)
  const weights = pieces.map((piece) => piece.reduce((sum, v) => sum + (column[v]! > limit ? average : column[v]!), 0))
  return { weights, average }
}

/**
 * The numbers of parts that a size band makes, best first: one for each vertex above it, and what the band makes of the rest.
 * A rest too light for a part goes with those. Refuses as `partCounts` does.
 */
export function partCountsBesideHeavy(column: Float64Array, band: SizeBand): number[] {
  let heavy = 0
  let rest = 0
  for (const weight of column) {
    if (weight > band.largest) heavy++
    else rest += weight
  }
  if (heavy > 0 && rest < band.smallest) return [heavy]
  return partCounts(rest, band, heavy).map((count) => count + heavy)
}
