import type { FigureKey } from '../../server/contract/figures.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { figure, type Judgement } from '../../server/contract/planTolerances.ts'
import { type JudgeBy, judgeGrid } from '../charts/judgement.ts'

/** By a figure, the most first. */
export type GridSort = 'worst' | 'name' | FigureKey

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
  const compare = (a: GridFigures, b: GridFigures): number => {
    if (sort === 'worst') return severityOf(b) - severityOf(a)
    if (sort === 'name') return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
    return figure(b, sort) - figure(a, sort)
  }
  return found.sort((a, b) => compare(a, b) || a.number - b.number)
}
