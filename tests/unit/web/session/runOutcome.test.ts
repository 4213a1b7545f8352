import { describe, expect, it } from 'vitest'
import type { GridFigures } from '../../../../server/contract/grids.ts'
import { countMoved, type ReadPlan } from '../../../../web/session/runOutcome.ts'

/** `ids` are of grids 1, 2, …; `cells` tells the grid of each cell. */
const planOf = (ids: readonly string[], cells: readonly number[]): ReadPlan => ({
  detail: { grids: ids.map((gridId, i) => ({ number: i + 1, gridId }) as GridFigures) },
  assignment: Uint16Array.from(cells),
})
const customers = Float64Array.from([1, 10, 100, 1000])

describe('countMoved', () => {
  it('counts the customers whose grid is another', () => {
    expect(countMoved(planOf(['a', 'b'], [1, 1, 2, 2]), planOf(['a', 'b'], [1, 2, 2, 1]), customers)).toBe(1010)
  })

  it('tells grids by their ids, not by the numbers they have in a plan', () => {
    expect(countMoved(planOf(['a', 'b'], [1, 1, 2, 2]), planOf(['b', 'a'], [2, 2, 1, 1]), customers)).toBe(0)
    expect(countMoved(planOf(['a', 'b'], [1, 1, 2, 2]), planOf(['a', 'c'], [1, 1, 2, 2]), customers)).toBe(1100)
  })

  it('does not count what had no grid', () => {
    expect(countMoved(planOf(['a'], [0, 1, 1, 0]), planOf(['a', 'b'], [1, 1, 2, 0]), customers)).toBe(100)
  })
})
