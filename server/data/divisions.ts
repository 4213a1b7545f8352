import { createHash } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { DivisionName } from '../contract/divisions.ts'
import type { Schema } from '../db/schema.ts'

/** Whose customers figures are of. */
export interface Division extends DivisionName {
  /** of the default one `listed` is what others have: all the rest is its own, and who has no segment */
  readonly isDefault: boolean
  readonly listed: readonly NamedSegment[]
  /** tells what it holds: the same again for the same segments, whichever process asks */
  readonly signature: string
}

interface NamedSegment {
  readonly name: string
  /** null where no data has brought it */
  readonly id: number | null
}

export type StoredDivision = Omit<Division, 'signature'>

/** A division as one JSON value, null where there is none of this key; `key` may be a column. */
export function divisionJson(cityId: number, key: RawBuilder<unknown>): RawBuilder<StoredDivision | null> {
  return sql<StoredDivision | null>`(
    select json_build_object(
      'key', held.division_key, 'name', held.name, 'isDefault', held.is_default,
      'isOnly', not exists (select from division other where other.city_id = ${cityId} and other.division_key <> held.division_key),
      'listed', (
        select coalesce(json_agg(json_build_object('name', named.segment, 'id', (
                 select known.segment_id from segment known where known.city_id = ${cityId} and known.name = named.segment))
                 order by named.segment collate "C"), '[]')
        from division_segment named
        where named.city_id = ${cityId} and (named.division_key = held.division_key) <> held.is_default))
    from division held where held.city_id = ${cityId} and held.division_key = ${key})`
}

/** With its signature. A plan whose division was removed past the guards has no customer at all; `verify` names it. */
export function toDivision(stored: StoredDivision | null, key: string): Division {
  const held = stored ?? { key, name: key, isDefault: false, isOnly: false, listed: [] }
  return { ...held, signature: signatureOf(held) }
}

/** `all` where it holds every segment there may be. */
function signatureOf({ isDefault, listed }: StoredDivision): string {
  if (isDefault && listed.length === 0) return 'all'
  const digest = createHash('sha256').update(JSON.stringify(listed.map(({ name, id }) => [name, id])))
  return `${isDefault ? 'not' : 'of'}-${digest.digest('base64url').slice(0, 12)}`
}

/** The division of a key, the city's default one where none is given. Throws `unknown-division`, naming those there are. */
export async function findDivision(db: Kysely<Schema>, cityId: number, key?: string): Promise<Division> {
  const own =
    key === undefined
      ? sql`(select division_key from division where city_id = ${cityId} and is_default)`
      : sql`${key}::text`
  const { rows } = await sql<{ division: StoredDivision | null }>`
    select ${divisionJson(cityId, own)} as division`.execute(db)
  const stored = rows[0]?.division
  if (stored) return toDivision(stored, stored.key)
  const known = await db
    .selectFrom('division')
    .where('city_id', '=', cityId)
    .select('division_key')
    .orderBy('position')
    .orderBy('division_key')
    .execute()
  const keys = known.map((row) => row.division_key).join(', ')
  if (key === undefined) throw new ShapanError('unknown-division', `The city has no default division; it has ${keys}`)
  throw new ShapanError('unknown-division', `The city has no division "${key}"; it has ${keys}`, { division: key })
}

export function divisionNameOf({ key, name, isOnly }: Division): DivisionName {
  return { key, name, isOnly }
}

/** SQL's condition on a segment's id, for what is kept by it. */
export function hasSegmentId({ isDefault, listed }: Division): RawBuilder<boolean> {
  const ids = listed.flatMap(({ id }) => (id === null ? [] : [id]))
  if (isDefault) return ids.length === 0 ? sql`true` : sql`segment_id <> all (${ids}::smallint[])`
  return sql`segment_id = any (${ids}::smallint[])`
}
