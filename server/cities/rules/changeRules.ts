import { ShapanError } from '../../base/errors.ts'
import { type CityRules, type CityRulesInput, cityRulesInput } from '../../contract/cityRules.ts'
import type { Database } from '../../db/database.ts'
import { refuseUnknownThings } from '../places/loadThings.ts'
import { findCity } from '../store.ts'
import { putCityRules, readCityRules } from './store.ts'

/** A city's rules. Throws `city-not-found`. */
export async function showRules(database: Database, cityCode: string): Promise<CityRules> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  return await readCityRules(database.kysely, cityId)
}

/**
 * Sets a city's rules, in place of all there are; plans keep those they were made by. Throws `city-not-found`, `concurrent-change`, and
 * `invalid-request` for what is no rule or names a thing that the city does not have.
 */
export async function setRules(database: Database, cityCode: string, input: CityRulesInput): Promise<CityRules> {
  const parsed = cityRulesInput.safeParse(input)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new ShapanError('invalid-request', `These are no rules: ${problems.join('; ')}`, { problems })
  }
  const { city_id: cityId, cell_count: cellCount } = await findCity(database.kysely, cityCode)
  return await database.kysely.transaction().execute(async (transaction) => {
    const districts = await transaction
      .selectFrom('admin_area')
      .where('city_id', '=', cityId)
      .where('level', '=', 'district')
      .select(['code', 'name'])
      .orderBy('code')
      .execute()
    await refuseUnknownThings(transaction, { cityId, code: cityCode, cellCount, districts }, parsed.data.rules)
    return await putCityRules(transaction, cityId, parsed.data)
  })
}
