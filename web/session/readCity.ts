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

/**
 * Reads a city with one of its plans, the newest unless one is named. The plan is asked for along with the cells of its snapshot;
 * where there is no plan, or none of that name, the cells are those of the newest snapshot.
 */
export async function readCity(city: CityPlace, planId: string | undefined) {
  const [{ plans }, { figures }, snapshots, districts] = await Promise.all([
    api.getPlans(city.code),
    api.getFigures(city.code),
    api.getSnapshots(city.code),
    api.getDistricts(city.code),
  ])
  const plan = planId === undefined ? newest(plans) : plans.find((one) => one.planId === planId)
  const snapshotId = plan?.snapshotId ?? snapshots.currentSnapshotId
  const [cells, read] = await Promise.all([
    api.getCells(city.code, snapshotId),
    plan ? readPlan(plan.planId, city.cellCount) : null,
  ])
  return { plans, figures, snapshots, districts, snapshotId, cells, read }
}

function newest<T extends { planNumber: number }>(plans: readonly T[]): T | undefined {
  return plans.reduce<T | undefined>(
    (best, plan) => (best && best.planNumber > plan.planNumber ? best : plan),
    undefined,
  )
}
