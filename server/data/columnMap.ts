import { ShapanError } from '../base/errors.ts'
import { nearestName } from './nearestName.ts'

/** What a column of a customer file may mean. */
export const columnKeys = [
  'id',
  'lon',
  'lat',
  'location',
  'customers',
  'revenue',
  'segment',
  'tariff',
  'mou',
  'dou',
  'account',
  'unit',
  'ended',
  'district',
  'period',
] as const
export type ColumnKey = (typeof columnKeys)[number]
/** From meaning, or a city's own figure, to the column's name in the file; empty where the key is not to be looked for. */
export type ColumnMap = Partial<Record<ColumnKey, string>> & Record<string, string>

export const placeKeys: readonly ColumnKey[] = ['lon', 'lat', 'location']

/**
 * Reads `id=code,lon=x,lat=y`; a column name may hold anything but a comma. `id=` switches a key off; `own` are the
 * keys of a city's own figures. Throws `invalid-column-map`.
 */
export function parseColumnMap(text: string, own: readonly string[] = []): ColumnMap {
  const known: readonly string[] = [...new Set([...columnKeys, ...own])]
  const map: ColumnMap = {}
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue
    const at = pair.indexOf('=')
    const key = pair.slice(0, at).trim()
    const column = pair.slice(at + 1).trim()
    if (at < 0) {
      throw new ShapanError('invalid-column-map', `"${pair.trim()}" in the column map is not of the form key=column`)
    }
    if (!known.includes(key)) {
      const hint = nearestName(key, known)
      throw new ShapanError(
        'invalid-column-map',
        `"${key}" is not a known key of the column map${hint ? `; did you mean "${hint}"?` : '.'} Keys: ${known.join(', ')}`,
      )
    }
    if (map[key] !== undefined) throw new ShapanError('invalid-column-map', `The column map names "${key}" twice`)
    if (column === '' && placeKeys.some((one) => one === key)) {
      throw new ShapanError(
        'invalid-column-map',
        `"${key}=" in the column map names no column, and no place is read without one`,
      )
    }
    map[key] = column
  }
  if (map.location !== undefined && (map.lon !== undefined || map.lat !== undefined)) {
    const message = 'The column map names location, which holds both coordinates, and lon or lat: one way or the other'
    throw new ShapanError('invalid-column-map', message)
  }
  return map
}
