import { cellToBoundary, cellToLatLng } from 'h3-js'
import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import { longitudeNear } from '../../coordinates/longitudes.ts'
import type { Schema } from '../../db/schema.ts'
import { aboutCells, some } from './damage.ts'

export interface PlacedCell {
  readonly cell: number
  /** H3 id in hex */
  readonly hex: string
  readonly districtId: number | null
}

// 15 ms of h3-js, so that other requests get their turn while the database works on a batch
const batchSize = 10_000
/** Cells whose centre is not in their district, as on shores, are overlaid with every district near: some milliseconds each. */
const overlaidCells = 2_000
/** degrees: closer to a border than this, h3-js and the engine may see a centre on either side */
const nearBorder = 1e-9
/** share of a cell's area */
const slightOverlap = 1e-6

/**
 * Holds each cell's district against PostGIS and h3-js: the district that covers the cell's centre, else the one that covers most
 * of the cell. A cell that no district touches is not the city's, unless the districts have other borders than those it was made of.
 */
export async function checkDistricts(
  db: Kysely<Schema>,
  cityId: number,
  cells: readonly PlacedCell[],
): Promise<Violation[]> {
  const near = await middleOf(db, cityId)
  const apart: PlacedCell[] = []
  for (let start = 0; start < cells.length; start += batchSize) {
    const batch = cells.slice(start, start + batchSize)
    const covered = await listCovered(db, cityId, batch, near)
    apart.push(...batch.filter(({ cell }) => !covered.has(cell)))
  }
  const every = Math.ceil(apart.length / overlaidCells)
  const wrong: PlacedCell[] = []
  const outside: PlacedCell[] = []
  for (const placed of apart.filter((_, i) => i % every === 0)) {
    const verdict = await overlay(db, cityId, placed, near)
    if (verdict === 'outside') outside.push(placed)
    else if (verdict === 'wrong') wrong.push(placed)
  }
  const name = (list: readonly PlacedCell[]) => some(list.map(({ cell, hex }) => `${cell} (${hex})`))
  const numbers = (list: readonly PlacedCell[]) => list.map(({ cell }) => cell)
  return [
    ...(wrong.length > 0
      ? [
          aboutCells(
            'district-mismatch',
            `cells kept in another district than they lie in: ${name(wrong)}`,
            numbers(wrong),
          ),
        ]
      : []),
    ...(outside.length > 0
      ? [aboutCells('cell-outside', `cells that no district of the city touches: ${name(outside)}`, numbers(outside))]
      : []),
  ]
}

/** The longitude near which the city's polygons lie: across the antimeridian they count on past 180, and so must cells. */
async function middleOf(db: Kysely<Schema>, cityId: number): Promise<number> {
  const { bbox } = await db.selectFrom('city').where('city_id', '=', cityId).select('bbox').executeTakeFirstOrThrow()
  return ((bbox[0] ?? 0) + (bbox[2] ?? 0)) / 2
}

async function listCovered(
  db: Kysely<Schema>,
  cityId: number,
  batch: readonly PlacedCell[],
  near: number,
): Promise<Set<number>> {
  const centres = batch.map(({ hex }) => cellToLatLng(hex))
  const { rows } = await sql<{ cells: string | null }>`
    select string_agg(l.cell::text, ',') as cells
    from unnest(string_to_array(${batch.map(({ cell }) => cell).join(',')}, ',')::int[],
                string_to_array(${batch.map(({ districtId }) => districtId ?? 'null').join(',')}, ',', 'null')::int[],
                string_to_array(${centres.map(([, lng]) => longitudeNear(lng, near)).join(',')}, ',')::float8[],
                string_to_array(${centres.map(([lat]) => lat).join(',')}, ',')::float8[]) as l (cell, district, lng, lat)
    join admin_area a on a.city_id = ${cityId} and a.admin_area_id = l.district and a.level = 'district'
    where ST_Covers(a.boundary, ST_SetSRID(ST_MakePoint(l.lng, l.lat), 4326))`.execute(db)
  return new Set(rows[0]?.cells?.split(',').map(Number) ?? [])
}

async function overlay(
  db: Kysely<Schema>,
  cityId: number,
  { hex, districtId }: PlacedCell,
  near: number,
): Promise<'right' | 'wrong' | 'outside'> {
  const ring = cellToBoundary(hex, true).map(([lng, lat]) => `${longitudeNear(lng, near)} ${lat}`)
  const [lat, givenLng] = cellToLatLng(hex)
  const lng = longitudeNear(givenLng, near)
  const { rows } = await sql<{ id: number; distance: number; share: number }>`
    with cell as (select ST_SetSRID(ST_GeomFromText(${`POLYGON((${ring.join(',')}))`}), 4326) as shape,
                         ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326) as centre)
    select admin_area_id as id, ST_Distance(boundary, centre) as distance,
           ST_Area(ST_Intersection(boundary, shape)) / ST_Area(shape) as share
    from admin_area, cell
    where city_id = ${cityId} and level = 'district' and boundary && ST_Expand(shape, ${nearBorder}::float8)
      and ST_DWithin(boundary, shape, ${nearBorder}::float8)`.execute(db)
  if (rows.length === 0) return (await isOfNearest(db, cityId, districtId, lng, lat)) ? 'right' : 'outside'
  const own = rows.find(({ id }) => id === districtId)
  const most = Math.max(...rows.map(({ share }) => share))
  if (!own) return most <= slightOverlap && districtId === null ? 'right' : 'wrong'
  if (own.distance <= nearBorder) return 'right'
  if (rows.some(({ distance }) => distance === 0)) return 'wrong'
  return own.share >= most - slightOverlap ? 'right' : 'wrong'
}

/** Once the districts have other borders than those that the city was made of, a cell beyond them is of the nearest one. */
async function isOfNearest(
  db: Kysely<Schema>,
  cityId: number,
  districtId: number | null,
  lng: number,
  lat: number,
): Promise<boolean> {
  const { rows } = await sql<{ own: number | null; least: number }>`
    select min(distance) filter (where id = ${districtId}::int) as own, min(distance) as least
    from (select admin_area_id as id, ST_Distance(boundary, ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)) as distance
          from admin_area where city_id = ${cityId} and level = 'district'
            and exists (select from former_district where city_id = ${cityId})) districts`.execute(db)
  const own = rows[0]?.own
  return typeof own === 'number' && own - rows[0]!.least <= nearBorder
}
