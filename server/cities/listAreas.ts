import type { AreaLevel } from '../contract/areaLevels.ts'
import type { Database } from '../db/database.ts'
import { type AreaProperties, listAreaRows } from './areaStore.ts'
import type { FormerDistrict } from './cells.ts'
import { listFormerDistricts } from './districtStore.ts'
import { findCity } from './store.ts'

/** The areas of one level by code, and of districts those that the city had before. Throws `city-not-found`. */
export async function listAreas(
  database: Database,
  cityCode: string,
  level: AreaLevel,
): Promise<{ areas: AreaProperties[]; former: FormerDistrict[] }> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  return {
    areas: await listAreaRows(database.kysely, cityId, level),
    former: level === 'district' ? await listFormerDistricts(database.kysely, cityId) : [],
  }
}
