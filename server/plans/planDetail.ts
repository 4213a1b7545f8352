import { byKey, computeFigures, hashPlan, type Position, perimeterKm, traceOutlines } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import { aimsOf } from '../contract/areaAims.ts'
import type { SnapshotName } from '../contract/cities.ts'
import type { GridFigures } from '../contract/grids.ts'
import { mainGridSums, territories } from '../contract/mainGrids.ts'
import type { PlanDetail } from '../contract/plans.ts'
import { nameSnapshot } from '../data/readSnapshots.ts'
import { districtMisfits, noteMisfits } from './districtMisfits.ts'
import { type NumberedState, sameState } from './sameState.ts'
import type { PlanState } from './states.ts'

/** Which data a plan's figures are of. */
export function snapshotNameOf({ snapshot }: PlanState): SnapshotName {
  return nameSnapshot(snapshot)
}

/** Territory of each grid as MultiPolygon coordinates, RFC 7946; computed once a revision. */
export const planOutlines = derived(
  (state: PlanState): Map<number, Position[][][]> =>
    traceOutlines(state.city.lattice, state.city.neighbors, state.assignment),
)

/** A plan with the figures of its grids, as the contract has it; computed once a revision. */
export const planDetail = derived((state: PlanState): PlanDetail => {
  const outlines = planOutlines(state)
  const perimetersKm = new Map(Array.from(outlines, ([number, outline]) => [number, perimeterKm(outline)]))
  const used = new Set(state.assignment)
  const counted = territories(state.grids, ({ number }) => used.has(number))
  const figures = computeFigures({
    assignment: state.assignment,
    gridNumbers: counted.map(({ number }) => number),
    aims: aimsOf(counted, state.parameters?.classB?.share),
    figures: state.facts,
    areasKm2: state.city.areasKm2,
    perimetersKm,
  })
  const { totals, unassigned } = figures
  const ofNumber = new Map(figures.grids.map((own) => [own.number, own]))
  const { keys } = state.facts
  // Of a main grid that has no cells of its own.
  const withoutCells = { cellCount: 0, areaKm2: 0, figures: byKey(keys, () => 0), deviations: byKey(keys, () => null) }
  const grids = state.grids.map((grid): GridFigures => {
    // A grid without a cell has no outline and no compactness.
    const { compactness, ...own } = ofNumber.get(grid.number) ?? { ...withoutCells, compactness: null }
    return { ...grid, ...own, compactness: compactness ?? 0 }
  })
  const mains = mainGridSums(grids)
  return {
    planId: state.planId,
    city: state.cityCode,
    planNumber: state.planNumber,
    name: state.name,
    status: state.status,
    division: state.division.key,
    revision: state.revision,
    gridCount: state.grids.length,
    snapshotId: state.snapshotId,
    createdAt: state.createdAt.toISOString(),
    updatedAt: state.updatedAt.toISOString(),
    segments: state.division.signature,
    parameters: state.parameters,
    snapshot: snapshotNameOf(state),
    warnings: [...state.warnings, ...noteMisfits(districtMisfits(state))],
    links: [...state.links],
    totals: totals.figures,
    unassigned: { cellCount: unassigned.cellCount, figures: unassigned.figures },
    grids,
    ...(mains.length > 0 && { mainGrids: mains }),
    gone: [...state.descent.gone],
    lastNumber: state.descent.lastNumber,
    hash:
      state.hash ??
      hashPlan({ assignment: state.assignment, grids: new Map(state.grids.map((grid) => [grid.number, grid])) }),
  }
})

/** The same as the API sends it. */
export function planDetailJson(state: NumberedState): Uint8Array {
  return Buffer.from(JSON.stringify(planDetail(sameState(state))))
}
