import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { CityState } from '../cities/cells.ts'
import type { Database } from '../db/database.ts'
import type { Division } from './divisions.ts'
import { type Facts, loadFacts } from './facts.ts'

// 8 MB for 500k cells. A snapshot is immutable: its figures stay until pushed out.
const keptSnapshots = 8
const factsOf = derived((_: Database) => new LruCache<Facts>(keptSnapshots))

/** The per-cell figures of a snapshot, of the customers of a division, from memory where they are there. */
export async function loadSnapshotFacts(
  database: Database,
  city: CityState,
  snapshotId: number,
  division: Division,
): Promise<Facts> {
  return await factsOf(database).load(`${city.cityId}/${snapshotId}/${division.signature}`, () =>
    loadFacts(database.kysely, city.cityId, snapshotId, city.cellCount, division),
  )
}

/** Frees the memory of a deleted city's figures. */
export function forgetSnapshotFacts(database: Database, cityId: number): void {
  factsOf(database).forget((key) => key.startsWith(`${cityId}/`))
}
