import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { buildLattice, cellAreasKm2, cellsOverlapping, type Lattice, LatticeError } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { cityCode, crs } from '../contract/common.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import { firstDivision } from '../contract/divisions.ts'
import { plainText } from '../contract/plainText.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { insertAreas } from './adminAreas.ts'
import { readAreaFeatures } from './areaFeatures.ts'
import type { AreaFields } from './areaFields.ts'
import { noteCellless, noteShiftedBoundary } from './areaNotes.ts'
import { settleOverlaps } from './areaOverlaps.ts'
import { cellDistricts } from './cellDistricts.ts'
import { type PreparedArea, prepareAreas } from './prepareAreas.ts'

const timezone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}, 'must be an IANA time zone such as Asia/Shanghai')

const cityInput = z.object({
  code: cityCode,
  name: z.string().trim().min(1, 'must not be empty').max(120, 'must have at most 120 characters').pipe(plainText),
  resolution: z.int().min(0).max(15),
  /** GeoJSON of the districts, whose union is the service area */
  boundary: z.unknown(),
  crs,
  /** where the districts' names and codes stand, if not in a usual field */
  nameField: z.string().min(1).optional(),
  codeField: z.string().min(1).optional(),
  timezone: timezone.default('Asia/Shanghai'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY')
    .default('CNY'),
})
export type CityInput = z.input<typeof cityInput>

export interface CreatedCity {
  readonly cityId: number
  readonly code: string
  readonly cellCount: number
  readonly areaKm2: number
  readonly districts: number
  /** the fields of the boundary file that were read: null where it has none, and one district is called like the city */
  readonly fields: AreaFields
  /** what a user must know, such as a polygon that was repaired or an outline that was left out */
  readonly notes: readonly AreaNote[]
}

const insertBatch = 20_000

/**
 * Makes a city from its boundary: service area, districts, and every H3 cell that overlaps the service area, with its true area and
 * its district. All in one transaction.
 * Throws `invalid-city`, `invalid-boundary` (naming the feature) or `city-exists`.
 */
export async function createCity(database: Database, input: CityInput): Promise<CreatedCity> {
  const parsed = cityInput.safeParse(input)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw new ShapanError('invalid-city', `The city cannot be made: ${problems.join('; ')}`, { problems })
  }
  const city = parsed.data
  const read = readAreaFeatures(city.boundary, {
    crs: city.crs,
    fallbackName: city.name,
    errorCode: 'invalid-boundary',
    nameField: city.nameField,
    codeField: city.codeField,
  })
  return await database.patient.transaction().execute(async (transaction) => {
    const existing = await transaction
      .selectFrom('city')
      .where('code', '=', city.code)
      .select('city_id')
      .executeTakeFirst()
    if (existing) throw new ShapanError('city-exists', `There is already a city "${city.code}"`, { code: city.code })

    const prepared = await prepareAreas(transaction, read.areas, 'invalid-boundary')
    const { areas, notes } = await settleOverlaps(transaction, prepared.areas)
    const cellIds = overlappingCells(areas, city.resolution)
    const { cityId, areaKm2 } = await insertCity(transaction, city, areas, cellIds.length)
    const areaIds = await insertAreas(transaction, cityId, 'district', areas, [])
    const lattice = buildLattice(cellIds)
    const districts = cellDistricts(lattice, areas)
    const districtIds = Array.from(districts, (area) => areaIds[area] ?? null)
    await insertCells(transaction, cityId, lattice, districtIds)
    return {
      cityId,
      code: city.code,
      cellCount: cellIds.length,
      areaKm2,
      districts: areas.length,
      fields: read.fields,
      notes: [
        ...read.notes,
        ...prepared.notes,
        ...notes,
        ...noteCellless(areas, districts, city.resolution),
        ...noteShiftedBoundary(areas, city.crs),
      ],
    }
  })
}

/** Ascending ids of all cells that overlap an area. */
function overlappingCells(areas: readonly PreparedArea[], resolution: number): BigUint64Array {
  let cellIds: BigUint64Array
  try {
    cellIds = cellsOverlapping(
      areas.flatMap(({ polygons }) => polygons),
      resolution,
    )
  } catch (error) {
    if (!(error instanceof LatticeError)) throw error
    const code = error.code === 'too-many-cells' ? 'invalid-city' : 'invalid-boundary'
    throw new ShapanError(code, `The city cannot be made: ${error.message}`, {}, error)
  }
  if (cellIds.length === 0) throw new ShapanError('invalid-boundary', 'No cell overlaps the boundary: is it empty?')
  return cellIds
}

async function insertCity(
  db: Kysely<Schema>,
  city: z.output<typeof cityInput>,
  areas: readonly PreparedArea[],
  cellCount: number,
): Promise<{ cityId: number; areaKm2: number }> {
  const { rows } = await sql<{ city_id: number; area_km2: number }>`
    with service as (
      select ST_Multi(ST_Union(ST_SetSRID(ST_GeomFromGeoJSON(part), 4326))) as area
      from unnest(${areas.map(({ boundary }) => boundary)}::text[]) as part)
    insert into city (code, name, timezone, currency, resolution, service_area, cell_count, area_km2, bbox)
    select ${city.code}, ${city.name}, ${city.timezone}, ${city.currency}, ${city.resolution}, area, ${cellCount},
           ST_Area(area::geography) / 1e6, array[ST_XMin(area), ST_YMin(area), ST_XMax(area), ST_YMax(area)]
    from service
    returning city_id, area_km2`.execute(db)
  const row = rows[0]
  if (!row) throw new ShapanError('invalid-boundary', 'The districts cannot be joined into a service area')
  await db.insertInto('city_state').values({ city_id: row.city_id }).execute()
  await db.insertInto('city_life').values({ city_id: row.city_id }).execute()
  await db
    .insertInto('division')
    .values({ city_id: row.city_id, division_key: firstDivision, name: firstDivision, is_default: true })
    .execute()
  return { cityId: row.city_id, areaKm2: row.area_km2 }
}

async function insertCells(
  db: Kysely<Schema>,
  cityId: number,
  lattice: Lattice,
  districtIds: readonly (number | null)[],
): Promise<void> {
  const { cellIds } = lattice
  const areasKm2 = cellAreasKm2(lattice)
  for (let start = 0; start < cellIds.length; start += insertBatch) {
    const end = start + insertBatch
    const ids = cellIds.subarray(start, end).join(',')
    const areas = areasKm2.subarray(start, end).join(',')
    const districts = districtIds.slice(start, end).map((id) => id ?? 'null')
    await sql`
      insert into cell (city_id, cell_index, cell_id, area_km2, admin_area_id)
      select ${cityId}, ${start} + position - 1, cell_id, area_km2, admin_area_id
      from unnest(string_to_array(${ids}, ',')::bigint[], string_to_array(${areas}, ',')::float8[],
                  string_to_array(${districts.join(',')}, ',', 'null')::int[])
           with ordinality as listed (cell_id, area_km2, admin_area_id, position)`.execute(db)
  }
}
