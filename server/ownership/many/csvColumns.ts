import { ShapanError } from '../../base/errors.ts'
import type { RowsBy } from '../../contract/ownershipRows.ts'

/** Where the fields of a row stand; -1: the file has none. */
export interface CsvColumns {
  /** a byte */
  readonly separator: number
  /** fields of a row */
  readonly count: number
  readonly id: number
  readonly lon: number
  readonly lat: number
}

const separators = [',', ';', '\t']

/**
 * The columns that a header names: `id`, and `lon` and `lat` where rows are found by their point, or may be. Throws `missing-column` and
 * `invalid-request` where the header names one twice.
 */
export function readColumns(header: string, by: RowsBy): CsvColumns {
  const line = header.replace(/^\ufeff/, '').replace(/\r$/, '')
  const separator = separators.find((one) => line.includes(one)) ?? ','
  const fields = splitQuoted(line, separator)
  const names = Array.isArray(fields) ? fields.map((name) => name.trim().toLowerCase()) : []
  const at = (name: string) => {
    if (names.indexOf(name) !== names.lastIndexOf(name))
      throw new ShapanError('missing-column', `The header names the column "${name}" twice: rename one`)
    return names.indexOf(name)
  }
  const columns = {
    separator: separator.charCodeAt(0),
    count: names.length,
    id: at('id'),
    lon: at('lon'),
    lat: at('lat'),
  }
  const wanted =
    by === 'point' || columns.lon !== -1 || columns.lat !== -1 ? (['id', 'lon', 'lat'] as const) : (['id'] as const)
  const missing = wanted.filter((name) => columns[name] === -1)
  if (missing.length > 0)
    throw new ShapanError(
      'missing-column',
      `The first line must name the columns: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    )
  return columns
}

/** The fields of one line by RFC 4180; a quote that is not closed on it is refused, since a row is a line. */
export function splitQuoted(line: string, separator: string): string[] | 'unclosed-quote' | 'bad-quote' {
  const fields: string[] = []
  for (let at = 0; ; at++) {
    if (line[at] === '"') {
      let close = line.indexOf('"', at + 1)
      while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2)
      if (close < 0) return 'unclosed-quote'
      fields.push(line.slice(at + 1, close).replaceAll('""', '"'))
      at = close + 1
      if (at < line.length && line[at] !== separator) return 'bad-quote'
    } else {
      const found = line.indexOf(separator, at)
      const end = found < 0 ? line.length : found
      fields.push(line.slice(at, end))
      at = end
    }
    if (at >= line.length) return fields
  }
}
