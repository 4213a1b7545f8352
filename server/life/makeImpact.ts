import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { addDays, startOf } from '../base/civilDates.ts'
import { findCity } from '../cities/store.ts'
import { contractFigures, contractKeys, findFigure } from '../contract/figures.ts'
import type { Blocker, Impact, ImpactWarning } from '../contract/impact.ts'
import { loadCustomerSums } from '../data/customerSums.ts'
import { nameSnapshot } from '../data/readSnapshots.ts'
import type { Database } from '../db/database.ts'
import { loadPlanOnSnapshot } from '../plans/planOnSnapshot.ts'
import { loadPlanState } from '../plans/planState.ts'
import { numbered } from '../plans/sameState.ts'
import type { PlanState } from '../plans/states.ts'
import { readRules } from '../plans/store.ts'
import { runTask } from '../threads/threads.ts'
import { loadCityThings } from './cityThings.ts'
import type { Borders } from './compare.ts'
import { findFollowing } from './followingOwners.ts'
import { storeImpact } from './impactStore.ts'
import { readTimeline, type Timeline, type VersionRow } from './lifeStore.ts'
import { openDates, refuseClosedDate, refuseUncorrectable } from './openDates.ts'
import { findLosses, muchLost } from './peopleLosses.ts'
import { loadVersionSide, sideOf } from './sides.ts'
import { tasks } from './tasks.ts'
import { inForceOn, liveAt } from './timeline.ts'
import { formatVersionId } from './versionIds.ts'

/** The most of the figures that every city has that may be in no grid: of its customers, then of their revenue. */
const mostUnresolved = [0.02, 0.01]
/** A larger share of the customers moved is worth a warning. */
const muchMoved = 0.1

/** The versions around a date, of one division. */
export interface Around {
  readonly live: readonly VersionRow[]
  /** in force the day before */
  readonly predecessor: VersionRow | undefined
  /** live ones that begin on the date or after it */
  readonly later: readonly VersionRow[]
}

export function versionsAround({ versions }: Pick<Timeline, 'versions'>, division: string, date: string): Around {
  const live = liveAt(versions.filter((version) => version.division === division))
  return {
    live,
    predecessor: inForceOn(live, addDays(date, -1)),
    later: live.filter(({ from }) => from >= date),
  }
}

/** Whether what a plan was drawn from is what would be in force the day before: the same version, or another of the same plan. */
export function isBaseInForce(
  base: number | null,
  { predecessor }: Pick<Around, 'predecessor'>,
  { versions }: Pick<Timeline, 'versions'>,
): boolean {
  if (base === null || predecessor === undefined) return base === (predecessor?.number ?? null)
  return versions.find(({ number }) => number === base)?.planNumber === predecessor.planNumber
}

/**
 * What a plan changes on a date against what would be in force then, by the city's newest data, and what stands in its way. It is stored
 * under an id, which whoever submits and whoever approves names: they decide about what they have seen.
 * Throws `plan-not-found`, `snapshot-not-found`, and `date-not-open` for a date on which the plan could not begin: `compare` answers of any.
 */
export async function makeImpact(
  database: Database,
  planId: string,
  effectiveFrom: string,
  now: Date,
): Promise<Impact> {
  const own = await loadPlanState(database, planId)
  const { cityId, cityCode, division } = own
  const city = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  const { live, predecessor, later } = versionsAround(read, division.key, effectiveFrom)
  const dates = openDates(live, city.timezone, now)
  // What was published may be put back, which may correct a day that has begun.
  if (read.versions.some(({ planNumber }) => planNumber === own.planNumber) && effectiveFrom <= dates.today)
    refuseUncorrectable(effectiveFrom, live, dates)
  else refuseClosedDate(effectiveFrom, dates)
  const newest = city.current_snapshot_id ?? own.snapshotId
  const plan = await loadPlanOnSnapshot(database, planId, { snapshot: newest })
  const before = predecessor ? await loadVersionSide(database, cityCode, predecessor) : null
  const following = later.find(({ from }) => from > effectiveFrom)
  const after = following ? await loadVersionSide(database, cityCode, following) : null
  const things = await loadCityThings(database.kysely, cityId)
  const { own: compared, next } = await runTask(
    tasks.compareBorders,
    {
      ...{ left: before?.side ?? null, right: sideOf(plan), next: after?.side ?? null },
      ...{ facts: plan.facts, things },
    },
    plan.city.cellCount,
  )
  const { stays, ...changed } = compared
  const weighed = await runTask(
    tasks.weighPlan,
    { plan: numbered(plan), units: (await readRules(database.kysely, plan))?.units ?? [] },
    plan.city.cellCount * 10,
  )
  const base = await readBase(database, plan)
  const warnings: ImpactWarning[] = [...weighed.warnings]
  const { share } = compared.totals
  if (predecessor && share !== null && share > muchMoved)
    warnings.push({
      code: 'moved',
      count: share,
      message: `${(share * 100).toFixed(1)} % of the customers change their grid`,
    })
  const people = await findLosses(database, plan, before?.side ?? null, effectiveFrom)
  const losers = people.filter(({ isMuch }) => isMuch)
  if (losers.length > 0)
    warnings.push({
      code: 'people',
      count: losers.length,
      message: `${losers.length} lose more than ${muchLost * 100} % of their customers: ${losers.map(({ name }) => name).join(', ')}`,
    })
  const impact: Impact = {
    impactId: randomUUID(),
    planId,
    revision: plan.revision,
    effectiveFrom,
    effectiveAt: startOf(effectiveFrom, city.timezone).toISOString(),
    division: division.key,
    snapshot: nameSnapshot(plan.snapshot),
    predecessor: predecessor ? formatVersionId(cityCode, predecessor.number) : null,
    later: later.map(({ number, from }) => ({ id: formatVersionId(cityCode, number), from })),
    base: base === null ? null : formatVersionId(cityCode, base),
    isBaseSuperseded: base !== null && !isBaseInForce(base, { predecessor }, read),
    next: nextOf(next, following && { id: formatVersionId(cityCode, following.number), from: following.from }),
    ...changed,
    people,
    owners: await findFollowing(database, plan, read, changed.grids.ended, effectiveFrom),
    blockers: [
      ...weighed.blockers,
      ...(await findReusedCodes(database, plan)),
      ...(await findUnresolved(database, plan, newest)),
      ...(own.snapshotId === newest ? [] : [supersededSnapshot(own.snapshotId, newest)]),
    ],
    warnings,
  }
  const inputs = { fromVersion: predecessor?.number ?? 0, snapshotId: newest }
  await storeImpact(database, plan, { body: impact, stays: { own: stays, next: next?.stays ?? [] }, ...inputs }, now)
  return impact
}

function nextOf(
  differences: Borders['next'],
  version: Pick<NonNullable<Impact['next']>, 'id' | 'from'> | undefined,
): Impact['next'] {
  if (!differences || !version) return null
  const { totals, pairs, grids, undone } = differences
  return { ...version, undone, totals, pairs, grids }
}

/** The number of the version that a plan was drawn from. */
export async function readBase(
  database: Pick<Database, 'kysely'>,
  { cityId, planNumber }: Pick<PlanState, 'cityId' | 'planNumber'>,
): Promise<number | null> {
  const row = await database.kysely
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select('base_version')
    .executeTakeFirst()
  return row?.base_version ?? null
}

/** A code names one grid for ever: bills and reports of years ago go by it. */
async function findReusedCodes(database: Database, { cityId, grids }: PlanState): Promise<Blocker[]> {
  const { rows } = await sql<{ code: string }>`
    select distinct own.code
    from unnest(${grids.map(({ code }) => code)}::text[], ${grids.map(({ gridId }) => gridId)}::uuid[]) as own (code, grid_id)
    join grid g on g.city_id = ${sql.lit(cityId)} and g.code = own.code and g.grid_id <> own.grid_id
    join plan_version v on v.city_id = ${sql.lit(cityId)} and v.plan_number = g.plan_number
    order by 1`.execute(database.kysely)
  if (rows.length === 0) return []
  const codes = new Set(rows.map(({ code }) => code))
  const found = grids.filter(({ code }) => codes.has(code))
  const shown = found.slice(0, 3).map(({ code }) => code)
  return [
    {
      code: 'code-reused',
      count: found.length,
      grids: found.map(({ number, code, name }) => ({ number, code, name })),
      cells: [],
      message: `Another grid had the code ${shown.join(', ')}${found.length > 3 ? ` and ${found.length - 3} more were others’ too` : ''}: recode`,
    },
  ]
}

/** Customers of the plan's division outside the city, against all there are of it. */
async function findUnresolved(database: Database, plan: PlanState, snapshotId: number): Promise<Blocker[]> {
  const { file, outside } = await loadCustomerSums(database, plan.cityId, snapshotId, plan.division)
  return contractKeys.flatMap((key, i): Blocker[] => {
    const all = file[key] ?? 0
    const share = all > 0 ? (outside[key] ?? 0) / all : 0
    const most = mostUnresolved[i] ?? 1
    if (share <= most) return []
    const message = `${(share * 100).toFixed(1)} % of the ${findFigure(contractFigures, key).label.en} lie outside the city, more than ${most * 100} %: mend the data, or the city's border`
    return [{ code: 'unresolved', count: share, grids: [], cells: [], message }]
  })
}

function supersededSnapshot(own: number, newest: number): Blocker {
  return {
    code: 'snapshot-superseded',
    count: newest,
    grids: [],
    cells: [],
    message: `The plan was made by snapshot ${own}, and the city's data is snapshot ${newest} now: re-base it`,
  }
}
