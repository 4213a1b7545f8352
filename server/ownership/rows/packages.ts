import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { OwnerChange, OwnerChangesQuery, OwnerPackageState } from '../../contract/owners.ts'
import type { Schema } from '../../db/schema.ts'
import type { Turn } from '../../life/lifeStore.ts'
import { type AskedPeriod, type Periods, periodRows } from './periods.ts'

export interface NewPackage {
  readonly source: OwnerChange['source']
  readonly sourceName: string
  readonly replaces: boolean
  readonly periods: Periods
  readonly proposedBy: string
  readonly proposedAt: Date
}

/** Adds a package that waits for a decision under the city's next number, which it returns. */
export async function insertPackage(
  { transaction, cityId }: Pick<Turn, 'transaction' | 'cityId'>,
  { source, sourceName, replaces, periods, proposedBy, proposedAt }: NewPackage,
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(package_number), 0) + 1 as number from owner_package where city_id = ${sql.lit(cityId)}`.execute(
    transaction,
  )
  const number = rows[0]!.number
  await transaction
    .insertInto('owner_package')
    .values({
      ...{ city_id: cityId, package_number: number, source, source_name: sourceName, replaces },
      ...{ changes: periods.count, proposed_by: proposedBy, proposed_at: proposedAt },
    })
    .execute()
  await sql`
    insert into owner_change (city_id, package_number, part, layer, subject, effective_from, effective_until, kind, ref, plane, reason)
    select ${cityId}::int, ${number}::int, part, layer, subject, "from", until, kind, ref, plane, reason
    from ${periodRows(periods)}`.execute(transaction)
  return number
}

/** All periods of a package. */
export async function readPeriods(db: Kysely<Schema>, cityId: number, number: number): Promise<Periods> {
  const { rows } = await sql<Periods>`
    select coalesce(json_agg(json_build_object(
             'part', part, 'layer', layer, 'subject', subject, 'from', effective_from, 'until', effective_until, 'kind', kind, 'ref', ref,
             'plane', plane, 'reason', reason) order by part), '[]')::text as text, count(*)::int as count
    from owner_change where city_id = ${sql.lit(cityId)} and package_number = ${number}::int`.execute(db)
  return rows[0]!
}

/** The first period of a package that has begun. */
export async function firstBegun(
  db: Kysely<Schema>,
  cityId: number,
  number: number,
  today: string,
): Promise<Pick<AskedPeriod, 'layer' | 'subject' | 'from'> | undefined> {
  const { rows } = await sql<Pick<AskedPeriod, 'layer' | 'subject' | 'from'>>`
    select layer, subject, effective_from::text as from from owner_change
    where city_id = ${sql.lit(cityId)} and package_number = ${number}::int and effective_from <= ${today}::date
    order by part limit 1`.execute(db)
  return rows[0]
}

interface StoredChange extends AskedPeriod {
  readonly package: number
}

/** The first periods of packages. */
async function readChanges(
  db: Kysely<Schema>,
  cityId: number,
  packages: readonly number[],
  most: number,
): Promise<StoredChange[]> {
  const { rows } = await sql<StoredChange>`
    select package_number as package, layer, subject, effective_from::text as from, effective_until::text as until, kind, ref, plane, reason
    from owner_change
    where city_id = ${sql.lit(cityId)} and package_number = any (${[...packages]}::int[]) and part <= ${most}::bigint
    order by package_number, part`.execute(db)
  return rows
}

/** of each package that is listed */
const shownChanges = 50

/** Packages as the API shows them, the newest first. */
export async function listPackages(
  db: Kysely<Schema>,
  cityId: number,
  { state, subject, before, limit = 50, id }: OwnerChangesQuery & { readonly id?: number },
): Promise<OwnerChange[]> {
  const rows = await db
    .selectFrom('owner_package as p')
    .where('p.city_id', '=', sql.lit(cityId))
    .$if(id !== undefined, (q) => q.where('p.package_number', '=', id!))
    .$if(state !== undefined, (q) => q.where('p.state', '=', state!))
    .$if(before !== undefined, (q) => q.where('p.package_number', '<', Number(before)))
    .$if(subject !== undefined, (q) =>
      q.where((where) =>
        where.exists(
          where
            .selectFrom('owner_change as c')
            .where('c.city_id', '=', sql.lit(cityId))
            .whereRef('c.package_number', '=', 'p.package_number')
            .where('c.subject', '=', subject!)
            .select('c.part'),
        ),
      ),
    )
    .selectAll('p')
    .orderBy('p.package_number', 'desc')
    .limit(Number(limit))
    .execute()
  const changes = Map.groupBy(
    await readChanges(
      db,
      cityId,
      rows.map((row) => row.package_number),
      shownChanges,
    ),
    (row) => row.package,
  )
  return rows.map((row) => ({
    id: row.package_number,
    source: row.source,
    sourceName: row.source_name,
    state: row.state,
    replace: row.replaces,
    count: row.changes,
    changes: (changes.get(row.package_number) ?? []).map(
      ({ layer, subject: of, from, until, kind, ref, plane, reason }) => ({
        ...{ layer, subject: of, effectiveFrom: from, effectiveUntil: until, owner: { kind, id: ref, plane }, reason },
      }),
    ),
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    reason: row.reason,
    soleUser: row.sole_user,
    change: row.change === null ? null : Number(row.change),
    voidChange: row.void_change === null ? null : Number(row.void_change),
    cancelledBy: row.cancelled_by,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    cancelReason: row.cancel_reason,
  }))
}

/** Throws `owner-change-not-found`. */
export async function readPackage(db: Kysely<Schema>, cityId: number, number: number): Promise<OwnerChange> {
  const [found] = await listPackages(db, cityId, { id: number })
  if (found) return found
  throw new ShapanError('owner-change-not-found', `There is no change of owners ${number}`)
}

/** Closes a package that waits; throws `owner-change-not-found` and `not-pending`. */
export async function closePackage(
  { transaction, cityId, change }: Turn,
  number: number,
  {
    state,
    by,
    at,
    reason,
  }: {
    readonly state: Exclude<OwnerPackageState, 'open' | 'cancelled'>
    readonly by: string
    readonly at: Date
    readonly reason: string | null
  },
): Promise<void> {
  const isApproved = state === 'approved'
  const closed = await transaction
    .updateTable('owner_package')
    // Until there are people there is nobody else to approve it.
    .set({ state, decided_by: by, decided_at: at, reason, sole_user: isApproved, change: isApproved ? change : null })
    .where('city_id', '=', cityId)
    .where('package_number', '=', number)
    .where('state', '=', 'open')
    .returning('package_number')
    .executeTakeFirst()
  if (closed) return
  const { state: was } = await readPackage(transaction, cityId, number)
  throw new ShapanError('not-pending', `The change of owners ${number} waits for no decision: it is ${was}`)
}
