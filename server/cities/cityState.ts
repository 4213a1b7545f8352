import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { Database } from '../db/database.ts'
import type { CityState } from './cells.ts'
import { loadCityCells } from './cityCells.ts'
import { listFormerDistricts } from './districtStore.ts'
import { findCity } from './store.ts'

// A city of 500k cells takes about 60 MB with its lattice. Its cells never change: it stays until its districts do, or it is pushed out.
const keptCities = 4
const citiesOf = derived((_: Database) => new LruCache<CityState>(keptCities))

/** A city's cells, from memory where they are there; throws `city-not-found`. */
export async function loadCityState(database: Database, cityCode: string): Promise<CityState> {
  const { city_id: cityId, district_changes: districtChanges, ...row } = await findCity(database.kysely, cityCode)
  const cities = citiesOf(database)
  const key = `${cityId}.${districtChanges}`
  return await cities.load(key, async () => {
    cities.forget((other) => other.startsWith(`${cityId}.`) && other !== key)
    const cells = await loadCityCells(database.kysely, cityId)
    const formerDistricts = await listFormerDistricts(database.kysely, cityId)
    return { ...cells, cityId, code: row.code, cellCount: row.cell_count, districtChanges, formerDistricts }
  })
}

/** Frees the memory of a deleted city's cells. */
export function forgetCityState(database: Database, cityId: number): void {
  citiesOf(database).forget((key) => key.startsWith(`${cityId}.`))
}
