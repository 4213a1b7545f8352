/**
 * What a city answers many questions by, on one day, at one known time: the version of each division, the serving snapshot, the owner rows. Made
 * once and kept while nothing has changed; a stream keeps the one it began with, even over midnight.
 */
import { sql } from 'kysely'
import { derived } from '../../base/derived.ts'
import { ShapanError } from '../../base/errors.ts'
import { LruCache } from '../../base/lruCache.ts'
import type { RowsSummary } from '../../contract/ownershipRows.ts'
import type { Database } from '../../db/database.ts'
import { share } from '../../threads/share.ts'
import { runTask } from '../../threads/threads.ts'
import { answering, type InForce, type Moment, readMoment, type When } from '../cityOwnership.ts'
import { type ResolvedOwners, resolvedOwners } from '../resolvedOwners.ts'
import { tasks } from '../tasks.ts'
import type { OwnerKind, Served } from './served.ts'

export interface ServedCity {
  readonly cityId: number
  readonly cityCode: string
  readonly served: Served
  readonly snapshotId: number | null
  readonly moment: Pick<RowsSummary, 'on' | 'known' | 'snapshot' | 'versions'>
}

// The owner rows of 200,000 customers take 8 MB; assignments are the plans' own size. Yesterday, today and tomorrow of a city or two.
const keptDays = 6
const daysOf = derived((_: Database) => new LruCache<ServedCity>(keptDays))

/**
 * Throws `city-not-found`, `unknown-division`, and `not-in-force` where nothing is in force on the date: for the division of the question, where
 * there is one, else for any.
 */
export async function loadServedCity(database: Database, cityCode: string, when: When, now: Date): Promise<ServedCity> {
  const moment = await readMoment(database, cityCode, when, now)
  const first = when.division ?? null
  const divisions = await listKeys(database, moment.cityId, first)
  if (first !== null && divisions[0]?.key !== first) await answering(database, moment, first)
  const key = [moment.cityId, moment.date, moment.known, moment.serving?.id, divisions.map((one) => one.key)].join('|')
  return await daysOf(database).load(key, () => build(database, moment, divisions))
}

interface DivisionKey {
  readonly key: string
  readonly isDefault: boolean
}

/** The one that is asked for first, else the default one. */
async function listKeys({ kysely }: Database, cityId: number, first: string | null): Promise<DivisionKey[]> {
  const { rows } = await sql<DivisionKey>`
    select division_key as key, is_default as "isDefault" from division where city_id = ${sql.lit(cityId)}
    order by division_key is not distinct from ${first}::text desc, is_default desc, position, division_key`.execute(
    kysely,
  )
  return rows
}

async function build(database: Database, moment: Moment, keys: readonly DivisionKey[]): Promise<ServedCity> {
  const found = new Map<string, InForce>()
  let nothing: ShapanError | null = null
  for (const { key } of keys) {
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
  const resolved = await resolvedOwners(database, moment.cityCode, moment.date, moment.known)
  const { ids, ownerOf, ownerKinds } = numberOwners(resolved)
  const owners = await runTask(tasks.buildOwnerTable, ids, ids.length)
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
      lattice: city.lattice,
      divisions,
      defaultDivision: keys.find(({ isDefault }) => isDefault)?.key ?? keys[0]!.key,
      owners,
      ownerOf,
      ownerKinds,
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

function numberOwners({ owners, nextStart }: ResolvedOwners) {
  const ids = [...new Set([...owners.keys(), ...nextStart.keys()])]
  const numbers = new Map<string, number>()
  const ownerKinds: OwnerKind[] = []
  const ownerOf = new Uint32Array(new SharedArrayBuffer(4 * ids.length))
  for (const [index, customer] of ids.entries()) {
    const found = owners.get(customer)
    const until = nextStart.get(customer) ?? null
    const key = found ? `${until}|${found.kind}|${found.basis}|${found.id}` : `${until}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = ownerKinds.length
      numbers.set(key, number)
      ownerKinds.push({ owner: found ? { kind: found.kind, id: found.id, basis: found.basis } : null, until })
    }
    ownerOf[index] = number
  }
  return { ids, ownerOf, ownerKinds }
}
