import { valuesOf } from '../../partition/index.ts'
import type { PlanNote } from '../../server/contract/planNotes.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { getAssignment, getPlan } from '../api/client.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'

/** What a planner is told when a partition is done. */
export interface RunOutcome {
  warnings: readonly PlanNote[]
  /** against the plan it was adjusted from; null for one from scratch, or where that plan has been changed since */
  moved: { customers: number; share: number; planName: string } | null
}

/** A plan as it was read: the grid numbers of its cells mean nothing without its grids. */
export interface ReadPlan {
  detail: Pick<PlanDetail, 'grids'>
  assignment: Uint16Array
}

/**
 * The customers whose grid is another than before. Grids are told by their ids, for two plans may number one grid
 * differently; a cell that had no grid before has not moved. O(cells).
 */
export function countMoved(before: ReadPlan, after: ReadPlan, customers: Float64Array): number {
  const idOf = new Map(after.detail.grids.map(({ number, gridId }) => [number, gridId]))
  const wasOf = new Map(before.detail.grids.map(({ number, gridId }) => [number, gridId]))
  let moved = 0
  for (let cell = 0; cell < after.assignment.length; cell++) {
    const was = before.assignment[cell]!
    if (was > 0 && wasOf.get(was) !== idOf.get(after.assignment[cell]!)) moved += customers[cell]!
  }
  return moved
}

/**
 * Reads what a finished run has come to; `snapshotOf` gets the figures of a plan's own data, which need not be the one on the
 * screen. The plan is there even where this cannot be told.
 */
export async function readOutcome(
  planId: string,
  snapshotOf: (plan: PlanDetail) => Promise<Pick<SnapshotModel, 'facts'>>,
): Promise<RunOutcome> {
  try {
    const detail = await getPlan(planId)
    const { facts } = await snapshotOf(detail)
    return { warnings: detail.warnings, moved: await readMoved(detail, valuesOf(facts, 'customers')) }
  } catch {
    return { warnings: [], moved: null }
  }
}

async function readMoved(detail: PlanDetail, customers: Float64Array): Promise<RunOutcome['moved']> {
  const { from, fromRevision } = detail.parameters ?? {}
  if (!from) return null
  const [beforeDetail, before, after] = await Promise.all([
    getPlan(from),
    getAssignment(from, customers.length),
    getAssignment(detail.planId, customers.length),
  ])
  if (before.revision !== fromRevision) return null
  const moved = countMoved({ ...before, detail: beforeDetail }, { ...after, detail }, customers)
  return { customers: moved, share: moved / Math.max(1, detail.totals.customers ?? 0), planName: beforeDetail.name }
}
