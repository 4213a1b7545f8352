import type { GridSummary } from './grids.ts'

type Named = Pick<GridSummary, 'number' | 'gridId' | 'parentId'>

/**
 * The grids that cells can be shared out to: all but main grids that have no cell of their own. Those are the sum of their sub-grids, no
 * territory beside them, and so count in no average.
 */
export function territories<G extends Named>(grids: readonly G[], hasCells: (grid: G) => boolean): G[] {
  const parents = new Set(grids.map(({ parentId }) => parentId))
  return grids.filter((grid) => !parents.has(grid.gridId) || hasCells(grid))
}
