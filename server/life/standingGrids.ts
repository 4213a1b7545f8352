/**
 * Which grid stands for one that was named once, after plans have ended it. Owner rows keep the grid that was decided upon; who stands for it on a day
 * follows from the versions in force since, so that no version that begins, is withdrawn or corrected leaves an owner on a grid that is not there.
 */
import { sql } from 'kysely'
import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import { noThings } from './cityThings.ts'
import type { Timeline, VersionRow } from './lifeStore.ts'
import { loadVersionSide } from './sides.ts'
import { tasks } from './tasks.ts'
import { inForceOn, liveAt, nextAfter } from './timeline.ts'

export interface NamedGrid {
  readonly gridId: string
  /** the day from which on it was named */
  readonly from: string
}

export interface StandingGrid {
  /** null where its cells are in no grid */
  readonly gridId: string | null
  /** the day from which on that one stands for it, where it is not itself */
  readonly since: string | null
  /** the version that says so: its first day, and that of the next one; null of a grid outside of plans */
  readonly from: string | null
  readonly until: string | null
}

export interface OnDay {
  readonly cityId: number
  readonly cityCode: string
  readonly date: string
  readonly known: number
  readonly read: Timeline
}

/**
 * A grid that a version ends is followed by that which gets most of its customers, or of its cells where it has none; one that a later version has
 * again does not come back to what went on. One query, and a comparison of two plans for each end, which is kept.
 */
export async function standingGrids(
  database: Database,
  day: OnDay,
  named: readonly NamedGrid[],
): Promise<StandingGrid[]> {
  if (named.length === 0) return []
  const plans = await plansOf(database, day.cityId, [...new Set(named.map(({ gridId }) => gridId))])
  const found: StandingGrid[] = []
  for (const one of named) found.push(await standingGrid(database, day, one, plans.get(one.gridId) ?? new Set()))
  return found
}

async function standingGrid(
  database: Database,
  day: OnDay,
  { gridId, from }: NamedGrid,
  plans: ReadonlySet<number>,
): Promise<StandingGrid> {
  const known = day.read.versions.filter(({ change }) => change <= day.known)
  const origin = originOf(known, plans, from, day.known)
  if (!origin) return { gridId, since: null, from: null, until: null }
  const live = liveAt(
    known.filter(({ division }) => division === origin.division),
    day.known,
  )
  const first = inForceOn(live, from)?.from ?? from
  let standing: string | null = gridId
  let since: string | null = null
  let before = origin
  for (const version of live.filter((one) => one.from >= first && one.from <= day.date)) {
    if (!(standing === gridId ? plans.has(version.planNumber) : await hasGrid(database, day, version, standing))) {
      standing = (await endedBetween(database, day, before, version)).get(standing) ?? null
      since = version.from > from ? version.from : from
      if (standing === null) break
    }
    before = version
  }
  return {
    gridId: standing,
    since,
    from: inForceOn(live, day.date)?.from ?? null,
    until: nextAfter(live, day.date)?.from ?? null,
  }
}

/** A version that has the grid: the one in force on the day, or the last one of all. */
function originOf(
  versions: readonly VersionRow[],
  plans: ReadonlySet<number>,
  from: string,
  known: number,
): VersionRow | undefined {
  const having = versions.filter(({ planNumber }) => plans.has(planNumber))
  return inForceOn(liveAt(having, known), from) ?? having.toSorted((a, b) => b.number - a.number)[0]
}

/** In which plans grids are. */
async function plansOf(
  { kysely }: Database,
  cityId: number,
  ids: readonly string[],
): Promise<Map<string, Set<number>>> {
  const { rows } = await sql<{ id: string; plans: number[] }>`
    select grid_id::text as id, array_agg(plan_number) as plans from grid
    where city_id = ${sql.lit(cityId)} and grid_id::text = any (${[...ids]}::text[]) group by grid_id`.execute(kysely)
  return new Map(rows.map(({ id, plans }) => [id, new Set(plans)]))
}

async function hasGrid(database: Database, { cityCode }: OnDay, version: VersionRow, gridId: string): Promise<boolean> {
  const { side } = await loadVersionSide(database, cityCode, version)
  return side.grids.some((grid) => grid.gridId === gridId)
}

// Pairs of versions that follow each other: a few years of a city.
const keptPairs = 100
const pairsOf = derived((_: Database) => new LruCache<ReadonlyMap<string, string | null>>(keptPairs))

/** By each grid of one version that another does not have, the one that goes on with most of it. Published plans never change. */
async function endedBetween(
  database: Database,
  { cityId, cityCode }: OnDay,
  before: VersionRow,
  after: VersionRow,
): Promise<ReadonlyMap<string, string | null>> {
  const key = [cityId, before.planNumber, after.planNumber].join('|')
  return await pairsOf(database).load(key, async () => {
    const left = await loadVersionSide(database, cityCode, before)
    const right = await loadVersionSide(database, cityCode, after)
    const input = { left: left.side, right: right.side, facts: right.plan.facts, things: noThings }
    const { grids } = await runTask(tasks.compareSides, input, right.side.assignment.length)
    return new Map(
      grids.ended.map(({ gridId, successors }) => [
        gridId,
        successors.find((one) => one.gridId !== null)?.gridId ?? null,
      ]),
    )
  })
}
