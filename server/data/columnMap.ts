import { describeOdd } from '../contract/plainText.ts'
import { ShapanError } from '../errors.ts'

/** What a column of a customer file may mean. */
export const columnKeys = [
  'id',
  'lon',
  'lat',
  'customers',
  'revenue',
  'segment',
  'tariff',
  'mou',
  'dou',
  'district',
] as const
export type ColumnKey = (typeof columnKeys)[number]
/** From meaning to the column's name in the file. */
export type ColumnMap = Partial<Record<ColumnKey, string>>

const required: readonly ColumnKey[] = ['lon', 'lat']

/** Names looked for when a key is not mapped, best first; compared without case, spaces, hyphens and underscores. */
const usualNames: Record<ColumnKey, readonly string[]> = {
  id: [
    'id',
    'customer_id',
    'cust_id',
    'user_id',
    'station_id',
    'code',
    '客户编号',
    '客户ID',
    '用户编号',
    '编号',
    '编码',
  ],
  lon: ['lon', 'lng', 'longitude', 'long', 'x', '经度'],
  lat: ['lat', 'latitude', 'y', '纬度'],
  customers: ['customers', 'customer_count', 'users', 'households', 'count', '客户数', '用户数', '户数'],
  revenue: ['revenue', 'income', 'arpu', 'fee', 'charge', '收入', '出账收入', '月收入'],
  segment: ['segment', 'customer_type', '客群', '客户类型', '客户类别'],
  tariff: ['tariff', 'plan', 'package', '套餐', '资费'],
  mou: ['mou', '通话时长'],
  dou: ['dou', '流量'],
  district: ['district', '区县', '行政区', '所属区县', '区'],
}

/** Reads `id=code,lon=x,lat=y`; a column name may hold anything but a comma. Throws `invalid-column-map`. */
export function parseColumnMap(text: string): ColumnMap {
  const map: ColumnMap = {}
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue
    const at = pair.indexOf('=')
    const key = pair.slice(0, at).trim()
    const column = pair.slice(at + 1).trim()
    if (at < 0 || column === '') {
      throw new ShapanError('invalid-column-map', `"${pair.trim()}" in the column map is not of the form key=column`)
    }
    if (!isColumnKey(key)) {
      const hint = closest(key, columnKeys)
      throw new ShapanError(
        'invalid-column-map',
        `"${key}" is not a known key of the column map${hint ? `; did you mean "${hint}"?` : '.'} Keys: ${columnKeys.join(', ')}`,
      )
    }
    if (map[key] !== undefined) throw new ShapanError('invalid-column-map', `The column map names "${key}" twice`)
    map[key] = column
  }
  return map
}

export interface ResolvedColumns {
  /** the map that is used, with the names as they stand in the file */
  readonly map: ColumnMap
  /** index of each mapped key's column */
  readonly index: Partial<Record<ColumnKey, number>>
}

/**
 * Finds the columns in a file's header: the mapped ones exactly, the other keys by their usual names.
 * Throws `missing-column`, listing the file's columns and the closest one, `duplicate-column` where more than one is meant, or
 * `wrong-file-type` for another separator.
 */
export function resolveColumns(header: readonly string[], mapped: ColumnMap): ResolvedColumns {
  // a line break within a heading, as spreadsheets allow it, is no more than a space
  const names = header.map((name) => name.trim().replace(/[\r\n]+/g, ' '))
  refuseOtherSeparator(names)
  const map: ColumnMap = {}
  const index: Partial<Record<ColumnKey, number>> = {}
  for (const key of columnKeys) {
    const wanted = mapped[key]
    const at = wanted === undefined ? findUsual(names, key, mapped) : findNamed(names, key, wanted, mapped)
    if (at < 0) continue
    const found = describeOdd(names[at] as string)
    if (found) throw new ShapanError('wrong-file-type', `The name of column ${at + 1} ${found}: rename it in the file`)
    map[key] = names[at] as string
    index[key] = at
  }
  for (const key of required) {
    if (index[key] === undefined) {
      const free = names.filter((_, at) => !Object.values(index).includes(at))
      throw missingColumn(
        `No column for ${key} was found: say which one with ${key}=<column>`,
        names,
        usualNames[key],
        free,
      )
    }
  }
  return { map, index }
}

function findNamed(names: readonly string[], key: ColumnKey, wanted: string, mapped: ColumnMap): number {
  const at = names.indexOf(wanted)
  const taken = new Set(Object.values(mapped))
  if (at < 0) {
    const free = names.filter((name) => !taken.has(name) && !isUsualForOther(name, key))
    throw missingColumn(`The file has no column "${wanted}" (mapped to ${key})`, names, [wanted], free)
  }
  const others = placesOf(names, (name) => name === wanted)
  if (others.length > 1) {
    throw new ShapanError(
      'duplicate-column',
      `The file has ${others.length} columns named "${wanted}" (mapped to ${key}): ${listColumns(names, others)}. Rename all but the one to read`,
      { key, columns: others.map((place) => place + 1) },
    )
  }
  return at
}

function findUsual(names: readonly string[], key: ColumnKey, mapped: ColumnMap): number {
  const taken = new Set(Object.values(mapped))
  for (const usual of usualNames[key]) {
    const places = placesOf(names, (name) => normalise(name) === normalise(usual) && !taken.has(name))
    const [at] = places
    if (places.length > 1) {
      throw new ShapanError(
        'duplicate-column',
        `The file has ${places.length} columns that could be ${key}: ${listColumns(names, places)}. Say which one with ${key}=<column>, where their names differ, or rename all but one`,
        { key, columns: places.map((place) => place + 1) },
      )
    }
    if (at !== undefined) return at
  }
  return -1
}

function isUsualForOther(name: string, key: ColumnKey): boolean {
  return columnKeys.some(
    (other) => other !== key && usualNames[other].some((usual) => normalise(usual) === normalise(name)),
  )
}

function placesOf(names: readonly string[], isMeant: (name: string) => boolean): number[] {
  return names.flatMap((name, place) => (isMeant(name) ? [place] : []))
}

/** Places are told from 1, as people count columns. */
function listColumns(names: readonly string[], places: readonly number[]): string {
  return places.map((place) => `"${names[place]}" (column ${place + 1})`).join(', ')
}

/** `free` are those that may be meant: a column with another meaning is no help, however near its name is. */
function missingColumn(
  message: string,
  names: readonly string[],
  wanted: readonly string[],
  free: readonly string[],
): ShapanError {
  const isUsable = (name: string) =>
    /^[^,]+$/.test(name) && !describeOdd(name) && placesOf(names, (other) => other === name).length === 1
  const usable = free.filter(isUsable)
  const hint = wanted.map((name) => closest(name, usable)).find((name) => name !== null)
  const columns = names.slice(0, 50).join(', ')
  return new ShapanError(
    'missing-column',
    `${message}. Columns: ${columns}${hint ? `. The closest is "${hint}"` : ''}`,
    {
      columns: names,
      closest: hint ?? null,
    },
  )
}

function refuseOtherSeparator(names: readonly string[]): void {
  const only = names.length === 1 ? (names[0] as string) : ''
  const separator = [';', '\t', '|'].find((candidate) => only.includes(candidate))
  if (!separator) return
  const label = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }[separator]
  throw new ShapanError('wrong-file-type', `The columns are separated by ${label}: export the file with commas`)
}

function isColumnKey(text: string): text is ColumnKey {
  return (columnKeys as readonly string[]).includes(text)
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

/** The candidate nearest by edit distance, or containing the text; null when none is near. */
function closest(text: string, candidates: readonly string[]): string | null {
  const wanted = normalise(text)
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(wanted.length / 2)) + 1
  for (const candidate of candidates) {
    const name = normalise(candidate)
    const contains = wanted.length >= 3 && name.length >= 3 && (name.includes(wanted) || wanted.includes(name))
    const distance = contains ? 1 : editDistance(wanted, name)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substituted, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}
