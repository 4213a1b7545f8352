import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { loadCityState } from '../cities/cityState.ts'
import { findCity } from '../cities/store.ts'
import { type CompareAnswer, readCompared } from '../contract/impact.ts'
import { findDivision } from '../data/divisions.ts'
import { getSnapshot, nameSnapshot } from '../data/readSnapshots.ts'
import { loadSnapshotFacts } from '../data/snapshotFacts.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import { loadCityThings } from './cityThings.ts'
import { readTimeline, type Timeline } from './lifeStore.ts'
import { type LoadedSide, loadPlanSide } from './sides.ts'
import { tasks } from './tasks.ts'
import { inForceOn, liveAt } from './timeline.ts'
import { findVersion } from './withdraw.ts'

export interface CompareRequest {
  readonly left: string
  readonly right: string
  readonly division?: string | undefined
  /** the data to weigh by; the city's newest unless given */
  readonly snapshot?: number | undefined
}

/**
 * What differs between any two of plans, revisions of them, versions and dates of one city, by one snapshot. Throws `plan-not-found`,
 * `version-not-found`, `not-in-force`, `unknown-division`, `unknown-snapshot`, and `invalid-request` for sides of two cities or divisions.
 */
export async function compareNamed(
  database: Database,
  cityCode: string,
  { left, right, division, snapshot }: CompareRequest,
): Promise<CompareAnswer> {
  const { city_id: cityId, current_snapshot_id: newest } = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  const asked = division === undefined ? undefined : (await findDivision(database.kysely, cityId, division)).key
  const before = await loadNamed(database, cityCode, read, left, asked)
  const after = await loadNamed(database, cityCode, read, right, asked ?? before.plan.division.key)
  if (before.plan.division.key !== after.plan.division.key)
    throw new ShapanError(
      'invalid-request',
      `${left} is of the division ${before.plan.division.key} and ${right} of ${after.plan.division.key}: compare two of one division`,
    )
  const snapshotId = snapshot ?? newest ?? after.plan.snapshotId
  const data = await getSnapshot(database.kysely, cityId, snapshotId)
  const city = await loadCityState(database, cityCode)
  const facts = await loadSnapshotFacts(database, city, snapshotId, after.plan.division)
  const things = await loadCityThings(database.kysely, cityId)
  const { totals, pairs, grids } = await runTask(
    tasks.compareSides,
    { left: before.side, right: after.side, facts, things },
    city.cellCount,
  )
  return { left, right, division: after.plan.division.key, snapshot: nameSnapshot(data), totals, pairs, grids }
}

async function loadNamed(
  database: Database,
  cityCode: string,
  read: Timeline,
  name: string,
  division: string | undefined,
): Promise<LoadedSide> {
  const asked = readCompared(name)
  if (!asked) throw new ShapanError('invalid-request', `"${name}" names no plan, version or date`)
  if (asked.kind === 'plan') {
    const side = await loadPlanSide(database, asked.planId, asked.revision)
    if (side.plan.cityCode !== cityCode)
      throw new ShapanError('invalid-request', `The plan "${asked.planId}" is of another city than "${cityCode}"`)
    return side
  }
  const version =
    asked.kind === 'version'
      ? findVersion(read, cityCode, asked.number)
      : findInForce(read, cityCode, asked.date, division ?? (await defaultDivision(database, cityCode)))
  return await loadPlanSide(database, formatPlanId(cityCode, version.planNumber))
}

async function defaultDivision(database: Database, cityCode: string): Promise<string> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  return (await findDivision(database.kysely, cityId, undefined)).key
}

/** Throws `not-in-force`, naming the day on which the first version begins. */
export function findInForce(
  { versions }: Pick<Timeline, 'versions'>,
  cityCode: string,
  date: string,
  division: string,
  known?: number,
) {
  const live = liveAt(
    versions.filter((version) => version.division === division),
    known,
  )
  const found = inForceOn(live, date)
  if (found) return found
  const first = live[0]?.from ?? null
  throw new ShapanError(
    'not-in-force',
    first === null
      ? `No plan of "${cityCode}" has taken effect yet: approve one first`
      : `Nothing was in force in "${cityCode}" on ${date}: the first version begins on ${first}`,
    { facts: { first } },
  )
}
