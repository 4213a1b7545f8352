import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { OwnerKind } from '../../contract/owners.ts'
import type { Schema } from '../../db/schema.ts'
import { readTimeline } from '../../life/lifeStore.ts'
import { inForceOn, liveAt } from '../../life/timeline.ts'

export interface NamedOwner {
  readonly kind: OwnerKind
  readonly ref: string | null
  /** the day from which on it is to own */
  readonly from: string
}

/**
 * Throws `unknown-owner` for the first owner that nobody knows: a team or a person that was not registered, a grid that is in no plan in force on
 * the day and no cluster grid.
 */
export async function refuseUnknownOwners(
  db: Kysely<Schema>,
  cityId: number,
  owners: readonly NamedOwner[],
): Promise<void> {
  const named = owners.filter(({ ref }) => ref !== null)
  const parties = await findParties(
    db,
    cityId,
    refsOf(named, (kind) => kind !== 'grid'),
  )
  const grids = await gridsByDay(
    db,
    cityId,
    named.filter(({ kind }) => kind === 'grid'),
  )
  for (const { kind, ref, from } of named) {
    if (kind === 'grid' ? grids(ref!, from) : parties.get(ref!) === kind) continue
    const other = parties.get(ref!)
    throw new ShapanError(
      'unknown-owner',
      kind === 'grid'
        ? `The grid "${ref}" is in no plan that is in force on ${from}, and no cluster grid`
        : `No ${kind} "${ref}" is registered${other ? `: it is a ${other}` : ': register it first'}`,
      { facts: { kind, id: ref } },
    )
  }
}

function refsOf(owners: readonly NamedOwner[], isAsked: (kind: OwnerKind) => boolean): string[] {
  return [...new Set(owners.filter(({ kind }) => isAsked(kind)).map(({ ref }) => ref!))]
}

async function findParties(db: Kysely<Schema>, cityId: number, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; kind: string }>`
    select party_id as id, kind from party
    where city_id = ${sql.lit(cityId)} and party_id = any (${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}

/** Whether a grid is one to be named on a day: of a plan in force then, of whichever division, or of no plan. */
async function gridsByDay(
  db: Kysely<Schema>,
  cityId: number,
  owners: readonly NamedOwner[],
): Promise<(gridId: string, from: string) => boolean> {
  if (owners.length === 0) return () => false
  const { versions } = await readTimeline(db, cityId)
  const divisions = [...new Set(versions.map(({ division }) => division))]
  const plansOn = (day: string) =>
    divisions.flatMap((key) => {
      const live = liveAt(versions.filter(({ division }) => division === key))
      return inForceOn(live, day)?.planNumber ?? []
    })
  const days = new Map(owners.map(({ from }) => [from, plansOn(from)]))
  const ids = refsOf(owners, () => true)
  const { rows } = await sql<{ id: string; plan: number | null }>`
    select grid_id::text as id, plan_number as plan from grid
    where city_id = ${sql.lit(cityId)} and plan_number = any (${[...new Set([...days.values()].flat())]}::int[])
      and grid_id::text = any (${ids}::text[])
    union all
    select grid_id::text, null from cluster_grid
    where city_id = ${sql.lit(cityId)} and grid_id::text = any (${ids}::text[])`.execute(db)
  const found = Map.groupBy(rows, ({ id }) => id)
  return (gridId, from) =>
    found.get(gridId)?.some(({ plan }) => plan === null || days.get(from)!.includes(plan)) === true
}
