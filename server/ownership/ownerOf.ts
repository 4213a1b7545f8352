import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { earlierDay } from '../base/earlierDay.ts'
import type { DisputeNamed } from '../contract/disputes.ts'
import type { Owner } from '../contract/owners.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { disputesOn } from '../life/disputes.ts'
import { type OwnerRow, readOwnerRows } from '../life/ownerRows.ts'
import { type OnDay, standingGrids } from '../life/standingGrids.ts'
import { resolveRows, type Subjects, subjectsOf } from './rows/resolveRows.ts'

export interface Owned {
  readonly owner: Owner | null
  /** the open one about him */
  readonly dispute: DisputeNamed | null
  /** the period in which no row about the customer begins, and no version of the owner's grid */
  readonly from: string | null
  readonly until: string | null
}

/**
 * Who owns a customer on a date as was known at a change, and from when until when that holds; of a grid that has ended the one that stands for it.
 * Two queries, and others for the name and for where a grid stands.
 */
export async function ownerOf(database: Database, day: OnDay, customer: Subjects): Promise<Owned> {
  const { cityId, date, known } = day
  const { subjects, rows, held } = await readHeld(database.kysely, day, customer)
  const starts = rows.map(({ from }) => from).sort()
  const row = resolveRows(held)
  const [standing] =
    row?.kind === 'grid' ? await standingGrids(database, day, [{ gridId: row.ref!, from: row.from }]) : []
  const id = standing ? standing.gridId : row?.ref
  const from = starts.findLast((start) => start <= date) ?? null
  const until = starts.find((start) => start > date) ?? null
  return {
    owner:
      row && id
        ? await describeOwner(database.kysely, { cityId, known }, { ...row, from: standing?.since ?? row.from }, id)
        : null,
    dispute: (await disputesOn(database.kysely, day, subjects))[0] ?? null,
    from: standing?.from && (from === null || standing.from > from) ? standing.from : from,
    until: earlierDay(until, standing?.until ?? null),
  }
}

export type HeldRow = OwnerRow & { readonly until: string | null }

/** The rows about a customer as known, and of each of his subjects the one that holds on the date. */
export async function readHeld(db: Kysely<Schema>, { cityId, date, known }: OnDay, customer: Subjects) {
  const subjects = subjectsOf(customer)
  const rows = await readOwnerRows(db, cityId, subjects, known)
  const held = subjects.map((key): HeldRow | undefined => {
    const own = rows.filter(({ layer, subject }) => layer === key.layer && subject === key.subject)
    const row = own.findLast(({ from }) => from <= date)
    return row && { ...row, until: own.find(({ from }) => from > date)?.from ?? null }
  })
  return { subjects, rows, held }
}

async function describeOwner(
  db: Kysely<Schema>,
  { cityId, known }: Pick<OnDay, 'cityId' | 'known'>,
  row: HeldRow,
  id: string,
): Promise<Owner> {
  const names = await ownerNames(db, cityId, [id], known)
  return {
    kind: row.kind as Owner['kind'],
    id,
    name: names.get(id) ?? id,
    plane: row.plane,
    basis: row.layer,
    rule: `change:${row.change}`,
    from: row.from,
    until: row.until,
    reason: row.reason,
    approvedBy: row.approvedBy,
  }
}

/**
 * How owners are called: teams, people and cluster grids as they were registered, a plan's grid as in the newest version that was known and
 * has it.
 */
export async function ownerNames(
  db: Kysely<Schema>,
  cityId: number,
  ids: readonly string[],
  known: number,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const city = sql.lit(cityId)
  const { rows } = await sql<{ id: string; name: string }>`
    with asked as (select unnest(${[...ids]}::text[]) as id)
    select party_id as id, name from party where city_id = ${city} and party_id in (select id from asked)
    union all
    select grid_id::text, name from cluster_grid where city_id = ${city} and grid_id::text in (select id from asked)
    union all
    select id, name from (
      select distinct on (g.grid_id) g.grid_id::text as id, g.name
      from plan_version v join grid g on g.city_id = ${city} and g.plan_number = v.plan_number
      where v.city_id = ${city} and v.change <= ${known}::bigint and g.grid_id::text in (select id from asked)
      order by g.grid_id, v.version_number desc) newest`.execute(db)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const unnamed = ids.filter((id) => !names.has(id) && z.uuid().safeParse(id).success)
  for (const [id, name] of await draftNames(db, cityId, unnamed)) names.set(id, name)
  return names
}

/** How grids are called that no version has, in the newest plan that does: an import claims and proposes for those of its draft. */
async function draftNames(
  db: Kysely<Schema>,
  cityId: number,
  ids: readonly string[],
): Promise<(readonly [string, string])[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string; name: string }>`
    select distinct on (grid_id) grid_id::text as id, name from grid
    where city_id = ${sql.lit(cityId)} and grid_id = any (${[...ids]}::uuid[])
    order by grid_id, plan_number desc`.execute(db)
  return rows.map(({ id, name }) => [id, name] as const)
}
