import type { GridFigures } from '../../server/contract/grids.ts'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import { type JudgeBy, judgeGrid } from '../charts/judgement.ts'

export type GridSort = 'worst' | 'name' | 'customers' | 'revenue'

/** The grids whose name or code holds every word of `search`, in the chosen order; ties by number. */
export function orderGrids(
  rows: readonly GridFigures[],
  { by, judgement }: { by: JudgeBy; judgement: Judgement },
  sort: GridSort,
  search: string,
): GridFigures[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(({ name, code }) => words.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
  const severityOf = (row: GridFigures): number => Math.abs(judgeGrid(row, by, judgement).severity)
  const compare: Record<GridSort, (a: GridFigures, b: GridFigures) => number> = {
    worst: (a, b) => severityOf(b) - severityOf(a),
    name: (a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    customers: (a, b) => b.customers - a.customers,
    revenue: (a, b) => b.revenueCents - a.revenueCents,
  }
  return found.sort((a, b) => compare[sort](a, b) || a.number - b.number)
}
