/**
 * Rows of any number from bytes to bytes, in constant memory: a portion is read, answered in a thread and handed on before the next is taken up, so
 * that whoever reads slowly is waited for. All rows are answered by the same version, snapshot and known time, those of `city`.
 */
import type { Crs } from '../../contract/common.ts'
import type { RowFormat, RowsBy, RowsSummary } from '../../contract/ownershipRows.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { refuseThinned } from '../cityOwnership.ts'
import { type Answered, addCounts, noRows } from './answerRows.ts'
import { type CsvColumns, readColumns } from './csvColumns.ts'
import { findPlaces } from './findPlaces.ts'
import { longestLine } from './readRows.ts'
import { type AnswerForm, rowWriter } from './rowWriter.ts'
import type { ServedCity } from './servedCity.ts'
import { tasks } from './tasks.ts'
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
 * The answers, then the summary, which it returns too. Throws `missing-column` where a header does not name what is needed, `snapshot-thinned`, and what the database
 * throws; then there is no summary.
 */
export async function* answerStream(
  database: Database,
  request: AnswerRequest,
): AsyncGenerator<Uint8Array, RowsSummary> {
  const { city, by, crs, format, form, chunks, isWaiting } = request
  const { served, cityId, cityCode, snapshotId } = city
  const asksData = by === 'customer' && snapshotId !== null
  const sum = sumRows(city, form)
  let columns: CsvColumns | null = null
  let isBegun = false
  for await (const lines of wholeLines(chunks, isWaiting)) {
    let { bytes, first } = lines
    if (format === 'csv' && columns === null) {
      const header = takeHeader(lines)
      columns = readColumns(header.text, by)
      bytes = bytes.subarray(header.length)
      first++
    }
    const rows = { bytes, format, columns, by, crs, firstLine: first, owners: served.owners.table }
    const size = bytes.length / bytesARow
    if (!isBegun) {
      if (asksData) await refuseThinned(database, cityId, cityCode, snapshotId!)
      yield sum.head()
    }
    isBegun = true
    if (by === 'point') {
      yield sum.add(await runTask(tasks.answerPoints, { rows, served, form }, size))
      continue
    }
    const { asked, ...read } = await runTask(tasks.readCustomers, rows, size)
    const found = snapshotId === null ? '' : await findPlaces(database, cityId, snapshotId, asked)
    yield sum.add(await runTask(tasks.answerCustomers, { rows: read, found, served, form }, size))
  }
  if (format === 'csv' && columns === null) readColumns('', by)
  if (asksData) await refuseThinned(database, cityId, cityCode, snapshotId)
  if (!isBegun) yield sum.head()
  yield sum.last()
  return sum.total()
}

function takeHeader({ bytes }: Lines): { text: string; length: number } {
  const end = bytes.indexOf(10)
  const length = end < 0 ? bytes.length : end + 1
  return { text: bytes.toString('utf8', 0, Math.min(end < 0 ? length : end, longestLine)), length }
}

/** The first line, the portions in their order, and the last line, which adds up what they counted. */
export function sumRows({ moment }: ServedCity, form: AnswerForm) {
  const writer = rowWriter(form)
  const sum = noRows()
  return {
    head: (): Uint8Array => Buffer.from(writer.header()),
    add({ text, counts }: Answered): Uint8Array {
      addCounts(sum, counts)
      return text
    },
    total: (): RowsSummary => ({ ...sum, ...moment }),
    last(): Uint8Array {
      return Buffer.from(writer.summary(this.total()))
    },
  }
}
