import { byKey } from '../../partition/index.ts'
import { sumsOf } from '../model/gridRows.ts'
import type { PlanCells } from '../model/planCells.ts'
import type { Marks } from '../tools/tool.ts'
import type { GridChange, StrokeView } from './state.ts'

/** What a stroke does to the figures of the grids it touches. O(cells of the stroke · figures). */
export function viewStroke(
  { grid: receiver, cells, refusal }: Marks & { readonly grid: number },
  of: Pick<PlanCells, 'plan' | 'snapshot' | 'figures'>,
  isDrawing: boolean,
): StrokeView {
  const { assignment } = of.plan
  const { keys, values } = of.snapshot().facts
  const figures = of.figures()
  // By the place of the figure among the keys.
  const moved = new Map<number, Float64Array>()
  const total = new Float64Array(keys.length)
  for (const cell of cells) {
    const grid = assignment[cell]!
    const gone = moved.get(grid) ?? new Float64Array(keys.length)
    moved.set(grid, gone)
    for (let f = 0; f < values.length; f++) {
      const value = values[f]![cell]!
      gone[f]! += value
      total[f]! += value
    }
  }
  const changeOf = (grid: number, by: Float64Array, sign: 1 | -1): GridChange => {
    const before = sumsOf(figures, grid)
    return { grid, before, after: byKey(keys, (key, f) => before[key]! + sign * by[f]!) }
  }
  const givers = [...moved].sort(([a, gone], [b, other]) => (other[0] ?? 0) - (gone[0] ?? 0) || a - b)
  return {
    receiving: changeOf(receiver, total, 1),
    giving: givers.map(([grid, gone]) => changeOf(grid, gone, -1)),
    cellCount: cells.length,
    refusal,
    isDrawing,
  }
}
