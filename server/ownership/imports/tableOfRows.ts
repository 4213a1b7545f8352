import { Readable } from 'node:stream'
import { type ErrorCode, isShapanError, ShapanError } from '../../base/errors.ts'
import type { ColumnMap } from '../../data/columnMap.ts'
import { type OwnColumns, resolveOwn } from '../../data/findColumns.ts'
import type { FieldProblem } from '../../data/places/placeColumns.ts'
import type { Reject } from '../../data/rejects.ts'
import { openTable } from '../../data/tableRows.ts'
import { isGzip } from '../../files/fileType.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { openText, readWhole, type TextFile } from '../../files/textFile.ts'

export interface TableOptions {
  readonly sourceName: string
  readonly encoding?: Encoding | undefined
  readonly separator?: string | undefined
  readonly columnMap?: ColumnMap | undefined
}

/** A path, a stream, or bytes that came with a request. */
export type RowsInput = string | Readable | Uint8Array

/** About as many bytes of text as a cell's work elsewhere. */
export const bytesACell = 50

/** What a thread is sent of a file; of a path or a stream its text in UTF-8. Throws as `openText` does. */
export async function bytesOf<O extends TableOptions>(
  input: RowsInput,
  options: O,
): Promise<{ readonly bytes: Uint8Array; readonly options: O }> {
  if (input instanceof Uint8Array) return { bytes: input, options }
  const { sourceName: name, encoding } = options
  const bytes = await readWhole(await openText(input, { expected: 'rows', encoding, name }), 'invalid-request')
  return { bytes, options: { ...options, encoding: 'utf-8' } }
}

/** What a file's rows are read as. */
export interface TableReader<Row> {
  readonly keys: readonly { readonly key: string; readonly columns: readonly string[] }[]
  /** throws `missing-column` where what no row can do without is not among the columns */
  readonly demand: (columns: OwnColumns, names: readonly string[]) => void
  readonly read: (
    columns: OwnColumns,
    values: readonly unknown[],
  ) => { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly problem: FieldProblem }
}

export interface ReadTable<Row> {
  /** by what they mean: the columns that were read */
  readonly columnMap: ColumnMap
  readonly rowsRead: number
  readonly rows: (Row & { readonly line: number })[]
  readonly rejects: Reject[]
}

/** A thread's errors lose their class on the way: what a reader of files refuses comes back as data. */
export type Answer<T> =
  | { readonly ok: true; readonly read: T }
  | {
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly details: Readonly<Record<string, unknown>>
    }

/** No table has so many columns; each is looked at in each row. */
const mostColumns = 1000
const shownLength = 200

/**
 * Rows of CSV or of NDJSON, an object a line, from bytes; what is wrong with one row refuses that one alone. Throws as `openText` and `resolveOwn` do, and
 * `missing-column`.
 */
export async function readTableRows<Row>(
  bytes: Uint8Array,
  options: TableOptions,
  reader: TableReader<Row>,
): Promise<ReadTable<Row>> {
  if (isGzip(bytes.subarray(0, 2)))
    throw new ShapanError('wrong-file-type', 'The file is packed: send it with the header Content-Encoding: gzip')
  const { sourceName: name, encoding } = options
  const file = await openText(Readable.from([Buffer.from(bytes)]), { expected: 'rows', encoding, name })
  const text = await readWhole(file, 'invalid-request')
  return text.toString('latin1', 0, 2000).trimStart().startsWith('{')
    ? readObjects(text, file, options, reader)
    : await readCsv(text, file, options, reader)
}

/** What `work` gives, or the error it was refused with, as data. */
export async function answerOf<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, read: await work() }
  } catch (error) {
    if (!isShapanError(error)) throw error
    const { code, message, details } = error
    return { ok: false, code, message, details }
  }
}

export function readOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.read
  throw new ShapanError(answer.code, answer.message, answer.details)
}

async function readCsv<Row>(
  text: Buffer,
  { name }: Pick<TextFile, 'name'>,
  { separator, columnMap = {} }: TableOptions,
  reader: TableReader<Row>,
): Promise<ReadTable<Row>> {
  async function* chunks() {
    yield text
  }
  const { head, batches } = await openTable(chunks(), name, separator, (names) => {
    const columns = resolveOwn(names, columnMap, reader.keys)
    reader.demand(columns, names)
    return columns
  })
  const read: ReadTable<Row> = { columnMap: head.map, rowsRead: 0, rows: [], rejects: [] }
  let rowsRead = 0
  for await (const batch of batches) {
    for (const { line, fields, problem } of batch) {
      rowsRead++
      if (problem) {
        const { text: value, code, reason } = problem
        read.rejects.push({ line, column: '', value, code, reason })
      } else take(read, reader.read(head, fields), line)
    }
  }
  return { ...read, rowsRead }
}

function readObjects<Row>(
  text: Buffer,
  { name }: Pick<TextFile, 'name'>,
  { columnMap = {} }: TableOptions,
  reader: TableReader<Row>,
): ReadTable<Row> {
  const lines = text.toString('utf8').split(/\r?\n/)
  const objects = lines.map((line) => (line.trim() === '' ? undefined : objectOf(line)))
  const names = [...new Set(objects.flatMap((object) => (object ? Object.keys(object) : [])))]
  if (names.length > mostColumns)
    throw new ShapanError('wrong-file-type', `${name} has ${names.length} names of values, more than ${mostColumns}`)
  const columns = resolveOwn(names, columnMap, reader.keys)
  reader.demand(columns, names)
  const read: ReadTable<Row> = { columnMap: columns.map, rowsRead: 0, rows: [], rejects: [] }
  let rowsRead = 0
  for (const [at, object] of objects.entries()) {
    if (object === undefined) continue
    rowsRead++
    const line = at + 1
    if (object === null)
      read.rejects.push({
        ...{ line, column: '', value: lines[at]!.slice(0, shownLength), code: 'not-json' },
        reason: 'the line is no JSON object',
      })
    else
      take(
        read,
        reader.read(
          columns,
          names.map((key) => object[key]),
        ),
        line,
      )
  }
  return { ...read, rowsRead }
}

function objectOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function take<Row>({ rows, rejects }: ReadTable<Row>, read: ReturnType<TableReader<Row>['read']>, line: number): void {
  if (read.ok) rows.push({ ...read.row, line })
  else rejects.push({ line, ...read.problem })
}
