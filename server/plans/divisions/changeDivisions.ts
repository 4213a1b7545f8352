import { type Kysely, sql, type Transaction } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import { formatPlanId } from '../../base/planIds.ts'
import { lockCity } from '../../cities/lockCity.ts'
import { findCity } from '../../cities/store.ts'
import {
  type Division,
  type DivisionChange,
  type DivisionInput,
  mostDivisions,
  mostNamedSegments,
} from '../../contract/divisions.ts'
import type { Database } from '../../db/database.ts'
import { tellNews } from '../../db/news.ts'
import type { Schema } from '../../db/schema.ts'
import { tellPlanHere } from '../planNews.ts'
import { divisionIn, type Layout, readLayout, touchedDivisions } from './layout.ts'
import { listDivisions } from './listDivisions.ts'

/** Adds a division. Throws `city-not-found`, `division-exists`, `segment-taken`, or `division-in-use` naming the plans. */
export async function addDivision(database: Database, cityCode: string, input: DivisionInput): Promise<Division> {
  const { key, name, segments, isDefault, take } = input
  await changeLayout(database, cityCode, (layout) => {
    if (layout.divisions.some((one) => one.key === key))
      throw new ShapanError('division-exists', `"${cityCode}" has a division ${key} already`)
    if (layout.divisions.length >= mostDivisions)
      throw new ShapanError('invalid-request', `"${cityCode}" has ${mostDivisions} divisions, as many as there may be`)
    const added = { ...layout, divisions: [...layout.divisions, { key, name, isDefault: false }] }
    return withSegments(isDefault ? withDefault(added, key) : added, key, segments, take)
  })
  return await readOne(database, cityCode, key)
}

/** Renames a division, gives it segments or makes it the default one. Throws as `addDivision` does, and `unknown-division`. */
export async function changeDivision(
  database: Database,
  cityCode: string,
  key: string,
  { name, segments, isDefault, take }: DivisionChange,
): Promise<Division> {
  await changeLayout(database, cityCode, (layout) => {
    divisionIn(layout, key)
    const divisions = layout.divisions.map((one) => (one.key === key ? { ...one, name: name ?? one.name } : one))
    const named = { ...layout, divisions }
    const moved = isDefault ? withDefault(named, key) : named
    return segments ? withSegments(moved, key, segments, take) : moved
  })
  return await readOne(database, cityCode, key)
}

/** Removes a division, whose segments the default one gets. Throws `unknown-division`, `default-division` or `division-in-use`. */
export async function removeDivision(database: Database, cityCode: string, key: string): Promise<void> {
  await changeLayout(database, cityCode, async (layout, transaction, cityId) => {
    if (divisionIn(layout, key).isDefault)
      throw new ShapanError(
        'default-division',
        `The division ${key} is the default one and cannot be removed: make another the default first`,
      )
    const plans = await plansOf(transaction, cityId, [key])
    if (plans.length > 0)
      throw new ShapanError(
        'division-in-use',
        `The division ${key} cannot be removed: ${describePlans(cityCode, plans)} of it`,
      )
    const named = new Map([...layout.named].filter(([, of]) => of !== key))
    return { divisions: layout.divisions.filter((one) => one.key !== key), named }
  })
}

function withDefault(layout: Layout, key: string): Layout {
  return { ...layout, divisions: layout.divisions.map((one) => ({ ...one, isDefault: one.key === key })) }
}

function withSegments(layout: Layout, key: string, segments: readonly string[], take: boolean): Layout {
  const named = new Map([...layout.named].filter(([, of]) => of !== key))
  for (const segment of segments) {
    const of = named.get(segment)
    if (of !== undefined && !take)
      throw new ShapanError(
        'segment-taken',
        `The segment "${segment}" is of the division ${of}: ask to take it from there, or leave it out`,
      )
    named.set(segment, key)
  }
  if (named.size > mostNamedSegments)
    throw new ShapanError(
      'invalid-request',
      `The divisions of a city name at most ${mostNamedSegments} segments, and these would be ${named.size}`,
    )
  return { ...layout, named }
}

/**
 * Puts another layout in place of a city's. Drafts of the divisions that gain or lose segments are counted anew wherever they are
 * asked for, and who follows one is told; for plans of another status it is refused, because what they said must not change.
 */
async function changeLayout(
  database: Database,
  cityCode: string,
  change: (layout: Layout, transaction: Transaction<Schema>, cityId: number) => Layout | Promise<Layout>,
): Promise<void> {
  const drafts = await database.kysely.transaction().execute(async (transaction) => {
    const { city_id: cityId } = await findCity(transaction, cityCode)
    // Those who change divisions, and who store plans of them, take turns.
    await lockCity(transaction, cityId)
    const before = await readLayout(transaction, cityId)
    const after = await change(before, transaction, cityId)
    const plans = await plansOf(transaction, cityId, [...touchedDivisions(before, after)])
    const fixed = plans.filter(({ status }) => status !== 'draft')
    if (fixed.length > 0)
      throw new ShapanError(
        'division-in-use',
        `The divisions of "${cityCode}" cannot change like that: ${describePlans(cityCode, fixed)} of what would gain or lose segments, and no draft`,
      )
    await store(transaction, cityId, before, after)
    const ids = plans.map(({ number }) => formatPlanId(cityCode, number))
    for (const planId of ids) await tellNews(transaction, planId)
    return ids
  })
  for (const planId of drafts) tellPlanHere(database, planId)
}

interface PlanOfDivision {
  readonly number: number
  readonly status: string
}

async function plansOf(db: Kysely<Schema>, cityId: number, keys: readonly string[]): Promise<PlanOfDivision[]> {
  return await db
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where(sql<boolean>`division = any (${keys}::text[])`)
    .select(['plan_number as number', 'status'])
    .orderBy('plan_number', 'desc')
    .execute()
}

function describePlans(cityCode: string, plans: readonly PlanOfDivision[]): string {
  const named = plans.slice(0, 5).map(({ number, status }) => `${formatPlanId(cityCode, number)} (${status})`)
  const more = plans.length > named.length ? ` and ${plans.length - named.length} more` : ''
  return `${named.join(', ')}${more} ${plans.length === 1 ? 'is' : 'are'}`
}

/** Rows that stay as they are, are not written. */
async function store(transaction: Transaction<Schema>, cityId: number, before: Layout, after: Layout): Promise<void> {
  const leaving = [...before.named].flatMap(([segment, key]) => (after.named.get(segment) === key ? [] : [segment]))
  const coming = [...after.named].filter(([segment, key]) => before.named.get(segment) !== key)
  await sql`delete from division_segment where city_id = ${cityId} and segment = any (${leaving}::text[])`.execute(
    transaction,
  )
  for (const one of before.divisions) {
    const next = after.divisions.find(({ key }) => key === one.key)
    const query = { cityId, key: one.key }
    // None becomes the default one before another has ceased to be: there may not be two.
    const isDefault = one.isDefault && next?.isDefault === true
    if (!next) await deleteOne(transaction, query)
    else if (next.name !== one.name || isDefault !== one.isDefault)
      await updateOne(transaction, query, { ...next, isDefault })
  }
  for (const next of after.divisions) {
    const one = before.divisions.find(({ key }) => key === next.key)
    if (!one) await insertOne(transaction, cityId, next)
    else if (next.isDefault && !one.isDefault) await updateOne(transaction, { cityId, key: next.key }, next)
  }
  await sql`
    insert into division_segment (city_id, segment, division_key)
    select ${cityId}, listed.*
    from unnest(${coming.map(([segment]) => segment)}::text[], ${coming.map(([, key]) => key)}::text[]) as listed`.execute(
    transaction,
  )
}

interface Key {
  readonly cityId: number
  readonly key: string
}

async function deleteOne(db: Kysely<Schema>, { cityId, key }: Key): Promise<void> {
  await db.deleteFrom('division').where('city_id', '=', cityId).where('division_key', '=', key).execute()
}

async function updateOne(db: Kysely<Schema>, { cityId, key }: Key, next: Layout['divisions'][number]): Promise<void> {
  await db
    .updateTable('division')
    .set({ name: next.name, is_default: next.isDefault })
    .where('city_id', '=', cityId)
    .where('division_key', '=', key)
    .execute()
}

async function insertOne(db: Kysely<Schema>, cityId: number, added: Layout['divisions'][number]): Promise<void> {
  const { next } = await db
    .selectFrom('division')
    .where('city_id', '=', cityId)
    .select(sql<number>`coalesce(max(position), 0) + 1`.as('next'))
    .executeTakeFirstOrThrow()
  await db
    .insertInto('division')
    .values({ city_id: cityId, division_key: added.key, name: added.name, is_default: added.isDefault, position: next })
    .execute()
}

async function readOne(database: Database, cityCode: string, key: string): Promise<Division> {
  const { divisions } = await listDivisions(database, cityCode)
  const found = divisions.find((one) => one.key === key)
  if (!found) throw new ShapanError('unknown-division', `The division ${key} was removed meanwhile`)
  return found
}
