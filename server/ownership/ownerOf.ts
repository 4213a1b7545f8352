import { type Kysely, sql } from 'kysely'
import type { DisputeNamed } from '../contract/disputes.ts'
import type { Owner } from '../contract/owners.ts'
import type { Schema } from '../db/schema.ts'
import { disputesOn } from '../life/disputes.ts'
import { type OwnerRow, readOwnerRows } from '../life/ownerRows.ts'
import { resolveRows, type Subjects, subjectsOf } from './rows/resolveRows.ts'

export interface Owned {
  readonly owner: Owner | null
  /** the open one about him */
  readonly dispute: DisputeNamed | null
  /** the period in which no row about the customer begins */
  readonly from: string | null
  readonly until: string | null
}

export interface AsOf {
  readonly cityId: number
  readonly date: string
  readonly known: number
}

/** Who owns a customer on a date as was known at a change, and from when until when that holds. Two queries, and another for the name. */
export async function ownerOf(db: Kysely<Schema>, { cityId, date, known }: AsOf, customer: Subjects): Promise<Owned> {
  const subjects = subjectsOf(customer)
  const rows = await readOwnerRows(db, cityId, subjects, known)
  const held = subjects.map((key) => {
    const own = rows.filter(({ layer, subject }) => layer === key.layer && subject === key.subject)
    const row = own.findLast(({ from }) => from <= date)
    return row && { ...row, until: own.find(({ from }) => from > date)?.from ?? null }
  })
  const starts = rows.map(({ from }) => from).sort()
  const row = resolveRows(held)
  return {
    owner: row ? await describeOwner(db, { cityId, known }, row) : null,
    dispute: (await disputesOn(db, { cityId, date, known }, subjects))[0] ?? null,
    from: starts.findLast((from) => from <= date) ?? null,
    until: starts.find((from) => from > date) ?? null,
  }
}

async function describeOwner(
  db: Kysely<Schema>,
  { cityId, known }: Pick<AsOf, 'cityId' | 'known'>,
  row: OwnerRow & { readonly until: string | null },
): Promise<Owner> {
  const id = row.ref!
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
  return new Map(rows.map(({ id, name }) => [id, name]))
}
