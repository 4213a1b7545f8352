import type { Stroke } from '../tools/brush.ts'
import { type CellFigures, type GridSums, type Sum, addSums, emptySum, sumOf } from './gridSums.ts'
import type { GridChange, StrokeView } from './sessionState.ts'

/** What a stroke does to the figures of the grids it touches. O(cells of the stroke). */
export function viewStroke(
  stroke: Stroke,
  cells: CellFigures,
  assignment: Uint16Array,
  sums: GridSums,
  isDrawing: boolean,
): StrokeView {
  const moved = new Map<number, Sum>()
  let total = emptySum
  for (const cell of stroke.cells) {
    const grid = assignment[cell]!
    const figures: Sum = {
      customers: cells.customers[cell]!,
      revenueCents: cells.revenueCents[cell]!,
      areaKm2: cells.areasKm2[cell]!,
      cellCount: 1,
    }
    moved.set(grid, addSums(moved.get(grid) ?? emptySum, figures))
    total = addSums(total, figures)
  }
  const before = sumOf(sums, stroke.grid)
  const giving = [...moved].map(
    ([grid, gone]): GridChange => ({ grid, before: sumOf(sums, grid), after: addSums(sumOf(sums, grid), gone, -1) }),
  )
  return {
    receiving: { grid: stroke.grid, before, after: addSums(before, total) },
    giving: giving.sort((a, b) => b.before.customers - b.after.customers - (a.before.customers - a.after.customers) || a.grid - b.grid),
    cellCount: stroke.cells.length,
    refusal: stroke.verdict && !stroke.verdict.ok ? stroke.verdict : null,
    isDrawing,
  }
}
