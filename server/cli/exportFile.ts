/**
 * A plan as files for other systems. The same plan gives the same bytes: features and rows are sorted. The GeoJSON names its plan and
 * the data it is of in its first line; all below tells nothing of when, where or in which order it was made, nor from which file.
 */
import { formatCellId, unassigned, valuesOf } from '../../partition/index.ts'
import { type FigureDefinition, type Figures, figuresAmong, ratioOf, scaleOf, sumFigures } from '../contract/figures.ts'
import type { GridFigures } from '../contract/grids.ts'
import { formatScaled } from '../contract/money.ts'
import { forPeople, forPrograms } from '../contract/sheetWriter.ts'
import { gridsGeojson } from '../grids/gridsGeojson.ts'
import type { PlanState } from '../plans/states.ts'

/**
 * Grids as an RFC 7946 FeatureCollection, sorted by code, a feature a line. What it is of stands in members of its own, by the names that
 * the API has for them; readers that do not know them pass over them.
 */
export function* exportGeojson(state: PlanState, definitions: readonly FigureDefinition[]): Generator<string> {
  const figures = figuresAmong(definitions, state.facts.keys)
  const { features: unsorted, type, ...about } = gridsGeojson(state)
  const features = unsorted.toSorted((a, b) => compare(a.properties.code, b.properties.code))
  const head = { type, ...about, city: state.cityCode, planName: state.name, coordinateSystem: 'OGC:CRS84' }
  yield `${JSON.stringify(head).slice(0, -1)},"features":[\n`
  for (const [index, { id, geometry, properties }] of features.entries()) {
    const { number: _, pins: __, gridId, code, name, figures: sums, deviations, ...others } = properties
    const named = { gridId, code, name, ...wholeFigures(figures, sums), ...deviationsOf(deviations), ...others }
    const feature = { type: 'Feature', id, properties: named, geometry }
    yield `${JSON.stringify(feature)}${index + 1 < features.length ? ',' : ''}\n`
  }
  yield ']}\n'
}

/** In whole units, as tables of other programs want them: money in the currency; ratios after the sums. */
function wholeFigures(figures: readonly FigureDefinition[], sums: Figures): Record<string, number | null> {
  const whole = (one: FigureDefinition) =>
    one.kind === 'ratio' ? ratioOf(one, sums, figures) : (sums[one.key] ?? 0) / scaleOf(one)
  return Object.fromEntries(figures.map((one) => [one.key, whole(one)]))
}

function deviationsOf(deviations: GridFigures['deviations']): Record<string, number | null> {
  return Object.fromEntries(Object.entries(deviations).map(([key, value]) => [`${key}Deviation`, value]))
}

/**
 * One row a cell, sorted by cell id: its grid (empty where unassigned) and its own figures; where the city has several divisions, also which it is of. For people, unless `isExact`.
 */
export function* exportCsv(
  state: PlanState,
  definitions: readonly FigureDefinition[],
  isExact: boolean,
): Generator<string> {
  const form = isExact ? forPrograms : forPeople
  const grids = new Map(state.grids.map((grid) => [grid.number, grid]))
  const sums = sumFigures(figuresAmong(definitions, state.facts.keys))
  const { key: division, isOnly } = state.division
  const columns = sums.map((figure) => ({ ...figure, values: valuesOf(state.facts, figure.key) }))
  yield form.header([
    'cell_id',
    'grid_code',
    'grid_name',
    ...columns.map(({ key }) => key),
    ...(isOnly ? [] : ['division']),
  ])
  const { cellIds } = state.city.lattice
  for (let cell = 0; cell < cellIds.length; cell++) {
    const number = state.assignment[cell] ?? unassigned
    const grid = grids.get(number)
    yield form.line([
      formatCellId(cellIds[cell] ?? 0n),
      grid?.code,
      grid?.name,
      ...columns.map(({ decimals, values }) => formatScaled(values[cell]!, decimals)),
      ...(isOnly ? [] : [division]),
    ])
  }
}

/** By code unit, which no locale changes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
