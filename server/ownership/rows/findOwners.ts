import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { OwnerKind } from '../../contract/owners.ts'
import type { Schema } from '../../db/schema.ts'
import { readTimeline } from '../../life/lifeStore.ts'
import { inForceOn, liveAt } from '../../life/timeline.ts'
import type { FoundOwner } from './layRows.ts'

export interface NamedOwner {
  readonly kind: OwnerKind
  readonly ref: string
  /** the day from which on it is to own */
  readonly from: string
}

export interface OwnersWanted {
  /** grids may be named by their codes and names too, as files name them */
  readonly isByCode?: boolean
  /** a plan that is in force on no day yet, whose grids are known all the same */
  readonly draft?: number | undefined
}

/**
 * Looks for owners: teams and people that were registered, grids of a plan in force on the day, and cluster grids. Of one that nobody knows,
 * or by whose name there are several, it says why there is none.
 */
export async function findOwners(
  db: Kysely<Schema>,
  cityId: number,
  named: readonly NamedOwner[],
  wanted: OwnersWanted = {},
): Promise<FoundOwner[]> {
  const parties = await findParties(
    db,
    cityId,
    refsOf(named, (kind) => kind !== 'grid'),
  )
  const gridsOf = await gridsByDay(
    db,
    cityId,
    named.filter(({ kind }) => kind === 'grid'),
    wanted,
  )
  return named.map(({ kind, ref, from }) => {
    if (kind !== 'grid') {
      const registered = parties.get(ref)
      if (registered === kind) return { kind, ref, from, id: ref, missing: null }
      const missing = `No ${kind} "${ref}" is registered${registered ? `: it is a ${registered}` : ': register it first'}`
      return { kind, ref, from, id: null, missing }
    }
    const [id, other] = gridsOf(ref, from)
    if (id !== undefined && other === undefined) return { kind, ref, from, id, missing: null }
    const missing = other
      ? `Several grids are called "${ref}" on ${from}: name one by its id, ${id} or ${other}`
      : `The grid "${ref}" is in no plan that is in force on ${from}, and no cluster grid`
    return { kind, ref, from, id: null, missing }
  })
}

/** Throws `unknown-owner` for the first owner that nobody knows. */
export async function refuseUnknownOwners(
  db: Kysely<Schema>,
  cityId: number,
  named: readonly NamedOwner[],
): Promise<void> {
  const unknown = (await findOwners(db, cityId, named)).find(({ id }) => id === null)
  if (!unknown) return
  const { kind, ref, missing } = unknown
  throw new ShapanError('unknown-owner', missing!, { facts: { kind, id: ref } })
}

function refsOf(owners: readonly NamedOwner[], isAsked: (kind: OwnerKind) => boolean): string[] {
  return [...new Set(owners.filter(({ kind }) => isAsked(kind)).map(({ ref }) => ref))]
}

async function findParties(db: Kysely<Schema>, cityId: number, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; kind: string }>`
    select party_id as id, kind from party
    where city_id = ${sql.lit(cityId)} and party_id = any (${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}

/** The ids of grids that may be meant on a day: of plans in force then, of whichever division, or of no plan. By id, else by code, else by name. */
async function gridsByDay(
  db: Kysely<Schema>,
  cityId: number,
  owners: readonly NamedOwner[],
  { isByCode = false, draft }: OwnersWanted,
): Promise<(ref: string, from: string) => string[]> {
  if (owners.length === 0) return () => []
  const { versions } = await readTimeline(db, cityId)
  const divisions = [...new Set(versions.map(({ division }) => division))]
  const plansOn = (day: string) =>
    divisions.flatMap((key) => {
      const live = liveAt(versions.filter(({ division }) => division === key))
      return inForceOn(live, day)?.planNumber ?? []
    })
  const plans = new Map(owners.map(({ from }) => [from, [...plansOn(from), ...(draft === undefined ? [] : [draft])]]))
  const refs = refsOf(owners, () => true)
  const isMeant = isByCode
    ? sql`(grid_id::text = any (${refs}::text[]) or code = any (${refs}::text[]) or name = any (${refs}::text[]))`
    : sql`grid_id::text = any (${refs}::text[])`
  const { rows } = await sql<{ id: string; code: string; name: string; plan: number | null }>`
    select grid_id::text as id, code, name, plan_number as plan from grid
    where city_id = ${sql.lit(cityId)} and plan_number = any (${[...new Set([...plans.values()].flat())]}::int[]) and ${isMeant}
    union all
    select grid_id::text, code, name, null from cluster_grid
    where city_id = ${sql.lit(cityId)} and ${isMeant}`.execute(db)
  const keys = isByCode ? (['id', 'code', 'name'] as const) : (['id'] as const)
  const called = new Map(keys.map((key) => [key, Map.groupBy(rows, (row) => row[key])]))
  return (ref, from) => {
    const standing = plans.get(from)!
    for (const key of keys) {
      const found = (called.get(key)!.get(ref) ?? []).filter(({ plan }) => plan === null || standing.includes(plan))
      if (found.length > 0) return [...new Set(found.map(({ id }) => id))]
    }
    return []
  }
}
