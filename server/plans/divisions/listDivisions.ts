import { sql } from 'kysely'
import { findCity } from '../../cities/store.ts'
import type { DivisionList } from '../../contract/divisions.ts'
import { loadSegmentSums, noSums, sumOfSegments } from '../../data/segmentSums.ts'
import type { Database } from '../../db/database.ts'
import { ownerOf, readLayout } from './layout.ts'

/** A city's divisions in their order, with what they add up to in its current data. Throws `city-not-found`. */
export async function listDivisions(database: Database, cityCode: string): Promise<DivisionList> {
  const db = database.kysely
  const { city_id: cityId, current_snapshot_id: snapshotId } = await findCity(db, cityCode)
  const sums = snapshotId === null ? noSums : await loadSegmentSums(database, cityId, snapshotId)
  const layout = await readLayout(db, cityId)
  const seen = await db
    .selectFrom('segment')
    .where('city_id', '=', cityId)
    .select(['segment_id as id', 'name'])
    .orderBy(sql`name collate "C"`)
    .execute()
  const plans = await db
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .select(['division', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('division')
    .execute()
  const names = new Set(seen.map(({ name }) => name))
  const seenOf = Map.groupBy(seen, (segment) => ownerOf(layout, segment.name))
  const namedOf = Map.groupBy(layout.named.keys(), (segment) => layout.named.get(segment))
  const divisions = layout.divisions.map(({ key, name, isDefault }) => {
    const own = seenOf.get(key) ?? []
    const segments = namedOf.get(key) ?? []
    return {
      key,
      name,
      isDefault,
      segments,
      seen: own.map((segment) => segment.name),
      unseen: segments.filter((segment) => !names.has(segment)),
      plans: Number(plans.find(({ division }) => division === key)?.count ?? 0),
      totals: sumOfSegments(sums, [...(isDefault ? [0] : []), ...own.map(({ id }) => id)]),
    }
  })
  return { snapshotId, divisions }
}
