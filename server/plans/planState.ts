import { type Adjacency, decodeAssignment } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { LruCache } from '../base/lruCache.ts'
import { loadCityCells } from '../cities/cityCells.ts'
import { findCity } from '../cities/store.ts'
import { type Facts, loadFacts } from '../data/facts.ts'
import { getSnapshot } from '../data/readSnapshots.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import type { CityState, PlanState } from './states.ts'
import { findPlanStamp, getPlanRow, listGridRows, type PlanStamp, parsePlanId, refusePlan } from './store.ts'

/**
 * The caches of one database. A city's cells never change and a snapshot is immutable, so those two stay until pushed out. A plan
 * is asked for its revision and the seals of its grids at each load (under 1 ms), so a change by another process is seen.
 */
interface Caches {
  readonly cities: LruCache<CityState>
  readonly facts: LruCache<Facts>
  readonly plans: LruCache<PlanState>
}
const cachesOf = new WeakMap<Database, Caches>()

// A city of 500k cells takes about 60 MB with its lattice, its facts 8 MB, a plan 1 MB plus outlines.
const kept = { cities: 4, facts: 8, plans: 24 }

function caches(database: Database): Caches {
  let found = cachesOf.get(database)
  if (!found) {
    found = {
      cities: new LruCache(kept.cities),
      facts: new LruCache(kept.facts),
      plans: new LruCache(kept.plans),
    }
    cachesOf.set(database, found)
  }
  return found
}

/** A city's cells, from memory where they are there; throws `city-not-found`. */
export async function loadCityState(database: Database, cityCode: string): Promise<CityState> {
  const row = await findCity(database.kysely, cityCode)
  return await caches(database).cities.load(String(row.city_id), async () => {
    const cells = await loadCityCells(database.kysely, row.city_id)
    return { ...cells, cityId: row.city_id, code: row.code, cellCount: row.cell_count }
  })
}

/** The per-cell figures of a snapshot, from memory where they are there. */
export async function loadSnapshotFacts(database: Database, city: CityState, snapshotId: number): Promise<Facts> {
  return await caches(database).facts.load(`${city.cityId}/${snapshotId}`, () =>
    loadFacts(database.kysely, city.cityId, snapshotId, city.cellCount),
  )
}

/** A plan at its present revision; throws `plan-not-found`. */
export async function loadPlanState(database: Database, planId: string): Promise<PlanState> {
  const id = parsePlanId(planId)
  if (!id) throw new ShapanError('plan-not-found', `"${planId}" is no plan id; one looks like taipei-3`)
  const stamp = await findPlanStamp(database.kysely, id.cityCode, id.planNumber)
  const { plans } = caches(database)
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
    cached.updatedAt.getTime() === stamp.updatedAt.getTime()
  )
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
  const facts = await loadSnapshotFacts(database, city, row.snapshotId)
  const grids = await listGridRows(database.kysely, row.cityId, planNumber)
  return {
    ...row,
    planId,
    city,
    snapshot,
    facts,
    grids,
    gridsSeal,
    assignment: decodeAssignment(assignment, city.cellCount),
  }
}

/** Puts the state that a command has just stored in place of the one before it. */
export function keepPlanState(database: Database, state: PlanState): void {
  caches(database).plans.set(state.planId, state)
}

/** Frees the memory of a deleted plan; that it is gone its missing row tells. */
export function forgetPlan(database: Database, planId: string): void {
  caches(database).plans.forget((key) => key === planId)
}

/** Frees the memory of a deleted city. */
export function forgetCity(database: Database, cityId: number): void {
  const { cities, facts, plans } = caches(database)
  cities.forget((key) => key === String(cityId))
  facts.forget((key) => key.startsWith(`${cityId}/`))
  plans.forget((_, plan) => plan.cityId === cityId)
}

/** Which cells touch, the plan's links included. It depends on the city and the links only, which commands leave as they are. */
export async function planAdjacency({ city, links }: PlanState): Promise<Adjacency> {
  let known = adjacencies.get(links)
  if (!known) {
    known = runTask('buildAdjacency', { neighbors: city.neighbors, links }, city.cellCount)
    adjacencies.set(links, known)
    known.catch(() => adjacencies.delete(links))
  }
  return await known
}
const adjacencies = new WeakMap<PlanState['links'], Promise<Adjacency>>()
