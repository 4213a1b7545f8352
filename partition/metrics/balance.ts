import { isWithin } from './base/isWithin.ts'

/** How evenly one figure is spread over the grids of a plan. Every measure is null where it has no meaning. */
export interface BalanceSummary {
  readonly count: number
  readonly total: number
  readonly average: number | null
  readonly min: number | null
  readonly max: number | null
  /** coefficient of variation: standard deviation (of all grids, not of a sample) over the average */
  readonly cv: number | null
  /** largest over smallest; null where the smallest is not above 0 */
  readonly maxMinRatio: number | null
  /** 0 is equal shares, towards 1 everything in one grid; null where a value is negative */
  readonly gini: number | null
  /** the largest deviation from the average either way, as a fraction of it */
  readonly maxDeviation: number | null
  /** share of the grids that lie within ±tolerance of the average */
  readonly withinTolerance: number | null
}

/** Sums up one value a grid. `tolerance` is a fraction: 0.05 is ±5 %. O(n log n). */
export function summarizeBalance(values: readonly number[], tolerance: number): BalanceSummary {
  const count = values.length
  const sorted = values.toSorted((a, b) => a - b)
  const total = sum(sorted)
  const average = count > 0 ? total / count : null
  const min = sorted[0] ?? null
  const max = sorted.at(-1) ?? null
  const isSpread = average !== null && average > 0
  const isNonNegative = isSpread && min !== null && min >= 0
  const deviations = isSpread ? sorted.map((value) => Math.abs(value - average)) : []
  return {
    count,
    total,
    average,
    min,
    max,
    cv: isSpread ? Math.sqrt(sum(deviations.map((d) => d * d)) / count) / average : null,
    maxMinRatio: min !== null && max !== null && min > 0 ? max / min : null,
    gini: isNonNegative ? sum(sorted.map((value, i) => (2 * i + 1 - count) * value)) / (count * total) : null,
    maxDeviation: isSpread ? Math.max(deviations[0]!, deviations.at(-1)!) / average : null,
    withinTolerance: isSpread ? deviations.filter((d) => isWithin(d / average, tolerance)).length / count : null,
  }
}

/**
 * The Lorenz curve: after the i smallest grids, [share of the grids, share of the total]; n + 1 points from [0, 0] to
 * [1, 1]. Empty where there is nothing to share out.
 */
export function lorenzCurve(values: readonly number[]): [number, number][] {
  const sorted = values.toSorted((a, b) => a - b)
  const total = sum(sorted)
  if (!(total > 0)) return []
  let running = 0
  const points: [number, number][] = [[0, 0]]
  sorted.forEach((value, i) => {
    running += value
    points.push([(i + 1) / sorted.length, running / total])
  })
  return points
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
