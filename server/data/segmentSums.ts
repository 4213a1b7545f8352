import { sql } from 'kysely'
import { byKey } from '../../partition/index.ts'
import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import { contractKeys, type Figures } from '../contract/figures.ts'
import type { Database } from '../db/database.ts'
import { figureNames, figureSums } from './figureColumns.ts'

/** What the cells of a snapshot add up to, segment by segment. */
export interface SegmentSums {
  readonly keys: readonly string[]
  /** by segment id, 0 for customers without one; figures by `keys` */
  readonly sums: ReadonlyMap<number, readonly number[]>
}

// A few numbers a segment.
const keptSnapshots = 100
const sumsOf = derived((_: Database) => new LruCache<SegmentSums>(keptSnapshots))

/** A snapshot never changes and its number is not used twice, so each process sums it once. */
export async function loadSegmentSums(database: Database, cityId: number, snapshotId: number): Promise<SegmentSums> {
  return await sumsOf(database).load(`${cityId}/${snapshotId}`, async () => {
    const { figure_keys: keys } = await database.kysely
      .selectFrom('snapshot')
      .where('city_id', '=', cityId)
      .where('snapshot_id', '=', snapshotId)
      .select('figure_keys')
      .executeTakeFirstOrThrow()
    const { rows } = await sql<{ segment: number; sums: string[] }>`
      select segment_id as segment, array[${sql.join(figureNames(keys.length))}]::text[] as sums
      from (select segment_id, ${figureSums(keys.length)}
            from cell_fact where city_id = ${cityId} and snapshot_id = ${snapshotId} group by segment_id) sums`.execute(
      database.kysely,
    )
    return { keys, sums: new Map(rows.map(({ segment, sums }) => [segment, sums.map(Number)])) }
  })
}

/** Of some segments together. */
export function sumOfSegments({ keys, sums }: SegmentSums, segments: readonly number[]): Figures {
  return byKey(keys, (_, place) => segments.reduce((sum, id) => sum + (sums.get(id)?.[place] ?? 0), 0))
}

export const noSums: SegmentSums = { keys: contractKeys, sums: new Map() }
