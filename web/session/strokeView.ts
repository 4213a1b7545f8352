import type { Figures } from '../../server/contract/common.ts'
import type { PlanCells } from '../model/planCells.ts'
import type { Marks } from '../tools/tool.ts'
import type { GridChange, StrokeView } from './state.ts'

/** What a stroke does to the figures of the grids it touches. O(cells of the stroke). */
export function viewStroke(
  { grid: receiver, cells, refusal }: Marks & { readonly grid: number },
  of: Pick<PlanCells, 'plan' | 'snapshot' | 'figures'>,
  isDrawing: boolean,
): StrokeView {
  const { assignment } = of.plan
  const { customers, revenueCents } = of.snapshot()
  const figures = of.figures()
  const moved = new Map<number, Figures>()
  const total: Figures = { customers: 0, revenueCents: 0 }
  for (const cell of cells) {
    const grid = assignment[cell]!
    const gone = moved.get(grid) ?? { customers: 0, revenueCents: 0 }
    moved.set(grid, gone)
    for (const sum of [gone, total]) {
      sum.customers += customers[cell]!
      sum.revenueCents += revenueCents[cell]!
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
    receiving: changeOf(receiver, total, 1),
    giving: givers.map(([grid, gone]) => changeOf(grid, gone, -1)),
    cellCount: cells.length,
    refusal,
    isDrawing,
  }
}
