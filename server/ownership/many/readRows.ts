/**
 * The rows of a stream from its bytes. A row is a line: an id, a point, or both; NDJSON or CSV, of which the header has named the columns. What is
 * wrong with a row costs that row alone. Ids are looked for among those with an owner row while their bytes are at hand.
 */
import { isUtf8 } from 'node:buffer'
import type { Crs } from '../../contract/common.ts'
import type { RowErrorCode, RowFormat, RowsBy } from '../../contract/ownershipRows.ts'
import { describeOdd } from '../../contract/plainText.ts'
import { toWgs84 } from '../../coordinates/toWgs84.ts'
import { type CsvColumns, splitQuoted } from './csvColumns.ts'
import { findOwner, type OwnerTable } from './ownerTable.ts'

/** In bytes. A row is an id and a point; whoever sends more columns has room for them. */
export const longestLine = 64 * 1024
const longestId = 200
const [newline, carriageReturn, quote, minus, dot, zero, nine] = [10, 13, 34, 45, 46, 48, 57]

export interface RowsInput {
  /** whole lines, each of `longestLine` + 1 bytes at most */
  readonly bytes: Uint8Array
  readonly format: RowFormat
  /** of CSV */
  readonly columns: CsvColumns | null
  readonly by: RowsBy
  readonly crs: Crs
  /** of the first line of `bytes` */
  readonly firstLine: number
  readonly owners: OwnerTable
}

/** Aligned: a row each. */
export interface Rows {
  readonly ids: string[]
  readonly lines: number[]
  readonly errors: (RowErrorCode | null)[]
  /** its number among the owner rows, -1 without one */
  readonly owners: number[]
  /** WGS 84, [lng, lat, …]; not a number where the row has no point */
  readonly lngLat: number[]
}

/** Blank lines are no rows. */
export function readRows({ bytes, format, columns, by, crs, firstLine, owners }: RowsInput): Rows {
  const rows: Rows = { ids: [], lines: [], errors: [], owners: [], lngLat: [] }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts = { id: [0, 0], lon: [0, 0], lat: [0, 0] } satisfies Parts
  let line = firstLine
  for (let start = 0; start < text.length; line++) {
    const newlineAt = text.indexOf(newline, start)
    const next = newlineAt < 0 ? text.length : newlineAt + 1
    let end = newlineAt < 0 ? text.length : newlineAt
    if (end > start && text[end - 1] === carriageReturn) end--
    if (end > start) {
      const row = readLine(text, start, end, format, columns, parts)
      if (row !== blank) addRow(rows, row, line, by, crs, owners)
    }
    start = next
  }
  return rows
}

/** What a line says before it is judged. */
interface Read {
  readonly id: string
  readonly idBytes: Uint8Array
  readonly idFrom: number
  readonly idUntil: number
  readonly isPlain: boolean
  readonly lon: number | null
  readonly lat: number | null
  readonly error: RowErrorCode | null
}

type Parts = Record<'id' | 'lon' | 'lat', [number, number]>
const blank = Symbol('blank')
const nothing = new Uint8Array(0)

function failed(error: RowErrorCode, id = ''): Read {
  return { id, idBytes: nothing, idFrom: 0, idUntil: 0, isPlain: true, lon: null, lat: null, error }
}

function readLine(
  text: Buffer,
  start: number,
  end: number,
  format: RowFormat,
  columns: CsvColumns | null,
  parts: Parts,
): Read | typeof blank {
  if (end - start > longestLine) return failed('line-too-long')
  if (format === 'csv') return readCsv(text, start, end, columns!, parts)
  if (!isUtf8(text.subarray(start, end))) return failed('bad-encoding')
  return readJson(text.toString('utf8', start, end))
}

function addRow(rows: Rows, read: Read, line: number, by: RowsBy, crs: Crs, owners: OwnerTable): void {
  const { id, idBytes, idFrom, idUntil, lon, lat } = read
  const error = read.error ?? faultOf(read, by)
  rows.ids.push(error && (read.error || !read.isPlain) && describeOdd(id) ? '' : id.slice(0, longestId))
  rows.lines.push(line)
  rows.errors.push(error)
  rows.owners.push(error ? -1 : findOwner(owners, idBytes, idFrom, idUntil))
  if (error || lon === null || lat === null) rows.lngLat.push(Number.NaN, Number.NaN)
  else if (crs === 'wgs84') rows.lngLat.push(lon, lat)
  else rows.lngLat.push(...toWgs84(lon, lat, crs))
}

function faultOf({ id, isPlain, lon, lat }: Read, by: RowsBy): RowErrorCode | null {
  if (id === '') return 'missing-id'
  if (id.length > longestId) return 'id-too-long'
  if (!isPlain && describeOdd(id)) return 'bad-character'
  if (lon === null && lat === null) return by === 'point' ? 'missing-coordinate' : null
  if (lon === null || lat === null) return 'missing-coordinate'
  if (Number.isNaN(lon) || Number.isNaN(lat)) return 'not-a-number'
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? null : 'out-of-range'
}

function readJson(text: string): Read | typeof blank {
  if (text.trim() === '') return blank
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed('not-json')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return failed('not-json')
  const { id, lon, lat } = value as Record<string, unknown>
  if (typeof id !== 'string') return failed('missing-id')
  const idBytes = Buffer.from(id)
  const read = { id, idBytes, idFrom: 0, idUntil: idBytes.length, isPlain: false }
  return { ...read, lon: numberOf(lon), lat: numberOf(lat), error: null }
}

function numberOf(value: unknown): number | null {
  return value === undefined || value === null ? null : typeof value === 'number' ? value : Number.NaN
}

/** Fields between separators, found byte by byte; a line with a quote is split as text. */
function readCsv(text: Buffer, start: number, end: number, columns: CsvColumns, parts: Parts): Read | typeof blank {
  const { separator, count, id, lon, lat } = columns
  let isAscii = true
  let isControlled = false
  let field = 0
  let from = start
  for (let at = start; at <= end; at++) {
    const byte = at === end ? separator : text[at]!
    if (byte === separator) {
      if (field === id) setPart(parts.id, from, at)
      if (field === lon) setPart(parts.lon, from, at)
      if (field === lat) setPart(parts.lat, from, at)
      field++
      from = at + 1
    } else if (byte >= 128) isAscii = false
    else if (byte === quote) return readQuoted(text, start, end, columns)
    else if (byte < 32 || byte === 127) isControlled = true
  }
  if (field === 1 && text.toString('utf8', start, end).trim() === '') return blank
  if (field !== count) return failed('field-count')
  if (!isAscii && !isUtf8(text.subarray(start, end))) return failed('bad-encoding')
  const [idFrom, idUntil] = trim(text, parts.id)
  return {
    id: isAscii ? text.toString('latin1', idFrom, idUntil) : text.toString('utf8', idFrom, idUntil),
    idBytes: text,
    idFrom,
    idUntil,
    isPlain: isAscii && !isControlled,
    lon: lon === -1 ? null : parseDecimal(text, trim(text, parts.lon)),
    lat: lat === -1 ? null : parseDecimal(text, trim(text, parts.lat)),
    error: null,
  }
}

function setPart(part: [number, number], from: number, until: number): void {
  part[0] = from
  part[1] = until
}

function trim(text: Buffer, [from, until]: readonly [number, number]): [number, number] {
  let start = from
  let end = until
  while (start < end && text[start] === 32) start++
  while (end > start && text[end - 1] === 32) end--
  return [start, end]
}

function readQuoted(text: Buffer, start: number, end: number, { separator, count, id, lon, lat }: CsvColumns): Read {
  if (!isUtf8(text.subarray(start, end))) return failed('bad-encoding')
  const split = splitQuoted(text.toString('utf8', start, end), String.fromCharCode(separator))
  if (!Array.isArray(split)) return failed(split)
  const fields = split.map((field) => field.trim())
  if (fields.length !== count) return failed('field-count')
  const named = fields[id]!
  const idBytes = Buffer.from(named)
  return {
    id: named,
    idBytes,
    idFrom: 0,
    idUntil: idBytes.length,
    isPlain: false,
    lon: lon === -1 ? null : decimalOf(fields[lon]!),
    lat: lat === -1 ? null : decimalOf(fields[lat]!),
    error: null,
  }
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** null of nothing, not a number of what is none. */
function decimalOf(text: string): number | null {
  return text === '' ? null : decimal.test(text) ? Number(text) : Number.NaN
}

const powersOfTen = Float64Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * The same from bytes. Up to 15 digits are a whole number that a double holds, and so is the power of ten it is divided by: their quotient, rounded
 * once, is the number nearest to the text, which is what `Number` says (Clinger 1990). Anything else is asked of `Number`.
 */
function parseDecimal(text: Buffer, [from, until]: readonly [number, number]): number | null {
  if (from === until) return null
  let at = from
  const isNegative = text[at] === minus
  if (isNegative) at++
  const firstDigit = at
  let whole = 0
  let point = -1
  for (; at < until; at++) {
    const byte = text[at]!
    if (byte >= zero && byte <= nine) whole = 10 * whole + (byte - zero)
    else if (byte === dot && point < 0) point = at
    else return decimalOf(text.toString('utf8', from, until))
  }
  const digits = until - firstDigit - (point < 0 ? 0 : 1)
  if (digits === 0 || digits > 15) return decimalOf(text.toString('utf8', from, until))
  const value = point < 0 ? whole : whole / powersOfTen[until - point - 1]!
  return isNegative ? -value : value
}
