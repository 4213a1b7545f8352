import type { Figures } from '../../server/contract/common.ts'
import type { CellFigures, PlanFigures } from '../model/gridRows.ts'
import type { Stroke } from '../tools/brush.ts'
import type { GridChange, StrokeView } from './sessionState.ts'

/** What a stroke does to the figures of the grids it touches. O(cells of the stroke). */
export function viewStroke(
  stroke: Stroke,
  cells: Pick<CellFigures, 'customers' | 'revenueCents'>,
  assignment: Uint16Array,
  figures: PlanFigures,
  isDrawing: boolean,
): StrokeView {
  const moved = new Map<number, Figures>()
  const total: Figures = { customers: 0, revenueCents: 0 }
  for (const cell of stroke.cells) {
    const grid = assignment[cell]!
    const gone = moved.get(grid) ?? { customers: 0, revenueCents: 0 }
    moved.set(grid, gone)
    for (const sum of [gone, total]) {
      sum.customers += cells.customers[cell]!
      sum.revenueCents += cells.revenueCents[cell]!
    }
  }
  const changeOf = (grid: number, by: Figures, sign: 1 | -1): GridChange => {
    const before = { customers: figures.sumOf('customers', grid), revenueCents: figures.sumOf('revenueCents', grid) }
    const after = {
      customers: before.customers + sign * by.customers,
      revenueCents: before.revenueCents + sign * by.revenueCents,
    }
    return { grid, before, after }
  }
  const givers = [...moved].sort(([a, gone], [b, other]) => other.customers - gone.customers || a - b)
  return {
    receiving: changeOf(stroke.grid, total, 1),
    giving: givers.map(([grid, gone]) => changeOf(grid, gone, -1)),
    cellCount: stroke.cells.length,
    refusal: stroke.verdict && !stroke.verdict.ok ? stroke.verdict : null,
    isDrawing,
  }
}
