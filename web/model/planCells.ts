import {
  cellGraph,
  type Grid,
  newPlan,
  type Patch,
  type Plan,
  perimeterKm,
  traceOutline,
  writePatch,
} from '../../partition/index.ts'
import type { Figures } from '../../server/contract/figures.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import type { CityModel } from './cityModel.ts'
import { addUp, gridRows, type PlanFigures, sumPlan, sumsOf } from './gridRows.ts'
import type { SnapshotModel } from './snapshotModel.ts'

/** What a plan's grids and its unassigned cells have together, by the data it is looked at with. */
export interface PlanSums {
  totals: Figures
  unassigned: { cellCount: number; figures: Figures }
}

/** The cells of an open plan and what they add up to. */
export interface PlanCells {
  readonly plan: Plan
  snapshot(): SnapshotModel
  figures(): PlanFigures
  /** the grids with their figures as they stand now */
  rows(): readonly GridFigures[]
  sums(): PlanSums
  /** Writes a patch that was judged. */
  write(patch: Patch): void
  /** Counts every figure by another snapshot of the city. O(cells). */
  lookWith(snapshot: SnapshotModel): void
}

export function createPlanCells(
  model: CityModel,
  detail: PlanDetail,
  assignment: Uint16Array,
  first: SnapshotModel,
): PlanCells {
  const plan = newPlan(assignment, detail.grids.map(recordOf), cellGraph(model.neighbors, [], detail.links), detail)
  let snapshot = first
  let figures = sumPlan(first.facts, model.areasKm2, assignment)
  let rows: readonly GridFigures[] | null = null
  // Outlines are traced anew for the grids that changed; the others keep the compactness they came with.
  const compactness = new Map(detail.grids.map((grid) => [grid.number, grid.compactness]))
  let areRecordsNew = false
  const redrawn = new Set<number>()
  const perimetersKm = new Map<number, number>()

  return {
    plan,
    snapshot: () => snapshot,
    figures: () => figures,
    rows() {
      if (rows && redrawn.size === 0 && !areRecordsNew) return rows
      for (const grid of redrawn)
        if (plan.grids.has(grid))
          perimetersKm.set(grid, perimeterKm(traceOutline(model.lattice, model.neighbors, assignment, grid)))
      redrawn.clear()
      areRecordsNew = false
      const records = [...plan.grids.values()].sort((a, b) => a.number - b.number)
      rows = gridRows(records, figures, { perimetersKm, compactness }, rows ?? [], detail.parameters?.classB?.share)
      return rows
    },
    sums: () => ({
      totals: addUp(figures, [0, ...plan.grids.keys()]),
      unassigned: { cellCount: figures.sums.cellCountOf(0), figures: sumsOf(figures, 0) },
    }),
    write(patch) {
      writePatch(plan, patch)
      figures.sums.applyPatch(patch)
      if (patch.grids.length > 0) areRecordsNew = true
      for (const { from, to } of patch.runs) redrawn.add(from).add(to)
    },
    lookWith(next) {
      snapshot = next
      figures = sumPlan(next.facts, model.areasKm2, assignment)
      rows = null
    },
  }
}

/** The record alone, without the figures that a plan comes with. */
const recordOf = ({ number, gridId, code, name, colour, locked, areaClass, parentId, pins }: Grid): Grid => ({
  number,
  gridId,
  code,
  name,
  colour,
  locked,
  areaClass,
  parentId,
  pins,
})
