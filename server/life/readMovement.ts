import { dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { ComparedGrid, ComparedPair, Movement } from '../contract/impact.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { formatVersionId } from './versionIds.ts'
import { readVersion } from './withdraw.ts'

/** What changes when a version begins, with grids as they are called on either side. Throws `city-not-found` and `version-not-found`. */
export async function readMovement(database: Database, cityCode: string, number: number, now: Date): Promise<Movement> {
  const { cityId, read, version } = await readVersion(database, cityCode, number)
  const { timezone } = await findCity(database.kysely, cityCode)
  const kept = await database.kysely
    .selectFrom('movement')
    .where('city_id', '=', cityId)
    .where('version_number', '=', number)
    .select(['from_version', 'snapshot_id', 'totals', 'grids', 'change'])
    .executeTakeFirst()
  if (!kept) throw new ShapanError('version-not-found', `Of ${formatVersionId(cityCode, number)} no movement is kept`)
  const rows = await database.kysely
    .selectFrom('lineage')
    .where('city_id', '=', cityId)
    .where('version_number', '=', number)
    .where('kind', '<>', 'kept')
    .select(['from_grid', 'to_grid', 'cells', 'figures', 'accounts', 'units'])
    .orderBy('row_number')
    .execute()
  const gridsOf = async (planNumber: number) =>
    (await loadPlanState(database, formatPlanId(cityCode, planNumber))).grids
  const before = read.versions.find((one) => one.number === kept.from_version)
  const named = (grids: readonly ComparedGrid[]) => {
    const all = new Map(grids.map(({ gridId, code, name }) => [gridId, { gridId, code, name }]))
    return (gridId: string | null) => (gridId === null ? null : (all.get(gridId) ?? null))
  }
  const fromOf = named(before ? await gridsOf(before.planNumber) : [])
  const toOf = named(await gridsOf(version.planNumber))
  return {
    version: formatVersionId(cityCode, number),
    predecessor: before ? formatVersionId(cityCode, before.number) : null,
    effectiveFrom: version.from,
    isFixed: version.from <= dateAt(now, timezone),
    change: Number(kept.change),
    division: version.division,
    snapshotId: kept.snapshot_id,
    totals: kept.totals as Movement['totals'],
    pairs: rows.map(({ from_grid: from, to_grid: to, ...held }) => ({
      from: fromOf(from),
      to: toOf(to),
      ...(held as Pick<ComparedPair, 'cells' | 'figures' | 'accounts' | 'units'>),
    })),
    grids: kept.grids as Movement['grids'],
  }
}
