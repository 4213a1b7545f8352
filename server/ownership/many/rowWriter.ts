import { type OwnershipRow, ownershipColumns, type RowFormat, type RowsSummary } from '../../contract/ownershipRows.ts'
import { forPeople, forPrograms } from '../../contract/sheetWriter.ts'

export interface AnswerForm {
  readonly format: RowFormat
  /** CSV as it is, for programs; else neutral for spreadsheets */
  readonly isExact: boolean
}

/** Text of the lines that go out, each with its newline. */
export interface RowWriter {
  /** the first line; none of NDJSON */
  header(): string
  row(row: OwnershipRow): string
  /** the last line */
  summary(summary: RowsSummary): string
}

export function rowWriter({ format, isExact }: AnswerForm): RowWriter {
  if (format === 'ndjson') return { header: () => '', row: jsonLine, summary: (summary) => jsonLine({ summary }) }
  const form = isExact ? forPrograms : forPeople
  const empty = ownershipColumns.slice(2).map(() => null)
  return {
    header: () => form.header(ownershipColumns),
    row(row) {
      if ('error' in row) return form.line([row.id, ...empty, `${row.error.code}:${row.error.line}`])
      const { id, active, place, owner, holdsUntil } = row
      return form.line([
        ...[id, active === null ? null : String(active), place.gridId, place.code, place.basis, place.reason],
        ...[owner?.kind, owner?.id, owner?.basis, holdsUntil, null],
      ])
    },
    summary: (summary) => form.line(['#summary', ...empty, JSON.stringify(summary)]),
  }
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}
