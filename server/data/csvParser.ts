import { isUtf8 } from 'node:buffer'
import type { RejectCode } from '../contract/rejectCodes.ts'
import { findSeparator, isBlankLine, statedSeparator } from './separator.ts'

/**
 * CSV records from bytes, in constant memory, whatever the bytes are.
 *
 * Bytes are collected to whole lines, decoded once for all of them, and split: by `split` where a line has no quote, by a
 * scanner of RFC 4180 otherwise. The separator is told, stated by a first line `sep=;`, or found in the header. What is broken costs one row, never the file:
 * - A line over the limit is skipped to its newline without being held.
 * - A quote that is not closed (within the limit, or before the end), or that closes in a record of the wrong width some lines
 *   later, spoils only the line it opens on; reading resumes at the next line.
 * - A line that is not UTF-8 is refused by itself.
 * Blank lines are no rows, nor are lines of which every field is empty. A quote inside an unquoted field is an ordinary character.
 */
export type CsvProblemCode = Extract<
  RejectCode,
  'line-too-long' | 'unclosed-quote' | 'bad-quote' | 'field-count' | 'bad-encoding'
>

export interface CsvRow {
  /** of the row's first character, counted from 1 in the file */
  readonly line: number
  readonly fields: readonly string[]
  readonly problem?: { readonly code: CsvProblemCode; readonly reason: string; readonly text: string }
}

export const maxRecordBytes = 1024 * 1024
const shownLength = 200
/** A line `sep=;` is short, even with the empty cells that Excel may add to it. */
const longestStatement = 100
const newline = 10

export class CsvParser {
  /** Rows must have this many fields; 0: not known yet, any number is taken. */
  expectedFields = 0
  #separator: string | null
  #isBegun = false
  #rest: Buffer = Buffer.alloc(0)
  #line = 1
  #isSkipping = false

  /** `separator` null: as the file says */
  constructor(separator: string | null = null) {
    this.#separator = separator
  }

  /** The rows that these bytes complete. */
  push(chunk: Uint8Array): CsvRow[] {
    const rows: CsvRow[] = []
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (this.#isSkipping) {
      const end = bytes.indexOf(newline)
      if (end < 0) return rows
      this.#isSkipping = false
      this.#line++
      bytes = bytes.subarray(end + 1)
    }
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes])
    const whole = bytes.lastIndexOf(newline) + 1
    const taken = this.#parseLines(bytes.subarray(0, whole), false, rows)
    const rest = bytes.subarray(taken)
    if (taken === whole && rest.length > maxRecordBytes) {
      rows.push(this.#problemRow('line-too-long', rest.toString('utf8', 0, 4 * shownLength)))
      this.#isSkipping = true
      this.#rest = Buffer.alloc(0)
    } else {
      // A copy, so that a small rest does not hold on to a large chunk.
      this.#rest = Buffer.from(rest)
    }
    return rows
  }

  /** The rows left at the end of the file. */
  end(): CsvRow[] {
    const rows: CsvRow[] = []
    this.#parseLines(this.#rest, true, rows)
    this.#rest = Buffer.alloc(0)
    return rows
  }

  /** Parses whole lines and returns how many bytes were used; an open quote leaves the rest from its line on, unless `isFinal`. */
  #parseLines(bytes: Buffer, isFinal: boolean, rows: CsvRow[]): number {
    if (isUtf8(bytes)) {
      const text = bytes.toString('utf8')
      const taken = this.#parseText(text, isFinal, rows)
      return taken === text.length ? bytes.length : Buffer.byteLength(text.slice(0, taken))
    }
    let start = 0
    while (start < bytes.length) {
      const end = lineEnd(bytes, start)
      if (isUtf8(bytes.subarray(start, end))) {
        let stop = end
        while (stop < bytes.length && isUtf8(bytes.subarray(stop, lineEnd(bytes, stop)))) stop = lineEnd(bytes, stop)
        const text = bytes.toString('utf8', start, stop)
        const taken = this.#parseText(text, isFinal || stop < bytes.length, rows)
        if (taken < text.length) return start + Buffer.byteLength(text.slice(0, taken))
        start = stop
      } else {
        rows.push(this.#problemRow('bad-encoding', bytes.toString('latin1', start, Math.min(end, start + shownLength))))
        this.#line++
        start = end
      }
    }
    return start
  }

  #parseText(text: string, isFinal: boolean, rows: CsvRow[]): number {
    let start = 0
    // The next quote; -1 is none. Looked for within the loop alone: a search before it is what V8 would do again for each line.
    let quote = -2
    while (start < text.length) {
      const newlineAt = text.indexOf('\n', start)
      const next = newlineAt < 0 ? text.length : newlineAt + 1
      const end = contentEnd(text, start, newlineAt < 0 ? text.length : newlineAt)
      if (quote !== -1 && quote < start) quote = text.indexOf('"', start)
      if (this.#isNoRow(text, start, end)) {
        this.#line++
        start = next
        continue
      }
      const separator = this.#separator ?? findSeparator(text, start)
      if (end - start > maxRecordBytes) {
        rows.push(this.#problemRow('line-too-long', text.slice(start, start + shownLength)))
      } else if (quote < 0 || quote >= end) {
        this.#separator = separator
        this.#addRow(text.slice(start, end).split(separator), text, start, end, rows)
      } else {
        const record = scanRecord(text, start, separator)
        if (record.kind === 'open' && !isFinal && text.length - start <= maxRecordBytes) return start
        this.#separator = separator
        const isWhole = record.kind === 'record' && (record.lines === 1 || this.#hasExpectedWidth(record.fields))
        if (isWhole) {
          if (record.fields.some((field) => field.trim() !== '')) this.#addRow(record.fields, text, start, end, rows)
          this.#line += record.lines
          start = record.next
          continue
        }
        // A quote that "closes" on a later line was never meant to: it met the next quote of the file.
        const code = record.kind === 'bad' && record.lines === 1 ? 'bad-quote' : 'unclosed-quote'
        rows.push(this.#problemRow(code, text.slice(start, end)))
      }
      this.#line++
      start = next
    }
    return start
  }

  /** A blank line, or a first one that only states the separator. */
  #isNoRow(text: string, start: number, end: number): boolean {
    if (isBlankLine(text, start, end, this.#separator)) return true
    if (this.#isBegun) return false
    this.#isBegun = true
    const stated = end - start > longestStatement ? null : statedSeparator(text.slice(start, end))
    this.#separator ??= stated
    return stated !== null
  }

  #hasExpectedWidth(fields: readonly string[]): boolean {
    return this.expectedFields === 0 || fields.length === this.expectedFields
  }

  #addRow(fields: string[], text: string, start: number, end: number, rows: CsvRow[]): void {
    if (this.#hasExpectedWidth(fields)) rows.push({ line: this.#line, fields })
    else rows.push(this.#problemRow('field-count', text.slice(start, end), fields.length))
    if (this.expectedFields === 0) this.expectedFields = fields.length
  }

  #problemRow(code: CsvProblemCode, text: string, fieldCount = 0): CsvRow {
    const reason = {
      'line-too-long': 'the line is longer than 1 MiB',
      'unclosed-quote': 'a quote opens on this line and is not closed',
      'bad-quote': 'text follows a closing quote',
      'field-count': `the row has ${fieldCount} fields, the header ${this.expectedFields}`,
      'bad-encoding': 'the line is not text in the encoding of the file',
    }[code]
    return { line: this.#line, fields: [], problem: { code, reason, text: text.slice(0, shownLength) } }
  }
}

type Scan =
  | { kind: 'record'; fields: string[]; next: number; lines: number }
  /** the text ends inside a quoted field */
  | { kind: 'open' }
  /** text follows a closing quote, `lines` lines on */
  | { kind: 'bad'; lines: number }

/** One record by RFC 4180 from `start`, which may run over several lines. */
function scanRecord(text: string, start: number, separator: string): Scan {
  const fields: string[] = []
  let lines = 1
  let at = start
  for (;;) {
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close < 0) return { kind: 'open' }
      const value = text.slice(at + 1, close)
      for (let i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) lines++
      fields.push(value.includes('""') ? value.replaceAll('""', '"') : value)
      at = close + 1
      if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at++
      if (at < text.length && text[at] !== separator && text[at] !== '\n') return { kind: 'bad', lines }
    } else {
      const lineEnd = text.indexOf('\n', at)
      const stop = lineEnd < 0 ? text.length : lineEnd
      const separatorAt = text.indexOf(separator, at)
      const end = separatorAt >= 0 && separatorAt < stop ? separatorAt : stop
      fields.push(text.slice(at, end === stop ? contentEnd(text, at, end) : end))
      at = end
    }
    if (text[at] !== separator) return { kind: 'record', fields, next: Math.min(at + 1, text.length), lines }
    at++
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

function contentEnd(text: string, start: number, end: number): number {
  return end > start && text[end - 1] === '\r' ? end - 1 : end
}

function lineEnd(bytes: Buffer, start: number): number {
  const at = bytes.indexOf(newline, start)
  return at < 0 ? bytes.length : at + 1
}
