import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { SiteDetails } from '../../contract/accounts.ts'
import type { OutletDetails } from '../../contract/outlets.ts'
import {
  type BarrierKind,
  barrierKinds,
  type ListKind,
  mostPlaces,
  type PlaceKind,
  type UnitKind,
  unitKinds,
} from '../../contract/placeKinds.ts'
import type { Schema } from '../../db/schema.ts'
import { lockCity } from '../lockCity.ts'

export interface NewPlace {
  readonly code: string
  readonly name: string
  readonly households: number | null
  readonly penetration: number | null
  readonly reachM: number | null
  /** GeoJSON text of a valid shape; null where the place of an outlet or a site is not known */
  readonly geometry: string | null
  readonly cells: readonly number[]
  readonly shares: readonly number[] | null
  /** of outlets and sites of accounts */
  readonly details?: OutletDetails | SiteDetails
}

/** Text of the rows that go to the database in one statement. */
const portionLetters = 4_000_000

/**
 * Puts places of one kind in place of those of the kind that there are, or beside them where they are merged: one of a known code then takes
 * the known one's place. Takes a transaction: it locks the city's state. Throws `city-not-found` or `invalid-places`.
 */
export async function putPlaces(
  transaction: Kysely<Schema>,
  { cityId, kind, sourceName, isMerged }: { cityId: number; kind: PlaceKind; sourceName: string; isMerged: boolean },
  places: readonly NewPlace[],
): Promise<{ removed: number }> {
  if (!(await lockCity(transaction, cityId)))
    throw new ShapanError('city-not-found', 'The city was deleted while the file was being read')
  const removed = isMerged ? 0 : await deletePlaces(transaction, cityId, kind)
  for (const portion of inPortions(places)) {
    const column = <T>(pick: (place: NewPlace) => T) => portion.map(pick)
    const list = (numbers: readonly number[] | null) => (numbers === null ? null : `{${numbers.join()}}`)
    await sql`
      insert into city_place (city_id, kind, place_code, name, households, penetration, reach_m, shape, cells, shares, details, source_name)
      select ${cityId}, ${kind}, place_code, name, households, penetration, reach_m,
             ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326), cells::int[], shares::int[], details::jsonb, ${sourceName}
      from unnest(${column(({ code }) => code)}::text[], ${column(({ name }) => name)}::text[],
                  ${column(({ households }) => households)}::int[], ${column(({ penetration }) => penetration)}::float8[],
                  ${column(({ reachM }) => reachM)}::float8[], ${column(({ geometry }) => geometry)}::text[],
                  ${column(({ cells }) => list(cells))}::text[], ${column(({ shares }) => list(shares))}::text[],
                  ${column(({ details }) => (details ? JSON.stringify(details) : null))}::text[])
           as listed (place_code, name, households, penetration, reach_m, shape, cells, shares, details)
      on conflict (city_id, kind, place_code) do update
      set name = excluded.name, households = excluded.households, penetration = excluded.penetration, reach_m = excluded.reach_m,
          shape = excluded.shape, cells = excluded.cells, shares = excluded.shares, details = excluded.details, source_name = excluded.source_name,
          imported_at = excluded.imported_at`.execute(transaction)
  }
  const { count } = await transaction
    .selectFrom('city_place')
    .where('city_id', '=', cityId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) > mostPlaces)
    throw new ShapanError(
      'invalid-places',
      `A city has at most ${mostPlaces} units, barriers, crossings, outlets and sites together, these would make ${count}: leave some out, or remove others first`,
    )
  return { removed }
}

function* inPortions(places: readonly NewPlace[]): Generator<readonly NewPlace[]> {
  let start = 0
  let letters = 0
  for (const [at, { geometry, cells, details }] of places.entries()) {
    letters += (geometry?.length ?? 0) + 14 * cells.length + (details ? 300 : 0)
    if (letters < portionLetters && at + 1 < places.length) continue
    yield places.slice(start, at + 1)
    start = at + 1
    letters = 0
  }
}

/** Those of a kind, or of it those of some codes. Answers with how many there were. */
export async function deletePlaces(
  db: Kysely<Schema>,
  cityId: number,
  kind: PlaceKind,
  codes?: readonly string[],
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('city_place')
    .where('city_id', '=', cityId)
    .where('kind', '=', kind)
    .$if(codes !== undefined, (query) => query.where('place_code', '=', sql<string>`any (${codes ?? []}::text[])`))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** All sites of some accounts. Answers with how many there were. */
export async function deleteAccounts(db: Kysely<Schema>, cityId: number, accounts: readonly string[]): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('city_place')
    .where('city_id', '=', cityId)
    .where('kind', '=', 'account')
    .where(sql<string>`details ->> 'account'`, '=', sql<string>`any (${accounts}::text[])`)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** How many places a city has of each kind, of those it has any of. */
export async function countPlaces(
  db: Kysely<Schema>,
  cityId: number,
): Promise<{ kind: PlaceKind; count: number; importedAt: Date; sourceName: string }[]> {
  const rows = await db
    .selectFrom('city_place')
    .where('city_id', '=', cityId)
    .groupBy('kind')
    .select(({ fn }) => [
      'kind',
      fn.countAll<string>().as('count'),
      fn.max('imported_at').as('importedAt'),
      // of the newest, as the date is
      sql<string>`(array_agg(source_name order by imported_at desc, source_name))[1]`.as('sourceName'),
    ])
    .orderBy('kind')
    .execute()
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
}

/**
 * Units of some kinds with the cells they touch, by kind and code, as the text of a JSON list: it is read where it is used, in a thread.
 * `UnitCells` is what each is.
 */
export async function unitCellsText(
  db: Kysely<Schema>,
  cityId: number,
  kinds: readonly UnitKind[] = unitKinds,
): Promise<string> {
  const { rows } = await sql<{ units: string | null }>`
    select json_agg(json_build_object('kind', kind, 'code', place_code, 'name', name, 'cells', cells, 'shares', shares)
                    order by kind, place_code)::text as units
    from city_place where city_id = ${cityId} and kind = any (${kinds}::text[])`.execute(db)
  return rows[0]?.units ?? '[]'
}

/** Accounts with the cells of their sites whose place is known, as the text of a JSON list. */
export async function siteCellsText(db: Kysely<Schema>, cityId: number): Promise<string> {
  const { rows } = await sql<{ accounts: string | null }>`
    select json_agg(json_build_object('kind', kind, 'id', id, 'cells', cells) order by kind, id)::text as accounts
    from (select details ->> 'listing' as kind, details ->> 'account' as id, array_agg(distinct cells[1]) as cells
          from city_place where city_id = ${cityId} and kind = 'account' and cells[1] is not null group by 1, 2) listed`.execute(
    db,
  )
  return rows[0]?.accounts ?? '[]'
}

/** All that is known of each unit: what `unitsGeojson` makes a collection of. */
export async function unitsText(db: Kysely<Schema>, cityId: number, kinds: readonly UnitKind[]): Promise<string> {
  const { rows } = await sql<{ units: string | null }>`
    select json_agg(json_build_object(
             'kind', kind, 'code', place_code, 'name', name, 'cells', cells, 'shares', shares, 'households', households,
             'penetration', penetration, 'sourceName', source_name, 'importedAt', imported_at,
             'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(case when ST_XMax(shape) > 180 then ST_Multi(ST_WrapX(shape, 180, -360))
                                                              else shape end), 6)::json)
             order by kind, place_code)::text as units
    from city_place where city_id = ${cityId} and kind = any (${kinds}::text[])`.execute(db)
  return rows[0]?.units ?? '[]'
}

/** What barriers of some kinds part, and what crossings join, as the text of a JSON list. */
export async function partingText(
  db: Kysely<Schema>,
  cityId: number,
  barriers: readonly BarrierKind[],
): Promise<string> {
  const kinds: PlaceKind[] = [...barriers, 'crossing']
  const { rows } = await sql<{ places: string | null }>`
    select json_agg(json_build_object('kind', kind, 'cells', cells) order by kind, place_code)::text as places
    from city_place where city_id = ${cityId} and kind = any (${kinds}::text[])`.execute(db)
  return rows[0]?.places ?? '[]'
}

/** Barriers and crossings as GeoJSON, put together from the database's own text. */
export async function barriersText(db: Kysely<Schema>, cityId: number): Promise<string> {
  const kinds: PlaceKind[] = [...barrierKinds, 'crossing']
  const { rows } = await sql<{ places: string | null }>`
    select string_agg(json_build_object(
             'type', 'Feature', 'id', kind || ' ' || place_code, 'geometry', ST_AsGeoJSON(case when ST_XMax(shape) > 180 then ST_WrapX(shape, 180, -360) else shape end, 6)::json,
             'properties', json_build_object('kind', kind, 'code', place_code, 'name', name, 'reachM', reach_m, 'pairs', cells,
                                             'sourceName', source_name, 'importedAt', imported_at))::text, ',' order by kind, place_code) as places
    from city_place where city_id = ${cityId} and kind = any (${kinds}::text[])`.execute(db)
  return `{"type":"FeatureCollection","features":[${rows[0]?.places ?? ''}]}`
}

/** Of a point: its GeoJSON, west of the antimeridian where that is shorter to say. */
const pointJson = sql`ST_AsGeoJSON(case when ST_XMax(shape) > 180 then ST_WrapX(shape, 180, -360) else shape end, 6)::json`

/** Outlets, or sites of accounts, as GeoJSON of those whose place is known, put together from the database's own text. */
export async function sitesText(db: Kysely<Schema>, cityId: number, kind: ListKind): Promise<string> {
  const own =
    kind === 'outlet'
      ? sql`'code', place_code, 'name', name, 'type', details -> 'type', 'status', details -> 'status'`
      : sql`'account', details -> 'account', 'name', details -> 'accountName', 'grade', details -> 'grade',
            'listing', details -> 'listing', 'site', details -> 'site', 'siteName', name,
            'figures', details -> 'figures'`
  const { rows } = await sql<{ unlocated: string; features: string | null }>`
    select count(*) filter (where shape is null)::text as unlocated,
           string_agg(json_build_object('type', 'Feature', 'id', place_code, 'geometry', ${pointJson}, 'properties', json_build_object(
             ${own}, 'cell', cells[1], 'sourceName', source_name, 'importedAt', imported_at))::text, ',' order by place_code)
             filter (where shape is not null) as features
    from city_place where city_id = ${cityId} and kind = ${kind}`.execute(db)
  const [{ unlocated = '0', features = null } = {}] = rows
  return `{"type":"FeatureCollection","unlocated":${unlocated},"features":[${features ?? ''}]}`
}
