import { describe, expect, it } from 'vitest'
import { apply, applyPatch, cellGraph, computeFigures, newPlan } from '../../../../partition/index.ts'
import { sumPlan } from '../../../../web/model/gridRows.ts'
import { viewStroke } from '../../../../web/session/strokeView.ts'
import { brush } from '../../../../web/tools/brush.ts'
import { cellFigures, gridOf } from '../../partition/builders.ts'
import { rhombusNeighbors } from '../builders.ts'
import { threeStripes } from '../tools/stripes.ts'

describe('viewStroke', () => {
  it('shows what a recount would, for every grid the stroke touches', () => {
    const neighbors = rhombusNeighbors(6, 3)
    const assignment = Uint16Array.from({ length: 18 }, (_, cell) => 1 + Math.floor((cell % 6) / 2))
    const plan = newPlan(
      assignment,
      [1, 2, 3].map((number) => gridOf(number)),
      cellGraph(neighbors, []),
    )
    const areasKm2 = new Float64Array(18).fill(0.1)
    const facts = cellFigures({
      customers: Float64Array.from(assignment, (_, cell) => 1 + cell),
      revenue: Float64Array.from(assignment, (_, cell) => 100 * cell * cell),
      ports: Float64Array.from(assignment, (_, cell) => cell % 4),
    })
    const ground = threeStripes(2)
    const stroke = brush.move(ground, brush.down(ground), { path: [1, 4], at: [0, 0] })
    const figures = sumPlan(facts, areasKm2, assignment)
    const view = viewStroke(stroke, { plan, snapshot: () => ({ snapshotId: 1, facts }), figures: () => figures }, true)

    const after = assignment.slice()
    const verdict = apply(plan, { kind: 'paint', grid: 2, cells: stroke.cells })
    if (!verdict.ok) throw new Error('the stroke should be legal')
    applyPatch(after, verdict.patch)
    const input = { gridNumbers: [1, 2, 3], areasKm2, figures: facts }
    const recount = (of: Uint16Array) =>
      computeFigures({ ...input, assignment: of }).grids.map(({ figures }) => figures)
    for (const { grid, before: shownBefore, after: shownAfter } of [view.receiving, ...view.giving]) {
      expect(recount(assignment)[grid - 1]).toEqual(shownBefore)
      expect(recount(after)[grid - 1]).toEqual(shownAfter)
    }
    expect(view).toMatchObject({ cellCount: 2, refusal: null, giving: [{ grid: 3 }, { grid: 1 }] })
  })
})
