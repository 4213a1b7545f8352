import { type Adjacency, decodeAssignment } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import { ShapanError } from '../base/errors.ts'
import { LruCache } from '../base/lruCache.ts'
import { parsePlanId } from '../base/planIds.ts'
import { loadCityState } from '../cities/cityState.ts'
import { getSnapshot } from '../data/readSnapshots.ts'
import { loadSnapshotFacts } from '../data/snapshotFacts.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import { readDescent } from './descent.ts'
import type { PlanState } from './states.ts'
import { findPlanStamp, getPlanRow, listGridRows, type PlanStamp, refusePlan } from './store.ts'
import { tasks } from './tasks.ts'

// A plan of 500k cells takes 1 MB plus outlines. It is asked for its revision and the seals of its grids at each load (under 1 ms), so a
// change by another process is seen.
const keptPlans = 24
const plansOf = derived((_: Database) => new LruCache<PlanState>(keptPlans))

/** A plan at its present revision; throws `plan-not-found`. */
export async function loadPlanState(database: Database, planId: string): Promise<PlanState> {
  const id = parsePlanId(planId)
  if (!id) throw new ShapanError('plan-not-found', `"${planId}" is no plan id; one looks like taipei-3`)
  const stamp = await findPlanStamp(database.kysely, id.cityCode, id.planNumber)
  const plans = plansOf(database)
  if (!stamp) {
    forgetPlan(database, planId)
    return await refusePlan(database.kysely, id.cityCode, id.planNumber)
  }
  const cached = plans.get(planId)
  if (cached && isSame(cached, stamp)) return cached
  return await plans.reload(planId, () => readPlanState(database, planId, id, stamp))
}

function isSame(cached: PlanState, stamp: PlanStamp): boolean {
  return (
    // the city may have been deleted and made anew
    cached.cityId === stamp.cityId &&
    cached.revision === stamp.revision &&
    cached.name === stamp.name &&
    cached.status === stamp.status &&
    cached.gridsSeal === stamp.gridsSeal &&
    cached.city.districtChanges === stamp.districtChanges &&
    isSameDivision(cached.division, stamp.division) &&
    cached.updatedAt.getTime() === stamp.updatedAt.getTime()
  )
}

/** Its segments may have been changed, and with them every figure; or its name, or whether there are others. */
function isSameDivision(
  cached: PlanState['division'],
  { key, signature, name, isOnly }: PlanState['division'],
): boolean {
  return cached.key === key && cached.signature === signature && cached.name === name && cached.isOnly === isOnly
}

async function readPlanState(
  database: Database,
  planId: string,
  { cityCode, planNumber }: { cityCode: string; planNumber: number },
  { gridsSeal }: PlanStamp,
): Promise<PlanState> {
  const { assignment, ...row } = await getPlanRow(database.kysely, cityCode, planNumber)
  const city = await loadCityState(database, cityCode)
  const snapshot = await getSnapshot(database.kysely, row.cityId, row.snapshotId)
  const facts = await loadSnapshotFacts(database, city, row.snapshotId, row.division)
  const grids = await listGridRows(database.kysely, row.cityId, planNumber)
  const descent = await readDescent(
    database.kysely,
    row,
    grids.map(({ number }) => number),
  )
  return {
    ...row,
    planId,
    city,
    snapshot,
    facts,
    grids,
    descent,
    hash: null,
    gridsSeal,
    assignment: decodeAssignment(assignment, city.cellCount),
  }
}

/** Puts the state that a command has just stored in place of the one before it. */
export function keepPlanState(database: Database, state: PlanState): void {
  plansOf(database).set(state.planId, state)
}

/** Frees the memory of a deleted plan; that it is gone its missing row tells. */
export function forgetPlan(database: Database, planId: string): void {
  plansOf(database).forget((key) => key === planId)
}

/** Frees the memory of a deleted city's plans. */
export function forgetPlansOf(database: Database, cityId: number): void {
  plansOf(database).forget((_, plan) => plan.cityId === cityId)
}

/** Which cells touch, the plan's links included. It depends on the city and the links only, which commands leave as they are. */
export async function planAdjacency({ city, links }: PlanState): Promise<Adjacency> {
  let known = adjacencies.get(links)
  if (!known) {
    known = runTask(tasks.buildAdjacency, { neighbors: city.neighbors, links }, city.cellCount)
    adjacencies.set(links, known)
    known.catch(() => adjacencies.delete(links))
  }
  return await known
}
const adjacencies = new WeakMap<PlanState['links'], Promise<Adjacency>>()
