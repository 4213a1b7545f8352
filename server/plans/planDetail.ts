import {
  type ByKey,
  computeFigures,
  hashPlan,
  type Position,
  perimeterKm,
  ratio,
  traceOutlines,
} from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import type { SnapshotName } from '../contract/cities.ts'
import { territories } from '../contract/mainGrids.ts'
import type { GridFigures, PlanDetail } from '../contract/plans.ts'
import { type NumberedState, sameState } from './sameState.ts'
import type { PlanState } from './states.ts'

/** Which data a plan's figures are of. */
export function snapshotNameOf({ snapshot: { snapshotId, sourceName, completedAt } }: PlanState): SnapshotName {
  return { snapshotId, sourceName, completedAt }
}

/** Territory of each grid as MultiPolygon coordinates, RFC 7946; computed once a revision. */
export const planOutlines = derived(
  (state: PlanState): Map<number, Position[][][]> =>
    traceOutlines(state.city.lattice, state.city.neighbors, state.assignment),
)

/** Of a main grid that has none of its own. */
const withoutCells = {
  cellCount: 0,
  customers: 0,
  revenueCents: 0,
  areaKm2: 0,
  arpu: null,
  customersDeviation: null,
  revenueDeviation: null,
}

/** A plan with the figures of its grids, as the contract has it; computed once a revision. */
export const planDetail = derived((state: PlanState): PlanDetail => {
  const outlines = planOutlines(state)
  const perimetersKm = new Map(Array.from(outlines, ([number, outline]) => [number, perimeterKm(outline)]))
  const used = new Set(state.assignment)
  const gridNumbers = territories(state.grids, ({ number }) => used.has(number)).map(({ number }) => number)
  const figures = computeFigures({
    assignment: state.assignment,
    gridNumbers,
    figures: { keys: ['customers', 'revenueCents'], values: [state.facts.customers, state.facts.revenueCents] },
    areasKm2: state.city.areasKm2,
    perimetersKm,
  })
  const { totals, unassigned } = figures
  const ofNumber = new Map(figures.grids.map((own) => [own.number, asGrid(own)]))
  return {
    planId: state.planId,
    city: state.cityCode,
    planNumber: state.planNumber,
    name: state.name,
    status: state.status,
    revision: state.revision,
    gridCount: state.grids.length,
    snapshotId: state.snapshotId,
    createdAt: state.createdAt.toISOString(),
    updatedAt: state.updatedAt.toISOString(),
    parameters: state.parameters,
    snapshot: snapshotNameOf(state),
    warnings: [...state.warnings],
    links: [...state.links],
    totals: asFigures(totals.figures),
    unassigned: { ...asFigures(unassigned.figures), cellCount: unassigned.cellCount },
    grids: state.grids.map((grid): GridFigures => {
      // A grid without a cell has no outline and no compactness.
      const { compactness, ...own } = ofNumber.get(grid.number) ?? { ...withoutCells, compactness: null }
      return { ...grid, ...own, compactness: compactness ?? 0 }
    }),
    gone: [...state.descent.gone],
    lastNumber: state.descent.lastNumber,
    hash:
      state.hash ??
      hashPlan({ assignment: state.assignment, grids: new Map(state.grids.map((grid) => [grid.number, grid])) }),
  }
})

const asFigures = ({ customers = 0, revenueCents = 0 }: ByKey) => ({ customers, revenueCents })

function asGrid({ figures, deviations, ...grid }: ReturnType<typeof computeFigures>['grids'][number]) {
  const { customers, revenueCents } = asFigures(figures)
  return {
    ...grid,
    ...{ customers, revenueCents, arpu: ratio(revenueCents / 100, customers) },
    customersDeviation: deviations.customers ?? null,
    revenueDeviation: deviations.revenueCents ?? null,
  }
}

/** The same as the API sends it. */
export function planDetailJson(state: NumberedState): Uint8Array {
  return Buffer.from(JSON.stringify(planDetail(sameState(state))))
}
