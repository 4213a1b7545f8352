import { ShapanError } from '../../base/errors.ts'
import { rowOf } from '../../data/places/placeColumns.ts'
import { type SubjectKind, subjectKeys } from './subjectColumns.ts'
import type { TableReader } from './tableOfRows.ts'

/** What a column may mean in a file of today's assignment, a row a subject, and its usual names. */
export const assignmentKeys = [
  ...subjectKeys,
  {
    key: 'grid',
    columns: [
      ...['grid', 'grid_code', 'grid_id', 'current_grid', '网格编码', '网格编号', '网格', '所属网格', '归属网格'],
      ...['现网格', '所属网格编码', '归属网格编码', '网格名称', 'grid_name'],
    ],
  },
] as const

/** Which grid somebody is in today. */
export interface AssignmentRow {
  readonly kind: SubjectKind
  readonly id: string
  /** its code, its name or its id */
  readonly grid: string
}

export const assignmentReader: TableReader<AssignmentRow> = {
  keys: assignmentKeys,
  demand({ index }, names) {
    const isAbout = subjectKeys.some(({ key }) => index[key] !== undefined)
    if (isAbout && index.grid !== undefined) return
    const [what, map] = isAbout
      ? ['grids', 'grid=…']
      : ['customers, accounts or units', 'customer=…, account=… or unit=…']
    throw new ShapanError(
      'missing-column',
      `No column of ${what} was found: say which with map ${map}. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
      { columns: names },
    )
  },
  read(columns, values) {
    const { lineAt, refuse, faultOf } = rowOf(columns, values)
    const about = subjectKeys.find(({ key }) => lineAt(key) !== null)?.key
    if (!about) {
      const first = subjectKeys.find(({ key }) => columns.index[key] !== undefined)!.key
      return refuse(first, 'missing-id', 'it names no customer, account or unit')
    }
    const [id, grid] = [lineAt(about)!, lineAt('grid')]
    if (!grid) return refuse('grid', 'missing-id', 'the grid is empty')
    const fault = faultOf(about, id, 'code') ?? faultOf('grid', grid, 'name')
    return fault ?? { ok: true, row: { kind: about, id, grid } }
  },
}
