/** How evenly a figure is spread over the grids. */
export interface Spread {
  average: number
  largest: number
  smallest: number
  /** population standard deviation over the average */
  cv: number
  /** largest over smallest; null where a grid has none */
  maxMinRatio: number | null
  /** 0: all equal, towards 1: one has everything */
  gini: number
  /** share of grids from the poorest up, share of the figure they hold; both 0..1, from (0,0) to (1,1) */
  lorenz: readonly (readonly [number, number])[]
}

/**
 * Spread of one non-negative figure over the grids, values in any order.
 * Null where there is nothing to spread: no grid, or a total of zero.
 */
export function spreadOf(values: readonly number[]): Spread | null {
  const total = values.reduce((sum, value) => sum + value, 0)
  if (values.length === 0 || total <= 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const average = total / sorted.length
  const variance = sorted.reduce((sum, value) => sum + (value - average) ** 2, 0) / sorted.length
  const lorenz: [number, number][] = [[0, 0]]
  let running = 0
  let twiceArea = 0
  sorted.forEach((value, index) => {
    twiceArea += (running + running + value) / total / sorted.length
    running += value
    lorenz.push([(index + 1) / sorted.length, running / total])
  })
  const smallest = sorted[0] ?? 0
  const largest = sorted.at(-1) ?? 0
  return {
    average,
    largest,
    smallest,
    cv: Math.sqrt(variance) / average,
    maxMinRatio: smallest > 0 ? largest / smallest : null,
    gini: Math.max(0, 1 - twiceArea),
    lorenz,
  }
}
