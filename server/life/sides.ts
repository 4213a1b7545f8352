import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { loadStartingPlan } from '../plans/startingPlan.ts'
import type { PlanState } from '../plans/states.ts'
import type { Side } from './compare.ts'
import type { VersionRow } from './lifeStore.ts'

/** A plan's cells and grids, as plain data for a thread. */
export function sideOf({ assignment, grids }: Pick<PlanState, 'assignment' | 'grids'>): Side {
  return {
    assignment,
    grids: grids.map(({ number, gridId, code, name }) => ({ number, gridId, code, name })),
  }
}

export interface LoadedSide {
  readonly plan: PlanState
  readonly side: Side
}

/** The plan of a version; it never changes. */
export async function loadVersionSide(
  database: Database,
  cityCode: string,
  { planNumber }: Pick<VersionRow, 'planNumber'>,
): Promise<LoadedSide> {
  const plan = await loadPlanState(database, formatPlanId(cityCode, planNumber))
  return { plan, side: sideOf(plan) }
}

/** A plan at a revision, its present one unless given. Throws `plan-not-found`, and `invalid-request` for a revision to come. */
export async function loadPlanSide(database: Database, planId: string, revision?: number): Promise<LoadedSide> {
  const plan = await loadPlanState(database, planId)
  if (revision === undefined || revision === plan.revision) return { plan, side: sideOf(plan) }
  const earlier = await loadStartingPlan(database, plan.cityCode, plan.division.key, {
    from: planId,
    fromRevision: revision,
  })
  if (!earlier) throw new ShapanError('plan-not-found', `There is no plan "${planId}"`)
  return { plan, side: sideOf(earlier) }
}
