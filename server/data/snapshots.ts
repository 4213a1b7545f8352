import { type Kysely, sql, type Transaction } from 'kysely'
import { addDays } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { countTurns, takeChange } from '../cities/cityLife.ts'
import { lockCity } from '../cities/lockCity.ts'
import type { CityRow } from '../cities/store.ts'
import type { Crs } from '../contract/common.ts'
import type { ImportWarning } from '../contract/dataNotes.ts'
import type { Period } from '../contract/periods.ts'
import type { Schema } from '../db/schema.ts'
import type { ColumnMap } from './columnMap.ts'
import { figureNames, figureSums } from './figureColumns.ts'
import { nameSegments } from './segments.ts'

/** Registers an import that begins; its rows hang on the returned snapshot id and count for nothing until it is completed. */
export async function beginSnapshot(
  db: Kysely<Schema>,
  city: Pick<CityRow, 'city_id'>,
  source: {
    readonly name: string
    readonly crs: Crs
    readonly columnMap: ColumnMap
    /** until it is complete: what it then turns out to be */
    readonly period: Period
    readonly figureKeys: readonly string[]
  },
): Promise<number> {
  const cityId = city.city_id
  return await db.transaction().execute(async (transaction) => {
    // Two beginners of one city take turns, so that they get different numbers.
    const state = await lockCity(transaction, cityId)
    if (!state) throw new ShapanError('city-not-found', 'The city was deleted before its import began')
    const snapshotId = state.last_snapshot_id + 1
    await transaction
      .insertInto('snapshot')
      .values({
        city_id: cityId,
        snapshot_id: snapshotId,
        source_name: source.name,
        crs: source.crs,
        column_map: JSON.stringify(source.columnMap),
        period: source.period,
        figure_keys: [...source.figureKeys],
      })
      .execute()
    return snapshotId
  })
}

export interface SnapshotFigures {
  readonly rowsLoaded: number
  readonly rowsOutside: number
  /** by the snapshot's figures, of the rows inside the city */
  readonly totals: readonly number[]
}

/**
 * Sums the snapshot's customers to its cells and segments, in the database; the rows must all be there. Throws `figures-too-large`, and
 * `too-many-segments` naming `segmentColumn`.
 */
export async function aggregateCells(
  transaction: Transaction<Schema>,
  cityId: number,
  snapshotId: number,
  segmentColumn: string,
): Promise<SnapshotFigures> {
  // Held until it is complete: who adds rows meanwhile waits, and is then refused.
  const { figure_keys: keys } = await transaction
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('figure_keys')
    .forUpdate()
    .executeTakeFirstOrThrow()
  await sql`
    create temporary table snapshot_sum on commit drop as
    select cell_index, segment, count(*) as rows, ${figureSums(keys.length)}
    from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}
    group by cell_index, segment`.execute(transaction)
  const { rows } = await sql<{ loaded: number; outside: number; totals: string[] }>`
    select coalesce(sum(rows), 0)::bigint as loaded, coalesce(sum(rows) filter (where cell_index is null), 0)::bigint as outside,
           array[${sql.join(figureNames(keys.length).map((name) => sql`coalesce(sum(${name}) filter (where cell_index is not null), 0)`))}]::text[] as totals
    from snapshot_sum`.execute(transaction)
  const { loaded, outside, totals: texts } = rows[0]!
  const totals = texts.map(Number)
  const beyond = keys.filter((_, place) => !Number.isSafeInteger(totals[place]))
  if (beyond.length > 0) {
    throw new ShapanError(
      'figures-too-large',
      `The file's totals of ${beyond.join(', ')} are beyond what can be kept exactly: check the mapped columns`,
    )
  }
  const segments = await nameSegments(transaction, cityId, segmentColumn)
  const listed = figureNames(keys.length)
  await sql`
    insert into cell_fact (city_id, snapshot_id, cell_index, segment_id, figures)
    select ${cityId}, ${snapshotId}, cell_index, coalesce(named.id, 0), array[${sql.join(listed)}]::bigint[]
    from snapshot_sum
    left join unnest(${segments.map(({ id }) => id)}::smallint[], ${segments.map(({ name }) => name)}::text[]) as named (id, name)
      on named.name = segment
    where cell_index is not null and (${sql.join(
      listed.map((name) => sql`${name} <> 0`),
      sql` or `,
    )})`.execute(transaction)
  return { rowsLoaded: loaded, rowsOutside: outside, totals }
}

/** What an import has made of its city's data. */
export interface Served {
  /** the newest snapshot of the newest period */
  readonly current: { readonly snapshotId: number; readonly period: Period }
  /** which snapshot had been the data of its period; null: it is the first of it */
  readonly corrects: number | null
}

/** Makes a snapshot ready, which is then its period's data, and the current one where there is no newer period. */
export async function completeSnapshot(
  transaction: Transaction<Schema>,
  cityId: number,
  snapshotId: number,
  done: SnapshotFigures & {
    readonly period: Period
    readonly sourceSha256: string
    readonly rowsRead: number
    readonly rowsRejected: number
    readonly warnings: readonly ImportWarning[]
    /** the city's date */
    readonly today: string
  },
): Promise<Served> {
  const { snapshot_id: corrects = null } = (await newestOf(transaction, cityId, { period: done.period })) ?? {}
  await transaction
    .updateTable('snapshot')
    .set({
      status: 'ready',
      period: done.period,
      source_sha256: done.sourceSha256,
      rows_read: done.rowsRead,
      rows_loaded: done.rowsLoaded,
      rows_rejected: done.rowsRejected,
      rows_outside: done.rowsOutside,
      totals: [...done.totals],
      warnings: JSON.stringify(done.warnings),
      completed_at: new Date(),
    })
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .execute()
  const current = (await serveNewest(transaction, cityId))!
  if (current.snapshotId === snapshotId) await startServing(transaction, cityId, snapshotId, done.today)
  return { current, corrects }
}

/** Takes the city's next change for it. Today's answers have been given by other data: it serves from tomorrow on, but at once where no plan is in force that could answer. */
export async function startServing(
  transaction: Transaction<Schema>,
  cityId: number,
  snapshotId: number,
  today: string,
): Promise<void> {
  const change = await takeChange(transaction, cityId)
  await countTurns(transaction, cityId, today)
  const { rows } = await sql<{ answered: boolean }>`
    select exists (select from plan_version where city_id = ${sql.lit(cityId)} and void_change is null
                     and effective_from <= ${today}::date) as answered`.execute(transaction)
  const from = rows[0]!.answered ? addDays(today, 1) : today
  await transaction
    .insertInto('snapshot_start')
    .values({ city_id: cityId, snapshot_id: snapshotId, serves_from: from, change })
    .execute()
}

/** Makes the newest snapshot of the newest period the city's current one, `except` left out, and names it; undefined where there is none. */
export async function serveNewest(
  transaction: Transaction<Schema>,
  cityId: number,
  except?: number,
): Promise<Served['current'] | undefined> {
  const newest = await newestOf(transaction, cityId, { except })
  if (!newest) return undefined
  await transaction
    .updateTable('city_state')
    .set({ current_snapshot_id: newest.snapshot_id })
    .where('city_id', '=', cityId)
    .execute()
  return { snapshotId: newest.snapshot_id, period: newest.period }
}

/** The newest snapshot that is ready: of one period, or of the newest there is; another than `except`. */
export async function newestOf(
  db: Kysely<Schema>,
  cityId: number,
  { period, except }: { readonly period?: Period | undefined; readonly except?: number | undefined },
) {
  return await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('status', '=', 'ready')
    .$if(period !== undefined, (query) => query.where('period', '=', period!))
    .$if(except !== undefined, (query) => query.where('snapshot_id', '<>', except!))
    .select(['snapshot_id', 'period'])
    .orderBy('period', 'desc')
    .orderBy('snapshot_id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

const deleteRows = 200_000

/**
 * Removes a city's unfinished snapshots: what an import that failed or was killed left behind, and those marked as `deleting`. The caller
 * holds the city's import lock.
 * Rows go in portions, each committed by itself, so that other queries run in between. Returns how many snapshots were removed.
 */
export async function removeUnfinishedSnapshots(db: Kysely<Schema>, cityId: number): Promise<number> {
  const unfinished = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('status', '<>', 'ready')
    .select('snapshot_id')
    .execute()
  for (const { snapshot_id: snapshotId } of unfinished) {
    for (;;) {
      const { rows } = await sql<{ last: string | null }>`
        select max(customer_id) as last
        from (select customer_id from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}
              order by customer_id limit ${deleteRows}) portion`.execute(db)
      const last = rows[0]?.last ?? null
      if (last === null) break
      await db
        .deleteFrom('customer')
        .where('city_id', '=', cityId)
        .where('snapshot_id', '=', snapshotId)
        .where('customer_id', '<=', last)
        .execute()
    }
    await db.deleteFrom('cell_fact').where('city_id', '=', cityId).where('snapshot_id', '=', snapshotId).execute()
    await db.deleteFrom('snapshot').where('city_id', '=', cityId).where('snapshot_id', '=', snapshotId).execute()
  }
  return unfinished.length
}
