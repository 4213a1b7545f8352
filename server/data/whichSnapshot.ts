import type { Kysely } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Period } from '../contract/periods.ts'
import type { Schema } from '../db/schema.ts'
import { getSnapshot } from './readSnapshots.ts'
import { newestOf } from './snapshots.ts'

/** Which of a city's data is meant: a snapshot, or a period, which stands for its newest snapshot; neither, or both where they agree. */
export interface WhichData {
  readonly snapshot?: number | undefined
  readonly period?: Period | undefined
}

const shown = 24

/**
 * The number of the snapshot that is meant, undefined where nothing is said. Throws `unknown-period`, naming those there are,
 * `unknown-snapshot`, and `invalid-request` where the snapshot is of another period.
 */
export async function whichSnapshot(
  db: Kysely<Schema>,
  cityId: number,
  { snapshot, period }: WhichData,
): Promise<number | undefined> {
  if (snapshot === undefined && period === undefined) return undefined
  if (snapshot === undefined) {
    const newest = await newestOf(db, cityId, { period })
    if (newest) return newest.snapshot_id
    throw await unknownPeriod(db, cityId, period!)
  }
  const found = await getSnapshot(db, cityId, snapshot)
  if (period !== undefined && found.period !== period)
    throw new ShapanError(
      'invalid-request',
      `The snapshot ${snapshot} is of ${found.period}, not of ${period}: name the snapshot or the period, one of the two`,
    )
  return snapshot
}

async function unknownPeriod(db: Kysely<Schema>, cityId: number, period: Period): Promise<ShapanError> {
  const rows = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('status', '=', 'ready')
    .select('period')
    .distinct()
    .orderBy('period', 'desc')
    .limit(shown)
    .execute()
  const hint = rows.length === 0 ? 'it has no data yet' : `it has ${rows.map((row) => row.period).join(', ')}`
  return new ShapanError('unknown-period', `The city has no data of ${period}; ${hint}`, { period })
}
