/**
 * Whose customer is each row of a file: streams a CSV of any size, keeps every column, and adds `grid_code`, `grid_name` and `basis`.
 * A row never vanishes: one whose place cannot be read keeps its line with the basis `invalid`, and its reason goes to the
 * rejects; of a line that is no CSV, its first characters stand in the first column.
 */

import { ShapanError } from '../base/errors.ts'
import type { Crs } from '../contract/common.ts'
import { type CsvForm, forPeople, forPrograms } from '../contract/sheetWriter.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import { type ColumnMap, columnKeys, placeKeys } from '../data/columnMap.ts'
import type { CsvRow } from '../data/csvParser.ts'
import { resolveColumns } from '../data/findColumns.ts'
import type { PointSample } from '../data/pointSample.ts'
import type { Reject } from '../data/rejects.ts'
import { openTable } from '../data/tableRows.ts'
import { rowValidator } from '../data/validateRow.ts'
import { resolveOwner } from '../ownership/resolveOwner.ts'
import type { PlanState } from '../plans/states.ts'

const addedColumns = ['grid_code', 'grid_name', 'basis'] as const

/** Nothing but the place is read. */
const nothingElse: ColumnMap = Object.fromEntries(
  columnKeys.filter((key) => !placeKeys.includes(key)).map((key) => [key, '']),
)

export interface AssignCounts {
  rows: number
  owned: number
  /** outside the city, or in a cell of no grid */
  unresolved: number
  outsideCity: number
  unassignedCell: number
  invalid: number
}

export interface AssignInput {
  readonly state: PlanState
  readonly crs: Crs
  /** names of the columns that hold the place; by their usual names where left out */
  readonly columns: Pick<ColumnMap, 'lon' | 'lat' | 'location'>
  /** one character; default: as the file says */
  readonly separator?: string | undefined
  readonly cityBox: readonly number[]
  readonly chunks: AsyncIterable<Uint8Array>
  readonly sourceName: string
  /** values as they stand in the file, and not neutral for spreadsheets */
  readonly isExact: boolean
  /** which columns hold the place, once the header is read */
  readonly onColumns?: (columns: ColumnMap) => void
  readonly onRejects: (rejects: readonly Reject[]) => Promise<void>
  /** takes each place that can be read, in its CRS */
  readonly sample: PointSample
}

/** The owned file in chunks of text; `counts` grows as they are read. Throws `missing-column` or `wrong-file-type`. */
export async function* assignRows(input: AssignInput, counts: AssignCounts): AsyncGenerator<string> {
  const form = input.isExact ? forPrograms : forPeople
  const { sourceName } = input
  const { head, batches } = await openTable(input.chunks, sourceName, input.separator, (names) => {
    const taken = addedColumns.find((name) => names.includes(name))
    if (taken)
      throw new ShapanError('missing-column', `${sourceName} already has a column "${taken}": rename or remove it`)
    return { line: form.header([...names, ...addedColumns]), assign: rowAssigner(names, input, form, counts) }
  })
  let text = head.line
  for await (const batch of batches) {
    const rejects: Reject[] = []
    text += head.assign(batch, rejects)
    await input.onRejects(rejects)
    if (text !== '') yield text
    text = ''
  }
}

function rowAssigner(
  header: readonly string[],
  { state, crs, columns, cityBox, onColumns, sample }: AssignInput,
  form: CsvForm,
  counts: AssignCounts,
) {
  const resolved = resolveColumns(header, { ...nothingElse, ...columns }, crs)
  onColumns?.(resolved.map)
  const validate = rowValidator(resolved, cityBox)
  const emptyFields = header.slice(1).map(() => '')
  return (rows: readonly CsvRow[], rejects: Reject[]): string => {
    let text = ''
    for (const { line, fields, problem } of rows) {
      counts.rows++
      if (problem) {
        counts.invalid++
        rejects.push({ line, column: '', value: problem.text, code: problem.code, reason: problem.reason })
        text += form.line([problem.text, ...emptyFields, '', '', 'invalid'])
        continue
      }
      const checked = validate(fields)
      if (!checked.ok) {
        counts.invalid++
        rejects.push({ line, ...checked.problem })
        text += form.line([...fields, '', '', 'invalid'])
        continue
      }
      sample.add(checked.row.lon, checked.row.lat, null)
      const [lng, lat] = toWgs84(checked.row.lon, checked.row.lat, crs)
      const { grid, basis, reason } = resolveOwner(state, lng, lat)
      if (grid) counts.owned++
      else counts.unresolved++
      if (reason === 'outside-city') counts.outsideCity++
      if (reason === 'unassigned-cell') counts.unassignedCell++
      text += form.line([...fields, grid?.code, grid?.name, basis])
    }
    return text
  }
}
