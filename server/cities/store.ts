import { type Kysely, sql } from 'kysely'
import { byKey } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import type { AreaLevel } from '../contract/areaLevels.ts'
import type { City, Snapshot } from '../contract/cities.ts'
import type { PolygonRings } from '../coordinates/rings.ts'
import type { Schema } from '../db/schema.ts'
import { findInCity } from './cityIds.ts'

export interface CityRow {
  readonly city_id: number
  readonly code: string
  readonly name: string
  readonly resolution: number
  readonly cell_count: number
  readonly bbox: number[]
  readonly timezone: string
  readonly current_snapshot_id: number | null
  /** how often its districts have got new borders */
  readonly district_changes: number
}

/** The row other stores work from; throws `city-not-found`, naming the cities there are. */
export async function findCity(db: Kysely<Schema>, code: string): Promise<CityRow> {
  const row = await findInCity(db, code, (cityId) =>
    db
      .selectFrom('city')
      .innerJoin('city_state', 'city_state.city_id', 'city.city_id')
      .where('city.city_id', '=', cityId)
      .where('city_state.city_id', '=', cityId)
      .select(['city.city_id', 'code', 'name', 'resolution', 'cell_count', 'bbox', 'timezone', 'current_snapshot_id'])
      .select('district_changes')
      .executeTakeFirst(),
  )
  if (row) return row
  const known = await db.selectFrom('city').select('code').orderBy('code').limit(20).execute()
  const hint = known.length === 0 ? 'there is no city yet' : `there is ${known.map(({ code }) => code).join(', ')}`
  throw new ShapanError('city-not-found', `There is no city "${code}"; ${hint}`, { code })
}

/** All cities by code, each with its current snapshot. */
export async function listCities(db: Kysely<Schema>): Promise<City[]> {
  return (await cityQuery(db).orderBy('city.code').execute()).map(toCity)
}

/** One city; throws `city-not-found`. */
export async function getCity(db: Kysely<Schema>, code: string): Promise<City> {
  const { city_id } = await findCity(db, code)
  const row = await cityQuery(db)
    .where('city.city_id', '=', city_id)
    .where('city_state.city_id', '=', city_id)
    .executeTakeFirstOrThrow()
  return toCity(row)
}

function cityQuery(db: Kysely<Schema>) {
  return db
    .selectFrom('city')
    .innerJoin('city_state', 'city_state.city_id', 'city.city_id')
    .leftJoin('snapshot', (join) =>
      join
        .onRef('snapshot.city_id', '=', 'city_state.city_id')
        .onRef('snapshot.snapshot_id', '=', 'city_state.current_snapshot_id'),
    )
    .select([
      'city.code',
      'city.name',
      'city.timezone',
      'city.currency',
      'city.resolution',
      'city.cell_count',
      'city.area_km2',
      'city.bbox',
      'snapshot.snapshot_id',
      'snapshot.period',
      'snapshot.source_name',
      'snapshot.source_sha256',
      'snapshot.crs',
      'snapshot.completed_at',
      'snapshot.rows_read',
      'snapshot.rows_loaded',
      'snapshot.rows_rejected',
      'snapshot.rows_outside',
      'snapshot.figure_keys',
      'snapshot.totals',
    ])
}

type CityQueryRow = Awaited<ReturnType<ReturnType<typeof cityQuery>['execute']>>[number]

function toCity(row: CityQueryRow): City {
  return {
    code: row.code,
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    resolution: row.resolution,
    cellCount: row.cell_count,
    areaKm2: row.area_km2,
    bbox: row.bbox as City['bbox'],
    snapshot: toSnapshot(row),
  }
}

function toSnapshot(row: CityQueryRow): Snapshot | null {
  if (row.snapshot_id === null || row.period === null || row.completed_at === null || row.crs === null) return null
  return {
    snapshotId: row.snapshot_id,
    period: row.period,
    sourceName: row.source_name ?? '',
    sourceSha256: row.source_sha256 ?? '',
    crs: row.crs,
    completedAt: row.completed_at.toISOString(),
    rowsRead: row.rows_read ?? 0,
    rowsLoaded: row.rows_loaded ?? 0,
    rowsRejected: row.rows_rejected ?? 0,
    rowsOutside: row.rows_outside ?? 0,
    totals: byKey(row.figure_keys ?? [], (_, place) => row.totals?.[place] ?? 0),
  }
}

export interface AdminAreaProperties {
  readonly level: AreaLevel
  readonly code: string
  readonly name: string
  readonly parentCode: string | null
}

export type AdminAreas = GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, AdminAreaProperties>

/** Admin areas of one level as RFC 7946 GeoJSON (outer rings counter-clockwise, cut at the antimeridian, 6 decimals: 0.1 m), by code. */
export async function adminAreasGeojson(
  db: Kysely<Schema>,
  code: string,
  level: AreaLevel = 'district',
): Promise<AdminAreas> {
  return JSON.parse(await adminAreasText(db, code, level)) as AdminAreas
}

/** The same as text, put together from the database's own: thousands of outlines are not read to be written again. */
export async function adminAreasText(db: Kysely<Schema>, code: string, level: AreaLevel = 'district'): Promise<string> {
  const { city_id: cityId } = await findCity(db, code)
  const { rows } = await sql<{ code: string; name: string; parent_code: string | null; geometry: string }>`
    select a.code, a.name, p.code as parent_code, ST_AsGeoJSON(ST_ForcePolygonCCW(shape), 6) as geometry
    from admin_area a
    left join admin_area p on p.city_id = a.city_id and p.admin_area_id = a.parent_id
    cross join lateral (
      select case when ST_XMax(a.boundary) > 180 then ST_Multi(ST_WrapX(a.boundary, 180, -360)) else a.boundary end as shape) w
    where a.city_id = ${cityId} and a.level = ${level}
    order by a.code`.execute(db)
  const features = rows.map((row) => {
    const properties: AdminAreaProperties = { level, code: row.code, name: row.name, parentCode: row.parent_code }
    const head = JSON.stringify({ type: 'Feature', id: row.code, properties }).slice(0, -1)
    return `${head},"geometry":${row.geometry}}`
  })
  return `{"type":"FeatureCollection","features":[${features.join(',')}]}`
}

export interface AreaPolygons {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly polygons: readonly PolygonRings[]
}

/** The areas of one level with their full-precision polygons, ascending by code. */
export async function loadAreaPolygons(
  db: Kysely<Schema>,
  cityId: number,
  level: AreaLevel = 'district',
): Promise<AreaPolygons[]> {
  const { rows } = await sql<{ id: number; code: string; name: string; geometry: string }>`
    select admin_area_id as id, code, name, ST_AsGeoJSON(boundary, 15) as geometry
    from admin_area where city_id = ${cityId} and level = ${level} order by code`.execute(db)
  return rows.map(({ geometry, ...area }) => ({
    ...area,
    polygons: (JSON.parse(geometry) as { coordinates: PolygonRings[] }).coordinates,
  }))
}
