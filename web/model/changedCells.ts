import { unassigned } from '../../partition/index.ts'

/** Cells and the grids they are in, whose ids tell them apart across plans. */
export interface PlanSide {
  readonly assignment: Uint16Array
  readonly grids: readonly { readonly number: number; readonly gridId: string }[]
}

/** Names what goes from one grid to another; null stands for no grid. */
export const pairKey = (from: string | null, to: string | null): string => `${from ?? ''}>${to ?? ''}`

/**
 * The cells that are in another grid on the right than on the left, by the pair of grids; cells in no grid on both sides are in none.
 * `left` null: nothing was there. O(cells).
 */
export function changedCells(left: PlanSide | null, right: PlanSide): Map<string, number[]> {
  const idsOf = (side: PlanSide | null) => new Map((side?.grids ?? []).map(({ number, gridId }) => [number, gridId]))
  const [before, after] = [idsOf(left), idsOf(right)]
  const changed = new Map<string, number[]>()
  for (let cell = 0; cell < right.assignment.length; cell++) {
    const from = before.get(left?.assignment[cell] ?? unassigned) ?? null
    const to = after.get(right.assignment[cell]!) ?? null
    if (from === to) continue
    const key = pairKey(from, to)
    const cells = changed.get(key)
    if (cells) cells.push(cell)
    else changed.set(key, [cell])
  }
  return changed
}
