import { type Kysely, sql } from 'kysely'
import type { AreaNote } from '../contract/dataNotes.ts'
import type { Schema } from '../db/schema.ts'
import { firstOf, named } from './areaNotes.ts'
import type { PreparedArea } from './prepareAreas.ts'

/** Of the smaller of two; borders that were drawn or simplified apart overlap by less. */
const notedShare = 0.01
/** Of an outline, by the areas that lie in it, and of these by the outline: they need not be drawn alike. */
const outlineShare = 0.95
const shownOverlaps = 20
const shownNames = 5

export interface SettledAreas {
  /** without the outlines, in the order given */
  readonly areas: PreparedArea[]
  /** what was left out, and what lies over what */
  readonly notes: AreaNote[]
}

/**
 * Finds the areas that lie over each other. One that two or more others fill is their outline (a city beside its districts, a district
 * beside its streets): it is left out. The others stay, of which the smaller one owns the cells. Both are noted by name.
 * One overlay for each pair whose boxes meet; in square degrees, which is fair between areas of one place.
 */
export async function settleOverlaps(db: Kysely<Schema>, areas: readonly PreparedArea[]): Promise<SettledAreas> {
  const { sizes, pairs } = await measureOverlaps(db, areas)
  const sizeOf = (area: number) => sizes[area] as number
  const namedAt = (area: number) => named(areas[area] as PreparedArea)
  const isLeftOut = new Set<number>()
  const notes: AreaNote[] = []
  const largestFirst = areas.map((_, area) => area).sort((a, b) => sizeOf(b) - sizeOf(a))
  for (const outline of largestFirst) {
    const within = pairs.flatMap(({ a, b, shared }) => {
      const other = a === outline ? b : b === outline ? a : -1
      return other >= 0 && !isLeftOut.has(other) && shared > sizeOf(other) / 2 ? [{ other, shared }] : []
    })
    const sum = within.reduce((total, { shared }) => total + shared, 0)
    if (within.length < 2 || sum < outlineShare * sizeOf(outline)) continue
    const others = within.map(({ other }) => other)
    const { shared, joined } = await measureUnion(db, areas, outline, others)
    if (shared < outlineShare * sizeOf(outline) || shared < outlineShare * joined) continue
    isLeftOut.add(outline)
    const names = others.map((other) => (areas[other] as PreparedArea).name)
    const alone = 1 - shared / sizeOf(outline)
    notes.push({
      code: 'outline-left-out',
      area: namedAt(outline),
      areas: names.length,
      names: firstOf(names, shownNames),
      ...(alone > 0.0005 && { alone }),
    })
  }
  const overlaps = pairs
    .filter(({ a, b }) => !isLeftOut.has(a) && !isLeftOut.has(b))
    .map(({ a, b, shared }) => ({ small: sizeOf(b) < sizeOf(a) ? b : a, large: sizeOf(b) < sizeOf(a) ? a : b, shared }))
    .map((pair) => ({ ...pair, share: pair.shared / sizeOf(pair.small) }))
    .filter(({ share }) => share >= notedShare)
    .sort((one, other) => other.share - one.share)
  for (const { small, large, share, shared } of overlaps.slice(0, shownOverlaps)) {
    const [smaller, larger] = [namedAt(small), namedAt(large)]
    notes.push({ code: 'areas-overlap', smaller, larger, share, shareOfLarger: shared / sizeOf(large) })
  }
  if (overlaps.length > shownOverlaps) notes.push({ code: 'more-overlaps', pairs: overlaps.length - shownOverlaps })
  return { areas: areas.filter((_, area) => !isLeftOut.has(area)), notes }
}

interface Overlaps {
  readonly sizes: readonly number[]
  readonly pairs: readonly { readonly a: number; readonly b: number; readonly shared: number }[]
}

async function measureOverlaps(db: Kysely<Schema>, areas: readonly PreparedArea[]): Promise<Overlaps> {
  const { rows } = await sql<{ a: number; b: number; shared: number }>`
    with part as materialized (
      select place::int - 1 as place, ST_GeomFromGeoJSON(boundary) as shape
      from unnest(${areas.map(({ boundary }) => boundary)}::text[]) with ordinality as listed (boundary, place))
    select a.place as a, b.place as b, ST_Area(case when a.place = b.place then a.shape else ST_Intersection(a.shape, b.shape) end) as shared
    from part a join part b on a.place <= b.place and a.shape && b.shape
    order by 1, 2`.execute(db)
  return {
    sizes: rows.filter(({ a, b }) => a === b).map(({ shared }) => shared),
    pairs: rows.filter(({ a, b, shared }) => a !== b && shared > 0),
  }
}

/** How much of an area some others cover, and how large these are together. */
async function measureUnion(
  db: Kysely<Schema>,
  areas: readonly PreparedArea[],
  outline: number,
  others: readonly number[],
): Promise<{ shared: number; joined: number }> {
  const { rows } = await sql<{ shared: number; joined: number }>`
    with joined as materialized (
      select ST_Union(ST_GeomFromGeoJSON(boundary)) as shape
      from unnest(${others.map((other) => areas[other]?.boundary)}::text[]) as boundary)
    select ST_Area(ST_Intersection(shape, ST_GeomFromGeoJSON(${areas[outline]?.boundary}))) as shared, ST_Area(shape) as joined
    from joined`.execute(db)
  return rows[0] as { shared: number; joined: number }
}
