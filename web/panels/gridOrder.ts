import type { GridFigures } from '../../server/contract/plans.ts'

export type GridSort = 'worst' | 'name' | 'customers' | 'revenue'

/** A grid's deviation that is farther from zero, of customers and revenue. */
export function worstDeviation({ customersDeviation, revenueDeviation }: GridFigures): number {
  const [a, b] = [customersDeviation ?? 0, revenueDeviation ?? 0]
  return Math.abs(a) >= Math.abs(b) ? a : b
}

/** The grids whose name or code holds every word of `search`, in the chosen order; ties by number. */
export function orderGrids(rows: readonly GridFigures[], sort: GridSort, search: string): GridFigures[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(({ name, code }) => words.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
  const compare: Record<GridSort, (a: GridFigures, b: GridFigures) => number> = {
    worst: (a, b) => Math.abs(worstDeviation(b)) - Math.abs(worstDeviation(a)),
    name: (a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    customers: (a, b) => b.customers - a.customers,
    revenue: (a, b) => b.revenueCents - a.revenueCents,
  }
  return found.sort((a, b) => compare[sort](a, b) || a.number - b.number)
}
