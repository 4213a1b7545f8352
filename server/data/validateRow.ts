import { contractFigures, type SumFigure, sumFigures } from '../contract/figures.ts'
import { type Period, readPeriod } from '../contract/periods.ts'
import { describeOdd } from '../contract/plainText.ts'
import type { RejectCode } from '../contract/rejectCodes.ts'
import { longitudeNear } from '../coordinates/longitudes.ts'
import type { ColumnKey } from './columnMap.ts'
import type { ResolvedColumns } from './findColumns.ts'
import { readDate } from './humanDate.ts'
import { type NumberKind, readDecimal } from './humanNumber.ts'
import { type Place, readDegrees, readPlace } from './humanPlace.ts'
import { parseScaled } from './money.ts'
import { isInBox } from './outside.ts'
import { isLatitudeFirst, isShareName } from './usualNames.ts'

export interface RowProblem {
  /** the column's name in the file */
  readonly column: string
  readonly value: string
  readonly code: RejectCode
  readonly reason: string
}

export interface ValidRow {
  /** null: the file has no id column */
  readonly id: string | null
  /** as the file says, in its CRS */
  readonly lon: number
  readonly lat: number
  /** the contract's sums, then the city's own that have a column: whole numbers, as the contract keeps them */
  readonly figures: readonly number[]
  readonly segment: string | null
  readonly tariff: string | null
  readonly mou: number | null
  readonly dou: number | null
  /** the key or listed account, and the unit, that owners are named for */
  readonly account: string | null
  readonly unit: string | null
  /** the first day on which he is no customer any more, as YYYY-MM-DD */
  readonly ended: string | null
  readonly district: string | null
  /** null: the file has no column of periods */
  readonly period: Period | null
}

export type Validation =
  | { readonly ok: true; readonly row: ValidRow }
  | { readonly ok: false; readonly problem: RowProblem }

/** How databases and spreadsheets write "no value". */
const emptyWords = new Set(['', 'NULL', 'null', '\\N'])
const maxCustomers = 2_147_483_647
const maxTextLength = 200
/** What devices and programs multiply degrees by to keep them as whole numbers; 3.6 million: thousandths of a second. */
const scales = [1e6, 1e7, 1e5, 3.6e6, 1e4, 3600, 1e3, 60]

class Invalid {
  readonly problem: RowProblem

  constructor(problem: RowProblem) {
    this.problem = problem
  }
}

/**
 * Makes the validator of one file's rows. `cityBox` (west, south, east, north) lets it tell a longitude and latitude that were swapped
 * from a place elsewhere. Only the first problem of a row is given. An empty optional value is 0 or null. Rows of another period than
 * `asked` are refused, where one is asked for.
 */
export function rowValidator(
  columns: Pick<ResolvedColumns, 'map' | 'index' | 'own'>,
  cityBox: readonly number[],
  asked?: Period,
): (fields: readonly string[]) => Validation {
  const { index, map, own } = columns
  const invalid = (key: string, value: string, code: RejectCode, reason: string) =>
    new Invalid({ column: map[key] ?? key, value: value.slice(0, maxTextLength), code, reason })

  const text = (fields: readonly string[], key: string): string => {
    const at = index[key]
    return at === undefined ? '' : (fields[at] as string).trim()
  }

  const plain = (key: ColumnKey, value: string): string => {
    const found = describeOdd(value)
    if (found) throw invalid(key, value, 'bad-character', `the ${key} ${found}`)
    return value
  }

  const optionalText = (fields: readonly string[], key: ColumnKey): string | null => {
    const value = text(fields, key)
    if (emptyWords.has(value)) return null
    // a line break within a text, as spreadsheets allow it, is no more than a space
    return plain(key, value.replace(/[\t\r\n]+/g, ' ')).slice(0, maxTextLength)
  }

  const decimal = (key: string, value: string, kind: NumberKind): string => {
    const read = readDecimal(value, kind)
    if (typeof read === 'string') return read
    throw invalid(key, value, 'not-a-number', read.reason)
  }

  const optionalNumber = (fields: readonly string[], key: ColumnKey, kind: NumberKind): number | null => {
    const value = text(fields, key)
    if (emptyWords.has(value)) return null
    const number = Number(decimal(key, value, kind))
    if (!Number.isFinite(number)) throw invalid(key, value, 'not-a-number', `"${value}" is not a finite number`)
    return number
  }

  const optionalDate = (fields: readonly string[], key: ColumnKey): string | null => {
    const value = text(fields, key)
    if (emptyWords.has(value)) return null
    const date = readDate(value)
    if (date === null) throw invalid(key, value, 'not-a-date', `"${value}" is no date such as 2026-10-01`)
    return date
  }

  const filled = (fields: readonly string[], key: 'lon' | 'lat' | 'location', what: string): string => {
    const value = text(fields, key)
    if (emptyWords.has(value)) throw invalid(key, value, 'missing-coordinate', `the ${what} is empty`)
    return value
  }

  const coordinate = (fields: readonly string[], key: 'lon' | 'lat'): number => {
    const value = filled(fields, key, key === 'lon' ? 'longitude' : 'latitude')
    const read = readDegrees(value, key)
    if (typeof read === 'number') return read
    throw invalid(key, value, 'not-a-number', read.reason)
  }

  const figureKind = (key: 'mou' | 'dou'): NumberKind => (isShareName(map[key] ?? '') ? 'share' : 'figure')
  const figureKinds = { mou: figureKind('mou'), dou: figureKind('dou') }
  const isLatFirst = map.location !== undefined && isLatitudeFirst(map.location)
  const location = (fields: readonly string[]): Place => {
    const value = filled(fields, 'location', 'place')
    const read = readPlace(value, isLatFirst)
    if ('lon' in read) return read
    throw invalid('location', value, 'not-a-number', read.reason)
  }

  const customers = (fields: readonly string[]): number => {
    if (index.customers === undefined) return 1
    const value = optionalNumber(fields, 'customers', 'count') ?? 0
    const shown = text(fields, 'customers')
    if (value < 0) throw invalid('customers', shown, 'negative', 'a number of customers cannot be negative')
    if (!Number.isInteger(value)) throw invalid('customers', shown, 'not-whole', 'a number of customers must be whole')
    if (value > maxCustomers)
      throw invalid('customers', shown, 'too-large', `more than ${maxCustomers} customers in one row`)
    return value
  }

  /** Of any figure but customers. */
  const amount = (fields: readonly string[], { key, unit, decimals }: SumFigure): number => {
    const value = text(fields, key)
    if (emptyWords.has(value)) return 0
    const number = decimal(key, value, unit === 'count' ? 'count' : 'amount')
    if (unit === 'count' && !Number.isInteger(Number(number)))
      throw invalid(key, value, 'not-whole', `a number of ${key} must be whole`)
    const scaled = parseScaled(number, decimals)
    if (scaled === null || Number.isNaN(scaled))
      throw invalid(key, value, 'too-large', 'the amount is beyond a million million')
    return scaled
  }
  const amounts = [...sumFigures(contractFigures).slice(1), ...own]

  const id = (fields: readonly string[]): string | null => {
    if (index.id === undefined) return null
    const value = text(fields, 'id')
    if (value === '') throw invalid('id', value, 'missing-id', 'the id is empty')
    if (value.length > maxTextLength)
      throw invalid('id', value, 'id-too-long', `the id is longer than ${maxTextLength} characters`)
    return plain('id', value)
  }

  let last: { text: string; period: Period | null } = { text: '', period: null }
  const period = (fields: readonly string[]): Period | null => {
    if (index.period === undefined) return null
    const value = text(fields, 'period')
    if (value !== last.text) last = { text: value, period: readPeriod(value) }
    if (last.period === null) {
      const reason = emptyWords.has(value) ? 'the period is empty' : `"${value}" is no month such as 2026-10`
      throw invalid('period', value, 'not-a-period', reason)
    }
    if (asked !== undefined && last.period !== asked)
      throw invalid('period', value, 'other-period', `of ${last.period}, not of ${asked}`)
    return last.period
  }

  const scaleHint = (lon: number, lat: number): string => {
    const scale = scales.find((one) => isInBox(lon / one, lat / one, cityBox))
    if (scale !== undefined)
      return `; divided by ${scale.toLocaleString('en-US')} the point lies in the city: convert the columns to degrees`
    return Math.abs(lon) > 1000 && Math.abs(lat) > 1000
      ? '; these look like metres of a projection: convert them to degrees (EPSG:4326)'
      : ''
  }

  const place = (fields: readonly string[]): Place => {
    const isOneColumn = index.location !== undefined
    const given = isOneColumn ? location(fields) : { lon: coordinate(fields, 'lon'), lat: coordinate(fields, 'lat') }
    const { lat } = given
    // a file of a city across the antimeridian may count on past 180
    const isCountedOn = Math.abs(given.lon) > 180 && isInBox(given.lon, lat, cityBox)
    const lon = isCountedOn ? longitudeNear(given.lon, 0) : given.lon
    const shown = (key: 'lon' | 'lat') => text(fields, isOneColumn ? 'location' : key)
    const keyOf = (key: 'lon' | 'lat') => (isOneColumn ? 'location' : key)
    const isPossible = Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    if (!(isPossible && isInBox(lon, lat, cityBox)) && isInBox(lat, lon, cityBox)) {
      const hint = isOneColumn ? '; name the column latlng where the latitude comes first' : ''
      throw invalid(
        keyOf('lon'),
        isOneColumn ? shown('lon') : `${shown('lon')} ${shown('lat')}`,
        'swapped-lon-lat',
        `longitude and latitude are swapped: the other way round the point lies in the city${hint}`,
      )
    }
    if (Math.abs(lon) > 180) {
      const reason = `a longitude lies between -180 and 180${scaleHint(lon, lat)}`
      throw invalid(keyOf('lon'), shown('lon'), 'out-of-range', reason)
    }
    if (Math.abs(lat) > 90) {
      const hint = Math.abs(lon) <= 90 && Math.abs(lat) <= 180 ? '; longitude and latitude look swapped' : ''
      const code = hint === '' ? 'out-of-range' : 'swapped-lon-lat'
      throw invalid(
        keyOf('lat'),
        shown('lat'),
        code,
        `a latitude lies between -90 and 90${hint || scaleHint(lon, lat)}`,
      )
    }
    return { lon, lat }
  }

  return (fields) => {
    try {
      const row = {
        // first: whatever else is wrong with a row of another period is no matter
        period: period(fields),
        id: id(fields),
        ...place(fields),
        figures: [customers(fields), ...amounts.map((figure) => amount(fields, figure))],
        segment: optionalText(fields, 'segment'),
        tariff: optionalText(fields, 'tariff'),
        mou: optionalNumber(fields, 'mou', figureKinds.mou),
        dou: optionalNumber(fields, 'dou', figureKinds.dou),
        account: optionalText(fields, 'account'),
        unit: optionalText(fields, 'unit'),
        ended: optionalDate(fields, 'ended'),
        district: optionalText(fields, 'district'),
      }
      return { ok: true, row }
    } catch (error) {
      if (error instanceof Invalid) return { ok: false, problem: error.problem }
      throw error
    }
  }
}
