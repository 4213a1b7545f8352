import { type Kysely, sql } from 'kysely'
import type { UnitShape } from '../../cities/places/touchedCells.ts'
import type { PlaceNote } from '../../contract/dataNotes.ts'
import { boxOf } from '../../coordinates/rings.ts'
import type { Schema } from '../../db/schema.ts'

interface Footprint {
  readonly name: string
  /** GeoJSON text */
  readonly geometry: string
  readonly shape: UnitShape
  readonly cells: readonly number[]
}

/** Of the smaller of two; outlines that were drawn apart overlap by less. */
const notedShare = 0.01
const shownPairs = 8
/** Pairs that are overlaid in one statement. */
const portion = 500

/** Units whose footprints lie over each other, the greatest share of the smaller one first. Only those are overlaid that touch one cell. */
export async function findOverlaps(db: Kysely<Schema>, units: readonly Footprint[]): Promise<PlaceNote[]> {
  const pairs = nearPairs(units)
  const found: { a: number; b: number; share: number }[] = []
  for (let start = 0; start < pairs.length; start += portion) {
    const some = pairs.slice(start, start + portion)
    const listed = [...new Set(some.flat())].sort((a, b) => a - b)
    const placeOf = new Map(listed.map((unit, place) => [unit, place + 1]))
    const { rows } = await sql<{ a: number; b: number; share: number }>`
      with unit as materialized (
        select place, ST_GeomFromGeoJSON(shape) as shape
        from unnest(${listed.map((unit) => units[unit]!.geometry)}::text[]) with ordinality as listed (shape, place))
      select pair.a, pair.b, ST_Area(ST_Intersection(p.shape, q.shape)) / least(ST_Area(p.shape), ST_Area(q.shape)) as share
      from unnest(${some.map(([a]) => a)}::int[], ${some.map(([, b]) => b)}::int[],
                  ${some.map(([a]) => placeOf.get(a)!)}::int[], ${some.map(([, b]) => placeOf.get(b)!)}::int[]) as pair (a, b, at_a, at_b)
      join unit p on p.place = at_a join unit q on q.place = at_b`.execute(db)
    found.push(...rows.filter(({ share }) => share >= notedShare))
  }
  if (found.length === 0) return []
  found.sort((p, q) => q.share - p.share || p.a - q.a || p.b - q.b)
  const shown = found.slice(0, shownPairs).map(({ a, b, share }) => ({
    names: [units[a]!.name, units[b]!.name] as [string, string],
    share,
  }))
  return [{ code: 'units-overlap', pairs: found.length, shown }]
}

function nearPairs(units: readonly Footprint[]): [a: number, b: number][] {
  const inCell = new Map<number, number[]>()
  for (const [unit, { cells }] of units.entries()) {
    for (const cell of cells) {
      const list = inCell.get(cell)
      if (list) list.push(unit)
      else inCell.set(cell, [unit])
    }
  }
  const boxes = units.map(({ shape }) => (shape.polygons ? boxOf(shape.polygons) : undefined))
  const seen = new Set<number>()
  const pairs: [number, number][] = []
  for (const list of inCell.values()) {
    for (const [place, a] of list.entries()) {
      for (const b of list.slice(place + 1)) {
        const key = a * units.length + b
        if (seen.has(key)) continue
        seen.add(key)
        if (boxesMeet(boxes[a], boxes[b])) pairs.push([a, b])
      }
    }
  }
  return pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1])
}

type Box = ReturnType<typeof boxOf> | undefined

/** Of two footprints; a point lies over nothing. */
function boxesMeet(a: Box, b: Box): boolean {
  return a !== undefined && b !== undefined && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
