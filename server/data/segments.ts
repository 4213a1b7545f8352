import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Schema } from '../db/schema.ts'

/** As many as segment ids there are. */
export const mostSegments = 1000

export interface NamedSegment {
  readonly id: number
  readonly name: string
}

/**
 * The city's segments, after those of the table `snapshot_sum` that had no id have got one. Takes a transaction. Throws
 * `too-many-segments`, naming `column`.
 */
export async function nameSegments(
  transaction: Kysely<Schema>,
  cityId: number,
  column: string,
): Promise<readonly NamedSegment[]> {
  const known = await transaction
    .selectFrom('segment')
    .where('city_id', '=', cityId)
    .select(['segment_id as id', 'name'])
    .execute()
  const { rows } = await sql<{ name: string }>`
    select distinct segment as name from snapshot_sum
    where segment is not null and segment <> all (${known.map(({ name }) => name)}::text[])
    limit ${mostSegments + 1}`.execute(transaction)
  const first = 1 + known.reduce((most, { id }) => Math.max(most, id), 0)
  const named = rows
    .map(({ name }) => name)
    .sort()
    .map((name, place) => ({ id: first + place, name }))
  if (named.length === 0) return known
  if (named.at(-1)!.id > mostSegments)
    throw new ShapanError(
      'too-many-segments',
      `With the column "${column}" the city has more than the ${mostSegments} segments that it may have: map another column, or none by segment=`,
    )
  await sql`
    insert into segment (city_id, segment_id, name)
    select ${cityId}, listed.id, listed.name
    from unnest(${named.map(({ id }) => id)}::smallint[], ${named.map(({ name }) => name)}::text[]) as listed (id, name)`.execute(
    transaction,
  )
  return [...known, ...named]
}
