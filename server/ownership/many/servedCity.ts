/**
 * What a city answers many questions by, on one day, at one known time: the version of each division, the serving snapshot, the owner rows. Made
 * once and kept while nothing has changed; a stream keeps the one it began with, even over midnight.
 */
import { sql } from 'kysely'
import { derived } from '../../base/derived.ts'
import { ShapanError } from '../../base/errors.ts'
import { LruCache } from '../../base/lruCache.ts'
import type { RowsSummary } from '../../contract/ownershipRows.ts'
import { findDivision } from '../../data/divisions.ts'
import type { Database } from '../../db/database.ts'
import { share } from '../../threads/share.ts'
import { runTask } from '../../threads/threads.ts'
import { answering, type InForce, type Moment, readMoment, type When } from '../cityOwnership.ts'
import { readOwners } from './readOwners.ts'
import type { Served } from './served.ts'
import { tasks } from './tasks.ts'

export interface ServedCity {
  readonly cityId: number
  readonly cityCode: string
  readonly served: Served
  readonly snapshotId: number | null
  readonly moment: Pick<RowsSummary, 'on' | 'known' | 'snapshot' | 'versions'>
}

// Yesterday, today and tomorrow of a city or two.
const keptDays = 6
const daysOf = derived((_: Database) => new LruCache<ServedCity>(keptDays))

/**
 * Throws `city-not-found`, `unknown-division`, `snapshot-thinned` as `readOwners` does, and `not-in-force` where nothing is in force on the date: where
 * bare points are asked for, for the division that they are placed in, else for any.
 */
export async function loadServedCity(
  database: Database,
  cityCode: string,
  when: When,
  now: Date,
  asksPoints: boolean,
): Promise<ServedCity> {
  const moment = await readMoment(database, cityCode, when, now)
  if (asksPoints || when.division !== undefined) await answering(database, moment, when.division)
  const divisions = await listKeys(database, moment.cityId)
  const { key: pointDivision } = await findDivision(database.kysely, moment.cityId, when.division)
  const key = [moment.cityId, moment.date, moment.known, moment.serving?.id, pointDivision, ...divisions].join('|')
  return await daysOf(database).load(key, () => build(database, moment, divisions, pointDivision))
}

/** The default one first. */
async function listKeys({ kysely }: Database, cityId: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select division_key as key from division where city_id = ${sql.lit(cityId)}
    order by is_default desc, position, division_key`.execute(kysely)
  return rows.map(({ key }) => key)
}

async function build(
  database: Database,
  moment: Moment,
  keys: readonly string[],
  pointDivision: string,
): Promise<ServedCity> {
  const found = new Map<string, InForce>()
  let nothing: ShapanError | null = null
  for (const key of keys) {
    const inForce = await answering(database, moment, key).catch((error: unknown) => {
      if (!(error instanceof ShapanError) || error.code !== 'not-in-force') throw error
      nothing ??= error
      return null
    })
    if (inForce) found.set(key, inForce)
  }
  const [any] = found.values()
  if (!any) throw nothing ?? new Error(`${moment.cityCode} has no division`)
  const { city } = any.plan
  const { input, count } = await readOwners(database, moment)
  const divisions = [...found].map(([key, { plan, head }]) => ({
    key,
    holdsUntil: head.holds?.until ?? null,
    assignment: share(plan.assignment),
    grids: plan.grids.map(({ number, gridId, code }) => [number, gridId, code] as const),
  }))
  return {
    cityId: moment.cityId,
    cityCode: moment.cityCode,
    served: {
      day: moment.date,
      lattice: city.lattice,
      divisions,
      defaultDivision: keys[0]!,
      pointDivision,
      owners: await runTask(tasks.resolveCityOwners, input, count),
    },
    snapshotId: moment.serving?.id ?? null,
    moment: {
      on: moment.date,
      known: moment.known,
      snapshot: moment.serving,
      versions: [...found].map(([division, { head }]) => ({ division, ...head.version! })),
    },
  }
}
