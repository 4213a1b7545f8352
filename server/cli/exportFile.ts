/**
 * A plan as files for other systems. The same plan gives the same bytes: features and rows are sorted. The GeoJSON names its plan and
 * the data it is of in its first line; all below tells nothing of when, where or in which order it was made, nor from which file.
 */
import { formatCellId, unassigned } from '../../partition/index.ts'
import { formatCents } from '../contract/money.ts'
import { forPeople, forPrograms } from '../data/sheetWriter.ts'
import { gridsGeojson } from '../grids/gridsGeojson.ts'
import type { PlanState } from '../plans/states.ts'

/**
 * Grids as an RFC 7946 FeatureCollection, sorted by code, a feature a line. What it is of stands in members of its own, by the names that
 * the API has for them; readers that do not know them pass over them.
 */
export function* exportGeojson(state: PlanState): Generator<string> {
  const { features: unsorted, type, ...about } = gridsGeojson(state)
  const features = unsorted.toSorted((a, b) => compare(a.properties.code, b.properties.code))
  const head = { type, ...about, city: state.cityCode, planName: state.name, coordinateSystem: 'OGC:CRS84' }
  yield `${JSON.stringify(head).slice(0, -1)},"features":[\n`
  for (const [index, { id, geometry, properties }] of features.entries()) {
    const { number: _, pins: __, gridId, code, name, customers, revenueCents, ...others } = properties
    const named = { gridId, code, name, customers, revenue: revenueCents / 100, ...others }
    const feature = { type: 'Feature', id, properties: named, geometry }
    yield `${JSON.stringify(feature)}${index + 1 < features.length ? ',' : ''}\n`
  }
  yield ']}\n'
}

/**
 * One row a cell, sorted by cell id: its grid (empty where unassigned) and its own customers and revenue. For people, unless
 * `isExact`.
 */
export function* exportCsv(state: PlanState, isExact: boolean): Generator<string> {
  const form = isExact ? forPrograms : forPeople
  const grids = new Map(state.grids.map((grid) => [grid.number, grid]))
  yield form.header(['cell_id', 'grid_code', 'grid_name', 'customers', 'revenue'])
  const { cellIds } = state.city.lattice
  for (let cell = 0; cell < cellIds.length; cell++) {
    const number = state.assignment[cell] ?? unassigned
    const grid = grids.get(number)
    yield form.line([
      formatCellId(cellIds[cell] ?? 0n),
      grid?.code,
      grid?.name,
      state.facts.customers[cell],
      formatCents(state.facts.revenueCents[cell] ?? 0),
    ])
  }
}

/** By code unit, which no locale changes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
