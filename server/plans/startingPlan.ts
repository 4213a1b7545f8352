import { applyPatch, decodePatch, invertPatch } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanLink } from '../contract/plans.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from './planState.ts'
import type { GridRow } from './store.ts'

/** The plan a new one stays near, as it was at one revision. Plain data, so that it can be sent to a worker thread. */
export interface StartingPlan {
  readonly planId: string
  readonly revision: number
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
  readonly links: readonly PlanLink[]
}

/**
 * Loads what `request.from` names, taken back to `fromRevision` where that is given; undefined where the request has no `from`.
 * Throws `plan-not-found`, and `invalid-request` for a plan of another city or division or a revision that is still to come.
 */
export async function loadStartingPlan(
  database: Database,
  cityCode: string,
  division: string,
  { from, fromRevision }: Pick<PartitionRequest, 'from' | 'fromRevision'>,
): Promise<StartingPlan | undefined> {
  if (from === undefined) return undefined
  const { planId, city, revision: present, assignment, grids, links, ...plan } = await loadPlanState(database, from)
  if (city.code !== cityCode)
    throw new ShapanError('invalid-request', `The plan "${from}" is of another city than "${cityCode}"`)
  if (plan.division.key !== division)
    throw new ShapanError(
      'invalid-request',
      `The plan "${from}" is of the division ${plan.division.key}, not of ${division}: partition ${plan.division.key}, or from a plan of ${division}`,
    )
  const revision = fromRevision ?? present
  if (revision > present)
    throw new ShapanError(
      'invalid-request',
      `The plan "${from}" is at revision ${present}; there is no ${revision} yet`,
    )
  if (revision === present) return { planId, revision, assignment, grids, links }
  const rows = await database.kysely
    .selectFrom('command')
    .where('city_id', '=', plan.cityId)
    .where('plan_number', '=', plan.planNumber)
    .where('revision', '>', revision)
    .where('revision', '<=', present)
    .select('patch')
    .orderBy('revision', 'desc')
    .execute()
  const earlier = assignment.slice()
  const records = new Map(grids.map((grid) => [grid.number, grid]))
  for (const { patch } of rows) {
    const { runs, grids: changed } = invertPatch(decodePatch(patch))
    applyPatch(earlier, { runs })
    for (const { number, to } of changed) {
      if (to) records.set(number, to)
      else records.delete(number)
    }
  }
  const earlierGrids = [...records.values()].sort((a, b) => a.number - b.number)
  return { planId, revision, assignment: earlier, grids: earlierGrids, links }
}
