import type { SizeBand } from '../ask/options.ts'
import { Refusal } from '../ask/refusal.ts'

const MAX_PARTS = 65535
const ROUNDING = 1e-9

/**
 * The numbers of parts whose average lies in the band, best first: the nearest to its geometric middle, the smaller of
 * equals. Refuses a band that no whole number of parts meets. `heavy` vertices above the band are not in the total.
 */
export function partCounts(total: number, { smallest, largest }: SizeBand, heavy = 0): number[] {
  const [least, most] = rangeOfCounts(total, { smallest, largest })
  if (least > most) {
    const parts = Math.max(1, Math.round(total / Math.sqrt(smallest * largest)))
    const average = total / parts
    throw new Refusal({ code: 'no-part-count', total, smallest, largest, parts, average, ...(heavy > 0 && { heavy }) })
  }
  const middle = Math.sqrt(smallest * largest)
  const ratio = (count: number) => Math.max(total / count / middle, (middle * count) / total)
  const counts: number[] = []
  // Two walks from the middle outwards; a band wide enough for many counts needs only the first few.
  const center = Math.min(most, Math.max(least, Math.round(total / middle)))
  for (let count = Math.max(least, center - TRIED); count <= Math.min(most, center + TRIED); count++) counts.push(count)
  return counts.sort((a, b) => ratio(a) - ratio(b) || a - b)
}

/** The fewest and the most parts whose average lies in the band; none do where the first is above the second. */
export function rangeOfCounts(total: number, { smallest, largest }: SizeBand): [least: number, most: number] {
  return [
    Math.max(1, Math.ceil(total / largest - ROUNDING)),
    Math.min(MAX_PARTS, Math.floor(total / smallest + ROUNDING)),
  ]
}

/** How many numbers of parts on either side of the middle are looked at. */
const TRIED = 20
