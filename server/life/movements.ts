import { sql } from 'kysely'
import { loadCityState } from '../cities/cityState.ts'
import { findCity } from '../cities/store.ts'
import type { ComparedGrid, Comparison } from '../contract/impact.ts'
import type { LineageKind } from '../contract/versions.ts'
import { loadSnapshotFacts } from '../data/snapshotFacts.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import { loadCityThings } from './cityThings.ts'
import type { Differences } from './compare.ts'
import type { Turn, VersionRow } from './lifeStore.ts'
import { loadVersionSide } from './sides.ts'
import { tasks } from './tasks.ts'

/** What changes on the day a version begins. */
export interface Border {
  /** in force the day before; 0 for none */
  readonly fromVersion: number
  readonly snapshotId: number
  readonly differences: Differences
}

/** What changes from one version to another, by the city's newest data. */
export async function makeBorder(
  database: Database,
  cityCode: string,
  before: VersionRow | undefined,
  after: VersionRow,
): Promise<Border> {
  const left = before ? (await loadVersionSide(database, cityCode, before)).side : null
  const { plan, side: right } = await loadVersionSide(database, cityCode, after)
  const { current_snapshot_id: newest } = await findCity(database.kysely, cityCode)
  const snapshotId = newest ?? plan.snapshotId
  const city = await loadCityState(database, cityCode)
  const facts = await loadSnapshotFacts(database, city, snapshotId, plan.division)
  const things = await loadCityThings(database.kysely, plan.cityId)
  const differences = await runTask(tasks.compareSides, { left, right, facts, things }, city.cellCount)
  return { fromVersion: before?.number ?? 0, snapshotId, differences }
}

/** Keeps what changes when a version begins, in place of what was kept of it before: its neighbour in time has changed. */
export async function putMovement(
  { transaction, cityId, change }: Turn,
  version: number,
  { fromVersion, snapshotId, differences }: Border,
): Promise<void> {
  for (const table of ['lineage', 'movement'] as const)
    await transaction.deleteFrom(table).where('city_id', '=', cityId).where('version_number', '=', version).execute()
  const { totals, grids, pairs, stays } = differences
  await transaction
    .insertInto('movement')
    .values({
      city_id: cityId,
      version_number: version,
      from_version: fromVersion,
      snapshot_id: snapshotId,
      totals: JSON.stringify(totals),
      grids: JSON.stringify(grids),
      change,
    })
    .execute()
  const kindOf = kindsOf(grids)
  const none = { accounts: { key: 0, listed: 0 }, units: { whole: 0, split: 0 } }
  const rows = [
    ...pairs.map(({ from, to, ...held }) => ({
      from: from?.gridId ?? null,
      to: to?.gridId ?? null,
      kind: kindOf(from, to),
      ...held,
    })),
    ...stays.map(({ gridId, ...held }) => ({ from: gridId, to: gridId, kind: 'kept', ...held, ...none })),
  ]
  await sql`
    insert into lineage (city_id, version_number, row_number, from_grid, to_grid, kind, cells, figures, accounts, units)
    select ${cityId}::int, ${version}::int, place::int, (one ->> 'from')::uuid, (one ->> 'to')::uuid, one ->> 'kind',
           (one ->> 'cells')::int, one -> 'figures', one -> 'accounts', one -> 'units'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as listed (one, place)`.execute(
    transaction,
  )
}

function kindsOf({ created, ended }: Comparison['grids']) {
  const begins = new Set(created.map(({ gridId }) => gridId))
  const ends = new Set(ended.map(({ gridId }) => gridId))
  return (from: ComparedGrid | null, to: ComparedGrid | null): LineageKind => {
    if (!from || !to) return 'gained'
    return begins.has(to.gridId) ? 'split' : ends.has(from.gridId) ? 'merged' : 'gained'
  }
}
