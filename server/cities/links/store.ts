import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import { type CityLinkKind, type LinkInput, mostLinks } from '../../contract/links.ts'
import type { Schema } from '../../db/schema.ts'
import { lockCity } from '../lockCity.ts'

/** A link as it is stored: `a` below `b`. */
export interface CityLinkRow {
  readonly a: number
  readonly b: number
  readonly kind: CityLinkKind
  readonly name: string | null
}

/** A city's links in the order of their cells, whatever the order they were made in. */
export async function listLinks(db: Kysely<Schema>, cityId: number): Promise<CityLinkRow[]> {
  return await db
    .selectFrom('city_link')
    .where('city_id', '=', cityId)
    .select(['cell_a as a', 'cell_b as b', 'kind', 'name'])
    .orderBy('cell_a')
    .orderBy('cell_b')
    .execute()
}

export type NewLink = LinkInput & { readonly a: number; readonly b: number }

/** Stores links, or changes those there are, all or none. Takes a transaction: it locks the city's state. Throws `invalid-link`. */
export async function putLinks(transaction: Kysely<Schema>, cityId: number, links: readonly NewLink[]): Promise<void> {
  const state = await lockCity(transaction, cityId)
  const city = await transaction
    .selectFrom('city')
    .where('city_id', '=', cityId)
    .select('cell_count')
    .executeTakeFirst()
  if (!state || !city)
    throw new ShapanError('city-not-found', 'The city was deleted while its links were being changed')
  for (const { a, b } of links) checkEnds(a, b, city.cell_count)
  const column = <T>(pick: (link: NewLink) => T) => links.map(pick)
  await sql`
    insert into city_link (city_id, cell_a, cell_b, kind, name)
    select ${cityId}, listed.*
    from unnest(${column(({ a, b }) => Math.min(a, b))}::int[], ${column(({ a, b }) => Math.max(a, b))}::int[],
                ${column(({ kind }) => kind)}::text[], ${column(({ name }) => name ?? null)}::text[]) as listed
    on conflict (city_id, cell_a, cell_b) do update set kind = excluded.kind, name = excluded.name`.execute(transaction)
  const { count } = await transaction
    .selectFrom('city_link')
    .where('city_id', '=', cityId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) > mostLinks)
    throw new ShapanError('invalid-link', `A city has at most ${mostLinks} links: take some away first`)
}

function checkEnds(a: number, b: number, cellCount: number): void {
  if (a === b) throw new ShapanError('invalid-link', `A link joins two different cells, not ${a} with itself`)
  const last = Math.max(a, b)
  if (last >= cellCount)
    throw new ShapanError('invalid-link', `There is no cell ${last} in the city: its cells are 0 to ${cellCount - 1}`)
}

/** Takes a link away, or the word that there must be none. Throws `link-not-found`. */
export async function deleteLink(db: Kysely<Schema>, cityId: number, a: number, b: number): Promise<void> {
  const deleted = await db
    .deleteFrom('city_link')
    .where('city_id', '=', cityId)
    .where('cell_a', '=', Math.min(a, b))
    .where('cell_b', '=', Math.max(a, b))
    .returning('cell_a')
    .executeTakeFirst()
  if (deleted) return
  throw new ShapanError(
    'link-not-found',
    `Nobody has stated a link ${a}-${b}: one that is only proposed is kept away with the kind "none"`,
  )
}
