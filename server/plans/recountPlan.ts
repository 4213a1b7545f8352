import { type VerifyResult, verify } from '../../partition/index.ts'
import { planDetail, planOutlines } from './planDetail.ts'
import type { PlanState } from './planState.ts'

/**
 * Recounts a plan from H3 ids and stored numbers alone, and holds against that what the server answers with: figures to the unit
 * and to the cent, outlines by area and centre. Half a million cells take 5–9 s.
 */
export function recountPlan(state: PlanState): VerifyResult {
  const { totals, grids } = planDetail(state)
  return verify({
    cellIds: state.city.lattice.cellIds,
    assignment: state.assignment,
    gridNumbers: state.grids.map(({ number }) => number),
    links: state.links,
    customers: state.facts.customers,
    revenueCents: state.facts.revenueCents,
    expected: { totals, perGrid: new Map(grids.map((grid) => [grid.number, grid])) },
    outlines: planOutlines(state),
  })
}
