import type { GridFigures, WeightKey } from '../../server/contract/plans.ts'

export type GridSort = 'worst' | 'name' | 'customers' | 'revenue'

/** A grid's deviation that is farthest from zero, among the weights that its plan balances. */
export function worstDeviation(row: GridFigures, weights: readonly WeightKey[]): number {
  return weights.reduce((worst, weight) => {
    const value = row[`${weight}Deviation`] ?? 0
    return Math.abs(value) > Math.abs(worst) ? value : worst
  }, 0)
}

/** The grids whose name or code holds every word of `search`, in the chosen order; ties by number. */
export function orderGrids(
  rows: readonly GridFigures[],
  weights: readonly WeightKey[],
  sort: GridSort,
  search: string,
): GridFigures[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(({ name, code }) => words.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
  const compare: Record<GridSort, (a: GridFigures, b: GridFigures) => number> = {
    worst: (a, b) => Math.abs(worstDeviation(b, weights)) - Math.abs(worstDeviation(a, weights)),
    name: (a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    customers: (a, b) => b.customers - a.customers,
    revenue: (a, b) => b.revenueCents - a.revenueCents,
  }
  return found.sort((a, b) => compare[sort](a, b) || a.number - b.number)
}
