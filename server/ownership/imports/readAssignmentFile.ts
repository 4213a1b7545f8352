import type { ColumnMap } from '../../data/columnMap.ts'
import type { Reject } from '../../data/rejects.ts'
import { type AssignmentRow, assignmentReader } from './assignmentColumns.ts'
import type { SubjectKind } from './subjectColumns.ts'
import { type Answer, answerOf, readTableRows, type TableOptions } from './tableOfRows.ts'

export interface ReadAssignment {
  readonly columnMap: ColumnMap
  readonly rowsRead: number
  /** a JSON list of `NumberedRow` */
  readonly rows: string
  readonly rowCount: number
  /** a JSON list of `Subject`, by number */
  readonly subjects: string
  /** what grids are called, in the order in which the file first does */
  readonly grids: readonly string[]
  readonly rejects: readonly Reject[]
}

export interface NumberedRow extends AssignmentRow {
  readonly line: number
  /** of its subject */
  readonly n: number
}

export interface Subject {
  readonly n: number
  readonly kind: SubjectKind
  readonly id: string
}

/** The rows of a file of today's assignment and whom they are about, for a thread. A row that says the same of the same as an earlier one is refused. */
export async function readAssignmentFile({
  bytes,
  options,
}: {
  readonly bytes: Uint8Array
  readonly options: TableOptions
}): Promise<Answer<ReadAssignment>> {
  return await answerOf(async () => {
    const read = await readTableRows(bytes, options, assignmentReader)
    const subjects = new Map<string, Subject>()
    const said = new Map<string, number>()
    const rows: NumberedRow[] = []
    const rejects = [...read.rejects]
    for (const row of read.rows) {
      const { kind, id, grid, line } = row
      const key = `${kind} ${id}`
      const subject = subjects.get(key) ?? { n: subjects.size, kind, id }
      subjects.set(key, subject)
      const before = said.get(`${key}\n${grid}`)
      if (before === undefined) {
        said.set(`${key}\n${grid}`, line)
        rows.push({ ...row, n: subject.n })
      } else {
        const reason = `line ${before} says the same of the ${kind} "${id}"`
        rejects.push({ line, column: read.columnMap[kind] ?? '', value: id, code: 'duplicate-id', reason })
      }
    }
    return {
      ...{ columnMap: read.columnMap, rowsRead: read.rowsRead, rows: JSON.stringify(rows), rowCount: rows.length },
      subjects: JSON.stringify([...subjects.values()]),
      grids: [...new Set(rows.map(({ grid }) => grid))],
      rejects,
    }
  })
}
