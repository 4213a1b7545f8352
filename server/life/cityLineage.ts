import { dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { CityLineage, GridOn, LineageQuery, Successor } from '../contract/cityLineage.ts'
import type { ComparedGrid } from '../contract/impact.ts'
import { findDivision } from '../data/divisions.ts'
import type { Database } from '../db/database.ts'
import { runTask } from '../threads/threads.ts'
import { readTimeline, type VersionRow } from './lifeStore.ts'
import { tasks } from './tasks.ts'
import { inForceOn, liveAt } from './timeline.ts'
import type { LineageRow } from './traceLineage.ts'
import { formatVersionId } from './versionIds.ts'

/**
 * What became of a city's grids between two dates, or of one of them. Throws `city-not-found`, `unknown-division`, `not-in-force` where
 * nothing was, and `grid-not-found` for an id that no version has.
 */
export async function readCityLineage(
  database: Database,
  cityCode: string,
  query: LineageQuery,
  now: Date,
): Promise<CityLineage> {
  const { city_id: cityId, timezone, cell_count: cellCount } = await findCity(database.kysely, cityCode)
  const { key: division } = await findDivision(database.kysely, cityId, query.division)
  const { versions } = await readTimeline(database.kysely, cityId)
  const live = liveAt(versions.filter((version) => version.division === division))
  const first = live[0]
  if (!first)
    throw new ShapanError('not-in-force', `No plan of "${cityCode}" has taken effect yet: approve one first`, {
      facts: { first: null },
    })
  const from = query.from ?? first.from
  const to = query.to ?? dateAt(now, timezone)
  if (to < from) throw new ShapanError('invalid-request', `A lineage runs forward: ${to} is before ${from}`)
  const passed = live.filter((version) => version.from > from && version.from <= to)
  const left = inForceOn(live, from)
  const right = inForceOn(live, to)
  const records = await readRecords(database, cityId, left ? [left, ...passed] : passed)
  if (query.grid !== undefined && !records.names.has(query.grid)) throw unknownGrid(cityCode, query.grid)
  const asked = query.grid === undefined ? (left ? records.gridsOf(left) : []) : [query.grid]
  const borders = await readBorders(database, cityId, passed)
  const { successors, shares } = await runTask(tasks.traceLineage, { grids: asked, borders }, cellCount)
  const there = new Set(right && records.gridsOf(right))
  const isAsked = ({ from: a, to: b }: LineageRow) => query.grid === undefined || a === query.grid || b === query.grid
  return {
    division,
    from,
    to,
    versions: passed.map((one) => ({ id: formatVersionId(cityCode, one.number), from: one.from })),
    grids: asked.map((gridId, place) => ({
      ...records.names.get(gridId)!,
      exists: there.has(gridId),
      successors: nameSuccessors(successors[place]!, records.names),
    })),
    entries: borders.flatMap(({ rows }, border) =>
      rows.flatMap((row, place) =>
        row.kind === 'kept' || !isAsked(row)
          ? []
          : [
              {
                version: formatVersionId(cityCode, passed[border]!.number),
                effectiveFrom: passed[border]!.from,
                ...row,
                from: row.from === null ? null : (records.names.get(row.from) ?? null),
                to: row.to === null ? null : (records.names.get(row.to) ?? null),
                share: shares[border]![place]!,
              },
            ],
      ),
    ),
  }
}

/** A grid of a city on a date. Throws `city-not-found`, and `grid-not-found` for an id that no version has. */
export async function readGridOn(
  database: Database,
  cityCode: string,
  gridId: string,
  { on: date }: { readonly on?: string | undefined },
  now: Date,
): Promise<GridOn> {
  const { city_id: cityId, timezone, cell_count: cellCount } = await findCity(database.kysely, cityCode)
  const on = date ?? dateAt(now, timezone)
  const { versions } = await readTimeline(database.kysely, cityId)
  const rows = await database.kysely
    .selectFrom('grid')
    .where('city_id', '=', cityId)
    .where('grid_id', '=', gridId)
    .select(['plan_number', 'code', 'name', 'area_class', 'parent_id'])
    .execute()
  const recordOf = new Map(rows.map((row) => [row.plan_number, row]))
  const has = ({ planNumber }: VersionRow) => recordOf.has(planNumber)
  const division = liveAt(versions).find(has)?.division
  if (division === undefined) throw unknownGrid(cityCode, gridId)
  const live = liveAt(versions.filter((version) => version.division === division))
  const version = live.findLast((one) => one.from <= on && has(one)) ?? live.find(has)!
  const at = live.indexOf(version)
  const begins = live.findLastIndex((one, place) => place < at && !has(one)) + 1
  const end = live.find((one, place) => place > at && !has(one))
  const exists = version.from <= on && (end === undefined || end.from > on)
  const record = recordOf.get(version.planNumber)!
  const passed = exists || version.from > on ? [] : live.filter((one) => one.from > version.from && one.from <= on)
  const borders = await readBorders(database, cityId, passed)
  const traced = await runTask(tasks.traceLineage, { grids: [gridId], borders }, cellCount)
  const { names } = await readRecords(database, cityId, [version, ...passed])
  return {
    gridId,
    code: record.code,
    name: record.name,
    on,
    division,
    exists,
    version: formatVersionId(cityCode, version.number),
    planId: formatPlanId(cityCode, version.planNumber),
    main: record.parent_id === null ? null : (names.get(record.parent_id) ?? null),
    areaClass: record.area_class,
    from: live[begins]!.from,
    until: end?.from ?? null,
    successors: passed.length === 0 ? [] : nameSuccessors(traced.successors[0]!, names),
  }
}

function unknownGrid(cityCode: string, gridId: string): ShapanError {
  return new ShapanError('grid-not-found', `No version of "${cityCode}" has a grid ${gridId} at that time`)
}

/** Grids as versions have them: the names of the last one that has each. */
async function readRecords(database: Database, cityId: number, versions: readonly VersionRow[]) {
  const plans = [...new Set(versions.map(({ planNumber }) => planNumber))]
  const rows =
    plans.length === 0
      ? []
      : await database.kysely
          .selectFrom('grid')
          .where('city_id', '=', cityId)
          .where('plan_number', 'in', plans)
          .select(['plan_number', 'grid_id', 'code', 'name'])
          .orderBy('grid_number')
          .execute()
  const ofPlan = Map.groupBy(rows, ({ plan_number }) => plan_number)
  const names = new Map<string, ComparedGrid>()
  for (const { planNumber } of versions)
    for (const { grid_id: gridId, code, name } of ofPlan.get(planNumber) ?? [])
      names.set(gridId, { gridId, code, name })
  return {
    names,
    gridsOf: ({ planNumber }: VersionRow) => (ofPlan.get(planNumber) ?? []).map(({ grid_id }) => grid_id),
  }
}

async function readBorders(database: Database, cityId: number, versions: readonly VersionRow[]) {
  if (versions.length === 0) return []
  const rows = await database.kysely
    .selectFrom('lineage')
    .where('city_id', '=', cityId)
    .where(
      'version_number',
      'in',
      versions.map(({ number }) => number),
    )
    .select(['version_number as version', 'from_grid as from', 'to_grid as to', 'kind', 'cells', 'figures'])
    .orderBy('version_number')
    .orderBy('row_number')
    .execute()
  const ofVersion = Map.groupBy(rows, ({ version }) => version)
  return versions.map(({ number }) => ({
    version: number,
    rows: (ofVersion.get(number) ?? []).map(({ version: _, ...row }): LineageRow => row),
  }))
}

function nameSuccessors(
  successors: readonly { readonly gridId: string | null; readonly share: number }[],
  names: ReadonlyMap<string, ComparedGrid>,
): Successor[] {
  return successors.map(({ gridId, share }) => {
    const grid = gridId === null ? undefined : names.get(gridId)
    return { gridId, code: grid?.code ?? '', name: grid?.name ?? '', share }
  })
}
