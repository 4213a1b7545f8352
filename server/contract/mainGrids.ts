import { z } from 'zod'
import { figures } from './figures.ts'
import type { GridFigures, GridSummary } from './grids.ts'

type Named = Pick<GridSummary, 'number' | 'gridId' | 'parentId'>

/**
 * The grids that cells can be shared out to: all but main grids that have no cell of their own. Those are the sum of their sub-grids, no
 * territory beside them, and so count in no average.
 */
export function territories<G extends Named>(grids: readonly G[], hasCells: (grid: G) => boolean): G[] {
  const parents = new Set(grids.map(({ parentId }) => parentId))
  return grids.filter((grid) => !parents.has(grid.gridId) || hasCells(grid))
}

/** A main grid as the sum of its sub-grids. */
export const mainGridSum = z.object({
  gridId: z.uuid(),
  code: z.string(),
  name: z.string(),
  /** how many sub-grids it has */
  grids: z.int().positive(),
  cellCount: z.int().nonnegative(),
  areaKm2: z.number(),
  /** sums, in the units of the grids' own */
  figures,
})
export type MainGridSum = z.infer<typeof mainGridSum>

/** By code. O(grids). */
export function mainGridSums(grids: readonly GridFigures[]): MainGridSum[] {
  const members = Map.groupBy(grids, ({ parentId }) => parentId)
  return grids
    .flatMap((main) => {
      const subs = members.get(main.gridId)
      if (!subs) return []
      const all = [main, ...subs]
      const sumOf = (pick: (grid: GridFigures) => number) => all.reduce((sum, grid) => sum + pick(grid), 0)
      return [
        {
          ...{ gridId: main.gridId, code: main.code, name: main.name, grids: subs.length },
          cellCount: sumOf(({ cellCount }) => cellCount),
          areaKm2: sumOf(({ areaKm2 }) => areaKm2),
          figures: Object.fromEntries(
            Object.keys(main.figures).map((key) => [key, sumOf((grid) => grid.figures[key] ?? 0)]),
          ),
        },
      ]
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}
