import { type Kysely, sql } from 'kysely'
import type { OwnerKind, OwnerLayer, OwnerPlane } from '../contract/owners.ts'
import type { Schema } from '../db/schema.ts'
import type { Turn } from './lifeStore.ts'

/** Whom a row names. */
export interface OwnerValue {
  readonly kind: OwnerKind
  /** of the grid, the team or the person; null of `none` and `place` */
  readonly ref: string | null
  readonly plane: OwnerPlane | null
  readonly reason: string
}

export interface SubjectKey {
  readonly layer: OwnerLayer
  readonly subject: string
}

export interface NewRow extends OwnerValue {
  readonly from: string
  /** the end of a period: what held there before */
  readonly isEnd: boolean
}

/** Who owns a subject from a date on, as it was decided. */
export interface OwnerRow extends SubjectKey, OwnerValue {
  readonly number: number
  readonly from: string
  readonly packageNumber: number
  readonly change: number
  readonly approvedBy: string | null
}

/** The rows of subjects that were live at a change, by layer, subject and date. */
export async function readOwnerRows(
  db: Kysely<Schema>,
  cityId: number,
  subjects: readonly SubjectKey[],
  known: number = Number.MAX_SAFE_INTEGER,
): Promise<OwnerRow[]> {
  if (subjects.length === 0) return []
  const city = sql.lit(cityId)
  const { rows } = await sql<StoredRow>`
    select r.row_number::text as number, r.layer, r.subject, r.effective_from::text as from, r.kind, r.ref, r.plane, r.reason,
           r.package_number as "packageNumber", r.change::text, p.decided_by as "approvedBy"
    from unnest(${subjects.map(({ layer }) => layer)}::text[], ${subjects.map(({ subject }) => subject)}::text[]) as asked (layer, subject)
    join owner_row r on r.city_id = ${city} and r.layer = asked.layer and r.subject = asked.subject collate "C"
    join owner_package p on p.city_id = ${city} and p.package_number = r.package_number
    where r.change <= ${known}::bigint and (r.void_change is null or r.void_change > ${known}::bigint)
    order by r.layer, r.subject, r.effective_from`.execute(db)
  return rows.map((row) => ({ ...row, number: Number(row.number), change: Number(row.change) }))
}

type StoredRow = Omit<OwnerRow, 'number' | 'change'> & { readonly number: string; readonly change: string }

/** Whether any owner of the city was ever decided upon. */
export async function hasOwnerRows(db: Kysely<Schema>, cityId: number): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from owner_row where city_id = ${sql.lit(cityId)}) as has`.execute(db)
  return rows[0]?.has === true
}

/** A live row of a package's subjects that was decided on later than the package. */
export async function findFollower(
  db: Kysely<Schema>,
  cityId: number,
  packageNumber: number,
): Promise<Pick<OwnerRow, 'layer' | 'subject' | 'from' | 'packageNumber'> | undefined> {
  const city = sql.lit(cityId)
  const { rows } = await sql<Pick<OwnerRow, 'layer' | 'subject' | 'from' | 'packageNumber'>>`
    select r.layer, r.subject, r.effective_from::text as from, r.package_number as "packageNumber"
    from (select distinct layer, subject from owner_change
          where city_id = ${city} and package_number = ${packageNumber}::int) asked
    join owner_row r on r.city_id = ${city} and r.layer = asked.layer and r.subject = asked.subject
    join owner_package p on p.city_id = ${city} and p.package_number = ${packageNumber}::int
    where r.void_change is null and r.change > p.change
    order by r.layer, r.subject, r.effective_from limit 1`.execute(db)
  return rows[0]
}

export type AddedRow = NewRow & SubjectKey

/** Adds rows, a JSON list of `AddedRow`, under the city's next numbers. Those that may not be live beside them are made void before. */
export async function insertOwnerRows(
  { transaction, cityId, change }: Turn,
  packageNumber: number,
  added: string,
): Promise<void> {
  const { rows } = await sql<{ last: string }>`
    select coalesce(max(row_number), 0)::text as last from owner_row where city_id = ${sql.lit(cityId)}`.execute(
    transaction,
  )
  await sql`
    insert into owner_row (city_id, row_number, layer, subject, effective_from, kind, ref, plane, reason, package_number, is_end, change)
    select ${cityId}::int, ${rows[0]!.last}::bigint + row_number() over (), layer, subject, "from", kind, ref, plane, reason,
           ${packageNumber}::int, "isEnd", ${change}::bigint
    from jsonb_to_recordset(${added}::jsonb)
         as added (layer text, subject text, "from" date, kind text, ref text, plane text, reason text, "isEnd" boolean)`.execute(
    transaction,
  )
}

/** Makes rows void that have not begun; `numbers` are an array of the database. */
export async function voidOwnerRows({ transaction, cityId, change }: Turn, numbers: string): Promise<void> {
  await sql`
    update owner_row r set void_change = ${change}::bigint from unnest(${numbers}::text::bigint[]) as gone (number)
    where r.city_id = ${sql.lit(cityId)} and r.row_number = gone.number`.execute(transaction)
}

/** Makes the live rows of a package void. */
export async function voidRowsOf({ transaction, cityId, change }: Turn, packageNumber: number): Promise<void> {
  await sql`
    update owner_row set void_change = ${change}::bigint
    where city_id = ${sql.lit(cityId)} and package_number = ${packageNumber}::int and void_change is null`.execute(
    transaction,
  )
}
