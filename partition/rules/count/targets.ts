import { isBetween } from '../../metrics/base/isWithin.ts'
import type { SizeBand } from '../ask/options.ts'

// At 100 % a part may be empty of weight already.
const LARGEST_TOLERANCE = 1

/** What parts aim at: row = part, column = weight that is balanced. */
export interface Targets {
  partCount: number
  width: number
  targets: Float64Array
  /** one a weight: the average part */
  averages: Float64Array
  tolerances: readonly number[]
  /** what bounds the first weight instead of its tolerance */
  band: SizeBand | undefined
}

/** `totals` of each weight over all parts, locked ones included; `shares` are the parts' targets in proportion. */
export function makeTargets(
  totals: readonly number[],
  partCount: number,
  shares: readonly number[] | undefined,
  tolerances: readonly number[],
  band: SizeBand | undefined,
): Targets {
  const width = totals.length
  const sum = shares?.reduce((a, b) => a + b, 0) ?? partCount
  const targets = new Float64Array(partCount * width)
  for (let part = 0; part < partCount; part++) {
    for (let c = 0; c < width; c++) targets[part * width + c] = (totals[c]! * (shares?.[part] ?? 1)) / sum
  }
  return {
    partCount,
    width,
    targets,
    averages: Float64Array.from(totals, (total) => total / partCount),
    tolerances,
    band,
  }
}

/** What part `part` may hold of weight c. */
export function boundsOf({ targets, width, tolerances, band }: Targets, part: number, c: number): [number, number] {
  if (band && c === 0) return [band.smallest, band.largest]
  const target = targets[part * width + c]!
  return [target * (1 - tolerances[c]!), target * (1 + tolerances[c]!)]
}

/** Whether a planner can ask for this tolerance; a band takes the place of the first. */
export function canAskFor({ band }: Targets, c: number, tolerance: number): boolean {
  return tolerance <= LARGEST_TOLERANCE && !(band && c === 0)
}

/**
 * The bounds of some parts that share `weights`: their own where the average fits them, else as wide but around what
 * there is to share.
 */
export function localBounds(
  targets: Targets,
  parts: readonly number[],
  weights: readonly number[],
): { lower: Float64Array; upper: Float64Array } {
  const { width } = targets
  const lower = new Float64Array(parts.length * width)
  const upper = new Float64Array(parts.length * width)
  for (let c = 0; c < width; c++) {
    let least = 0
    let most = 0
    for (const part of parts) {
      const [low, high] = boundsOf(targets, part, c)
      least += low
      most += high
    }
    const isWithin = isBetween(weights[c]!, least, most, targets.averages[c]!)
    const center = (least + most) / 2
    const shift = isWithin ? 1 : weights[c]! / center
    for (const [i, part] of parts.entries()) {
      const [low, high] = boundsOf(targets, part, c)
      const middle = ((low + high) / 2) * shift
      lower[i * width + c] = isWithin ? low : middle - (high - low) / 2
      upper[i * width + c] = isWithin ? high : middle + (high - low) / 2
    }
  }
  return { lower, upper }
}

/** Largest deviation from the target in either direction, one a weight, and the part that has it. */
export function deviationsOf({ targets, width, partCount }: Targets, sums: readonly Float64Array[]) {
  return Array.from({ length: width }, (_, c) => {
    let part = 0
    let deviation = 0
    for (let p = 0; p < partCount; p++) {
      const own = sums[c]![p]! / targets[p * width + c]! - 1
      if (Math.abs(own) > Math.abs(deviation)) {
        deviation = own
        part = p
      }
    }
    return { part, deviation }
  })
}

/** Whether a part's sum of weight c is within its bounds. */
export function isPartWithin(targets: Targets, sums: readonly Float64Array[], part: number, c: number): boolean {
  return isBetween(sums[c]![part]!, ...boundsOf(targets, part, c), targets.averages[c]!)
}

export function isWithinBounds(targets: Targets, sums: readonly Float64Array[]): boolean {
  for (let c = 0; c < targets.width; c++) {
    for (let part = 0; part < targets.partCount; part++) if (!isPartWithin(targets, sums, part, c)) return false
  }
  return true
}
