import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { Database } from '../db/database.ts'
import type { CityState } from './cells.ts'
import { loadCityCells } from './cityCells.ts'
import { findCity } from './store.ts'

// A city of 500k cells takes about 60 MB with its lattice. Its cells never change: it stays until pushed out.
const keptCities = 4
const citiesOf = derived((_: Database) => new LruCache<CityState>(keptCities))

/** A city's cells, from memory where they are there; throws `city-not-found`. */
export async function loadCityState(database: Database, cityCode: string): Promise<CityState> {
  const row = await findCity(database.kysely, cityCode)
  return await citiesOf(database).load(String(row.city_id), async () => {
    const cells = await loadCityCells(database.kysely, row.city_id)
    return { ...cells, cityId: row.city_id, code: row.code, cellCount: row.cell_count }
  })
}

/** Frees the memory of a deleted city's cells. */
export function forgetCityState(database: Database, cityId: number): void {
  citiesOf(database).forget((key) => key === String(cityId))
}
