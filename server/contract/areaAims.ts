import type { GridSummary } from './grids.ts'

type Classed = Pick<GridSummary, 'areaClass'>

/**
 * What each grid aims at, over the plain average of all: where class B grids aim at `share` of what others do, less than 1 for those and
 * more for the others, so that the targets add up to what there is. All 1 without a share.
 */
export function aimsOf(grids: readonly Classed[], share: number | undefined): number[] {
  const shareOf = ({ areaClass }: Classed) => (areaClass === 'B' && share !== undefined ? share : 1)
  const sum = grids.reduce((all, grid) => all + shareOf(grid), 0)
  return grids.map((grid) => (shareOf(grid) * grids.length) / sum)
}
