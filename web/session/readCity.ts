import * as api from '../api/client.ts'
import type { CityPlace } from '../model/cityModel.ts'

/** A plan's parts as the server has them, all of one revision. */
export type PlanRead = Awaited<ReturnType<typeof readPlan>>

/** Reads a plan's parts until they are of one revision: another planner may save in between. */
export async function readPlan(planId: string, cellCount: number) {
  for (let attempt = 0; ; attempt++) {
    const [detail, { assignment, revision }, log] = await Promise.all([
      api.getPlan(planId),
      api.getAssignment(planId, cellCount),
      api.getCommands(planId),
    ])
    const logged = log.commands.at(-1)?.revision ?? detail.revision
    if (detail.revision === revision && logged === revision) return { detail, assignment, log }
    if (attempt === 4)
      throw new Error(`${planId}: changed while it was read (revisions ${detail.revision}, ${revision}, ${logged})`)
  }
}

/** What of a city is asked for. */
export interface Asked {
  readonly planId?: string | undefined
  readonly division?: string | undefined
}

/**
 * Reads a city with one of its plans: the one that is named, or the newest of the division that is named, or of the default one. The
 * plan is asked for along with the cells of its snapshot; where there is no plan, or none of that name, the cells are those of the
 * newest snapshot.
 */
export async function readCity(city: CityPlace, { planId, division: wanted }: Asked) {
  const [{ plans }, { figures }, snapshots, { divisions }, districts] = await Promise.all([
    api.getPlans(city.code),
    api.getFigures(city.code),
    api.getSnapshots(city.code),
    api.getDivisions(city.code),
    api.getDistricts(city.code),
  ])
  const named = divisions.find(({ key }) => key === wanted) ?? divisions.find(({ isDefault }) => isDefault)!
  const plan = planId === undefined ? newestOf(plans, named.key) : plans.find((one) => one.planId === planId)
  const division = plan?.division ?? named.key
  const snapshotId = plan?.snapshotId ?? snapshots.currentSnapshotId
  const [cells, read] = await Promise.all([
    api.getCells(city.code, division, snapshotId),
    plan ? readPlan(plan.planId, city.cellCount) : null,
  ])
  return { plans, figures, snapshots, divisions, division, districts, snapshotId, cells, read }
}

/** The newest plan of a division. */
export function newestOf<T extends { planNumber: number; division: string }>(
  plans: readonly T[],
  division: string,
): T | undefined {
  return newest(plans.filter((plan) => plan.division === division))
}

function newest<T extends { planNumber: number }>(plans: readonly T[]): T | undefined {
  return plans.reduce<T | undefined>(
    (best, plan) => (best && best.planNumber > plan.planNumber ? best : plan),
    undefined,
  )
}
