import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { Schema } from '../../db/schema.ts'

/** How a city's segments are divided among its divisions. */
export interface Layout {
  /** in their order */
  readonly divisions: readonly LayoutDivision[]
  /** the division that names a segment */
  readonly named: ReadonlyMap<string, string>
}

export interface LayoutDivision {
  readonly key: string
  readonly name: string
  readonly isDefault: boolean
}

export async function readLayout(db: Kysely<Schema>, cityId: number): Promise<Layout> {
  const divisions = await db
    .selectFrom('division')
    .where('city_id', '=', cityId)
    .select(['division_key as key', 'name', 'is_default as isDefault'])
    .orderBy('position')
    .orderBy('division_key')
    .execute()
  const named = await db
    .selectFrom('division_segment')
    .where('city_id', '=', cityId)
    .select(['segment', 'division_key'])
    .orderBy(sql`segment collate "C"`)
    .execute()
  return { divisions, named: new Map(named.map((row) => [row.segment, row.division_key])) }
}

/** The division that customers of a segment fall in; null is for those without one. */
export function ownerOf({ divisions, named }: Layout, segment: string | null): string | undefined {
  const own = segment === null ? undefined : named.get(segment)
  return own ?? divisions.find(({ isDefault }) => isDefault)?.key
}

/** The one of this key; throws `unknown-division`, naming those there are. */
export function divisionIn({ divisions }: Layout, key: string): LayoutDivision {
  const found = divisions.find((one) => one.key === key)
  if (found) return found
  const keys = divisions.map((one) => one.key).join(', ')
  throw new ShapanError('unknown-division', `The city has no division "${key}"; it has ${keys}`, { division: key })
}

/** The divisions that have other segments after than before, be it of data that is still to come. */
export function touchedDivisions(before: Layout, after: Layout): ReadonlySet<string> {
  const touched = new Set<string>()
  for (const segment of [null, ...before.named.keys(), ...after.named.keys()]) {
    const [from, to] = [ownerOf(before, segment), ownerOf(after, segment)]
    if (from === to) continue
    for (const key of [from, to]) if (key !== undefined) touched.add(key)
  }
  return touched
}
