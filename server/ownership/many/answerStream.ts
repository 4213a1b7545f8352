/**
 * Rows of any number from bytes to bytes, in constant memory: a portion is read, answered in a thread and handed on before the next is taken up, so
 * that whoever reads slowly is waited for. All rows are answered by the same version, snapshot and known time, those of `city`.
 */
import type { Crs } from '../../contract/common.ts'
import { ownershipColumns, type RowFormat, type RowsBy, type RowsSummary } from '../../contract/ownershipRows.ts'
import { forPeople, forPrograms } from '../../contract/sheetWriter.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { refuseThinned } from '../cityOwnership.ts'
import { tasks } from '../tasks.ts'
import type { Answered, AnswerForm } from './answerRows.ts'
import { type CsvColumns, readColumns } from './csvColumns.ts'
import { findPlaces } from './findPlaces.ts'
import { longestLine } from './readRows.ts'
import type { ServedCity } from './servedCity.ts'
import { type Lines, wholeLines } from './wholeLines.ts'

export interface AnswerRequest {
  readonly city: ServedCity
  readonly by: RowsBy
  readonly crs: Crs
  /** of what comes in */
  readonly format: RowFormat
  readonly form: AnswerForm
  readonly chunks: AsyncIterable<Uint8Array>
  /** whether more bytes are there already */
  readonly isWaiting: () => boolean
}

/** of a row, at least: a short id, and its newline */
const bytesARow = 8

/**
 * The answers, then the summary. Throws `missing-column` where a header does not name what is needed, `snapshot-thinned`, and what the database
 * throws; then there is no summary.
 */
export async function* answerStream(database: Database, request: AnswerRequest): AsyncGenerator<Uint8Array> {
  const { city, by, crs, format, form, chunks, isWaiting } = request
  const { served, cityId, snapshotId } = city
  const counts = countRows(city)
  let columns: CsvColumns | null = null
  let head: Uint8Array | null = headOf(form)
  for await (const lines of wholeLines(chunks, isWaiting)) {
    let { bytes, first } = lines
    if (format === 'csv' && columns === null) {
      const header = takeHeader(lines)
      columns = readColumns(header.text, by)
      bytes = bytes.subarray(header.length)
      first++
    }
    const rows = { bytes, format, columns, by, crs, firstLine: first, owners: served.owners }
    const size = bytes.length / bytesARow
    if (head) yield head
    head = null
    if (by === 'point') {
      yield counts.add(await runTask(tasks.answerPoints, { rows, served, form }, size))
      continue
    }
    const { asked, ...read } = await runTask(tasks.readCustomers, rows, size)
    const found = snapshotId === null ? '' : await findPlaces(database, cityId, snapshotId, asked)
    yield counts.add(await runTask(tasks.answerCustomers, { rows: read, found, served, form }, size))
  }
  if (format === 'csv' && columns === null) readColumns('', by)
  if (head) yield head
  if (by === 'customer' && snapshotId !== null) await refuseThinned(database, cityId, city.cityCode, snapshotId)
  yield counts.end(form)
}

/** The first line of a CSV that goes out. */
export function headOf({ format, isExact }: AnswerForm): Uint8Array {
  return Buffer.from(format === 'csv' ? (isExact ? forPrograms : forPeople).header(ownershipColumns) : '')
}

function takeHeader({ bytes }: Lines): { text: string; length: number } {
  const end = bytes.indexOf(10)
  const length = end < 0 ? bytes.length : end + 1
  return { text: bytes.toString('utf8', 0, Math.min(end < 0 ? length : end, longestLine)), length }
}

/** Adds up what the portions say of themselves. */
export function countRows(city: ServedCity) {
  const places = { cell: 0, unresolved: 0 }
  const owners: Record<string, number> = {}
  let rows = 0
  let errors = 0
  return {
    add(answered: Answered): Uint8Array {
      rows += answered.rows
      errors += answered.errors
      places.cell += answered.places.cell
      places.unresolved += answered.places.unresolved
      for (const [basis, count] of Object.entries(answered.owners)) owners[basis] = (owners[basis] ?? 0) + count
      return answered.text
    },
    summary: (): RowsSummary => ({ rows, places, owners, errors, ...city.moment }),
    end({ format, isExact }: AnswerForm): Uint8Array {
      const summary = this.summary()
      if (format === 'ndjson') return Buffer.from(`${JSON.stringify({ summary })}\n`)
      const form = isExact ? forPrograms : forPeople
      const empty = ownershipColumns.slice(2).map(() => '')
      return Buffer.from(form.line(['#summary', ...empty, JSON.stringify(summary)]))
    },
  }
}
