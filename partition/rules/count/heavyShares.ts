import { sumAt } from '../../graph/sums.ts'
import type { SizeBand } from '../ask/options.ts'
import { partCounts, rangeOfCounts } from './partCounts.ts'

/** Pieces as they count where whole numbers of parts are shared out by weight. */
export interface CountedPieces {
  /** one a piece */
  weights: number[]
  /** the average part that holds nothing too heavy */
  average: number
}

// What is heavy tells which pieces are light, and the other way round: they settle in the second round but for odd cases.
const ROUNDS = 4

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
  const descending = column.toSorted().reverse()
  let light: readonly number[] = []
  let counted: CountedPieces | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const outside = light.reduce((sum, i) => sum + sumAt(column, pieces[i]!), 0)
    let parts = partCount - light.length
    let left = descending.reduce((sum, weight) => sum + weight, 0) - outside
    let heavy = 0
    while (parts > 1 && descending[heavy]! > upperOf(left / parts)) {
      left -= descending[heavy++]!
      parts--
    }
    const average = Math.max(0, left / parts)
    const limit = heavy > 0 ? descending[heavy - 1]! : Infinity
    const weights = pieces.map((piece) =>
      piece.reduce((sum, v) => sum + (column[v]! >= limit ? average : column[v]!), 0),
    )
    counted = heavy > 0 ? { weights, average } : undefined
    const before = light.length
    light = lightPieces(weights, partCount).filter((i) => !pieces[i]!.some((v) => column[v]! >= limit))
    if (light.length === before) break
  }
  return counted
}

/** Pieces that get a single part because none gets less, the lightest first: each left out raises the average. */
function lightPieces(weights: readonly number[], partCount: number): number[] {
  const ascending = [...weights.keys()].sort((a, b) => weights[a]! - weights[b]! || a - b)
  let left = weights.reduce((a, b) => a + b, 0)
  let parts = partCount
  const light: number[] = []
  for (const i of ascending.slice(0, -1)) {
    if (parts === 1 || weights[i]! > left / parts) break
    left -= weights[i]!
    parts--
    light.push(i)
  }
  return light
}

/**
 * The numbers of parts that a size band makes, best first: one for each vertex above it, and what the band makes of the rest.
 * A rest too light for a part goes with those. Refuses as `partCounts` does.
 */
export function partCountsBesideHeavy(column: Float64Array, band: SizeBand): number[] {
  const { heavy, rest } = heavyAndRest(column, band)
  if (heavy > 0 && rest < band.smallest) return [heavy]
  return partCounts(rest, band, heavy).map((count) => count + heavy)
}

/** Whether a size band makes any number of parts. */
export function hasPartCount(column: Float64Array, band: SizeBand): boolean {
  const { heavy, rest } = heavyAndRest(column, band)
  const [least, most] = rangeOfCounts(rest, band)
  return least <= most || (heavy > 0 && rest < band.smallest)
}

function heavyAndRest(column: Float64Array, { largest }: SizeBand): { heavy: number; rest: number } {
  let heavy = 0
  let rest = 0
  for (const weight of column) {
    if (weight > largest) heavy++
    else rest += weight
  }
  return { heavy, rest }
}
