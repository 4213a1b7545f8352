import { describe, expect, it } from 'vitest'
import { apply, applyPatch, cellGraph, computeFigures } from '../../../../partition/index.ts'
import { sumPlan } from '../../../../web/model/gridRows.ts'
import { viewStroke } from '../../../../web/session/strokeView.ts'
import { extendStroke, startStroke } from '../../../../web/tools/brush.ts'
import { rhombusNeighbors } from '../builders.ts'

describe('viewStroke', () => {
  it('shows what a recount would, for every grid the stroke touches', () => {
    const neighbors = rhombusNeighbors(6, 3)
    const assignment = Uint16Array.from({ length: 18 }, (_, cell) => 1 + Math.floor((cell % 6) / 2))
    const grids = new Map([1, 2, 3].map((number) => [number, { number, locked: false }]))
    const plan = { assignment, grids, adjacency: cellGraph(neighbors, []) }
    const cells = {
      customers: Float64Array.from(assignment, (_, cell) => 1 + cell),
      revenueCents: Float64Array.from(assignment, (_, cell) => 100 * cell * cell),
      areasKm2: new Float64Array(18).fill(0.1),
    }
    const stroke = extendStroke(
      { assignment, neighbors, judge: (command) => apply(plan, command) },
      startStroke(2, 0),
      [1, 4],
    )
    const view = viewStroke(stroke, cells, assignment, sumPlan(cells, assignment), true)

    const after = assignment.slice()
    if (!stroke.verdict?.ok) throw new Error('the stroke should be legal')
    applyPatch(after, stroke.verdict.patch)
    const recount = (of: Uint16Array) => computeFigures({ assignment: of, gridNumbers: [1, 2, 3], ...cells }).grids
    for (const { grid, before: shownBefore, after: shownAfter } of [view.receiving, ...view.giving]) {
      expect(recount(assignment)[grid - 1]).toMatchObject(shownBefore)
      expect(recount(after)[grid - 1]).toMatchObject(shownAfter)
    }
    expect(view).toMatchObject({ cellCount: 2, refusal: null, giving: [{ grid: 3 }, { grid: 1 }] })
  })
})
