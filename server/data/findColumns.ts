import { ShapanError } from '../base/errors.ts'
import type { Crs } from '../contract/common.ts'
import type { FigureKey, SumFigure } from '../contract/figures.ts'
import { periodFigures } from '../contract/periodFigures.ts'
import { describeOdd } from '../contract/plainText.ts'
import { type ColumnKey, type ColumnMap, columnKeys } from './columnMap.ts'
import { readDegrees, readPlace } from './humanPlace.ts'
import { nearestName, normaliseName } from './nearestName.ts'
import { separatorsIn, separatorTitle } from './separator.ts'
import { customerWords, taggedCoordinate, usualNames } from './usualNames.ts'

/** What a column of its own may stand for, beside the keys of every file of customers. */
interface OwnKey {
  readonly key: string
  /** usual names, best first */
  readonly columns: readonly string[]
}

export interface OwnColumns {
  readonly map: ColumnMap
  readonly index: Record<string, number>
}

export interface ResolvedColumns<Own extends OwnKey = SumFigure> {
  /** the map that is used, with the names as they stand in the file */
  readonly map: ColumnMap
  /** index of each mapped key's column */
  readonly index: Partial<Record<ColumnKey, number>> & Record<string, number>
  /** the city's own figures that a column was found for */
  readonly own: readonly Own[]
  /** columns nothing is read from that are called like a usual figure which the city does not count */
  readonly perhapsFigures: readonly PerhapsFigure[]
  /** columns nothing is read from whose names speak of customers, where no column of customers was found */
  readonly perhapsCustomers: readonly string[]
}

export interface PerhapsFigure {
  readonly key: FigureKey
  readonly column: string
}

/**
 * Finds the columns in a file's header: the mapped ones exactly, the other keys by their usual names. Of several pairs of coordinates
 * whose names say their CRS, the one of `crs` is taken; a column that holds both coordinates, where there is no pair.
 * Throws `missing-column`, listing the file's columns and the closest one, `duplicate-column` where more than one is meant, or
 * `wrong-file-type` for another separator.
 */
export function resolveColumns<Own extends OwnKey = SumFigure>(
  header: readonly string[],
  mapped: ColumnMap,
  crs?: Crs,
  figures: readonly Own[] = [],
): ResolvedColumns<Own> {
  const names = header.map(plainHeading)
  refuseOtherSeparator(names)
  // First, so that no other key reads their columns by a usual name of its own.
  const { map, index } = resolveOwn(names, mapped, figures)
  const own = figures.filter(({ key }) => key in index)
  const take = takerOf(names, { map, index })
  const wanted: ColumnMap = { ...placesOfCrs(names, mapped, crs), ...map, ...mapped }
  for (const key of columnKeys) {
    const name = wanted[key]
    if (name === '' || key === 'location') continue
    if ((key === 'lon' || key === 'lat') && wanted.location !== undefined) continue
    take(key, name === undefined ? findUsual(names, key, wanted) : findNamed(names, key, name, wanted))
  }
  if (wanted.location !== undefined) take('location', findNamed(names, 'location', wanted.location, wanted))
  else if (index.lon === undefined && index.lat === undefined && wanted.lon === undefined && wanted.lat === undefined)
    take('location', findUsual(names, 'location', wanted))
  for (const key of ['lon', 'lat'] as const) {
    if (index[key] !== undefined || index.location !== undefined) continue
    const free = names.filter((_, at) => !Object.values(index).includes(at))
    throw noPlace(key, names, free, crs)
  }
  const used = new Set(Object.values(map))
  const perhapsFigures = figuresSeen(
    names.filter((name) => !used.has(name)),
    figures,
  )
  for (const { column } of perhapsFigures) used.add(column)
  const isOpen = index.customers === undefined && mapped.customers !== ''
  const perhapsCustomers = isOpen ? names.filter((name) => !used.has(name) && customerWords.test(name)) : []
  return { map, index, own, perhapsFigures, perhapsCustomers }
}

/** The first free column of each usual figure that is none of the city's. */
function figuresSeen(free: readonly string[], figures: readonly OwnKey[]): PerhapsFigure[] {
  return periodFigures
    .filter(({ key }) => !figures.some((own) => own.key === key))
    .flatMap(({ key, columns }) => {
      const usual = columns.map(normaliseName)
      const column = free.find((name) => usual.includes(normaliseName(name)))
      return column === undefined ? [] : [{ key, column }]
    })
}

/** Finds the columns of keys that have no other meaning: the mapped ones exactly, the others by their usual names. Throws as `resolveColumns`. */
export function resolveOwn(header: readonly string[], mapped: ColumnMap, keys: readonly OwnKey[]): OwnColumns {
  const names = header.map(plainHeading)
  const found: OwnColumns = { map: {}, index: {} }
  const take = takerOf(names, found)
  for (const { key, columns } of keys) {
    const name = mapped[key]
    if (name === '') continue
    const others = { ...found.map, ...mapped }
    take(key, name === undefined ? findOf(names, key, columns, others) : findNamed(names, key, name, mapped))
  }
  return found
}

/** A line break within a heading, as spreadsheets allow it, is no more than a space. */
function plainHeading(name: string): string {
  return name.trim().replace(/[\r\n]+/g, ' ')
}

function takerOf(names: readonly string[], { map, index }: OwnColumns) {
  return (key: string, at: number) => {
    if (at < 0) return
    const found = describeOdd(names[at] as string)
    if (found) throw new ShapanError('wrong-file-type', `The name of column ${at + 1} ${found}: rename it in the file`)
    map[key] = names[at] as string
    index[key] = at
  }
}

/** The pair, or the column of places, that says it is of this CRS. */
function placesOfCrs(names: readonly string[], mapped: ColumnMap, crs: Crs | undefined): ColumnMap {
  if (crs === undefined || mapped.lon !== undefined || mapped.lat !== undefined || mapped.location !== undefined)
    return {}
  const found: ColumnMap = {}
  for (const name of names) {
    const tagged = taggedCoordinate(name)
    if (tagged?.crs === crs) found[tagged.key] ??= name
  }
  const { lon, lat, location } = found
  if (lon !== undefined && lat !== undefined) return { lon, lat }
  return location === undefined ? {} : { location }
}

function findNamed(names: readonly string[], key: string, wanted: string, mapped: ColumnMap): number {
  const at = names.indexOf(wanted)
  if (at < 0) {
    const taken = new Set(Object.values(mapped))
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
  return findOf(names, key, usualNames[key], mapped)
}

function findOf(names: readonly string[], key: string, usuals: readonly string[], mapped: ColumnMap): number {
  const taken = new Set(Object.values(mapped))
  for (const usual of usuals) {
    const places = placesOf(names, (name) => normaliseName(name) === normaliseName(usual) && !taken.has(name))
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

function isUsualForOther(name: string, key: string): boolean {
  return columnKeys.some(
    (other) => other !== key && usualNames[other].some((usual) => normaliseName(usual) === normaliseName(name)),
  )
}

function placesOf(names: readonly string[], isMeant: (name: string) => boolean): number[] {
  return names.flatMap((name, place) => (isMeant(name) ? [place] : []))
}

/** Places are told from 1, as people count columns. */
function listColumns(names: readonly string[], places: readonly number[]): string {
  return places.map((place) => `"${names[place]}" (column ${place + 1})`).join(', ')
}

function noPlace(
  key: 'lon' | 'lat',
  names: readonly string[],
  free: readonly string[],
  crs: Crs | undefined,
): ShapanError {
  const tagged = names.flatMap((name) => {
    const found = taggedCoordinate(name)
    return found && found.crs !== crs ? [{ name, crs: found.crs }] : []
  })
  const [other] = tagged
  const which = other
    ? `. ${tagged.map(({ name }) => `"${name}"`).join(', ')} are of another CRS than --crs ${crs ?? ''} says: say --crs ${other.crs}, if that is meant`
    : ''
  const message = `No column for ${key} was found: say which one with ${key}=<column>, or location=<column> where one column holds both${which}`
  return missingColumn(message, names, usualNames[key], free)
}

/** `free` are those that may be meant: a column with another meaning is no help, however near its name is. */
function missingColumn(
  message: string,
  names: readonly string[],
  wanted: readonly string[],
  free: readonly string[],
): ShapanError {
  if (looksLikeData(names)) {
    const shown = names.slice(0, 3).map((name) => `"${name}"`)
    const text = `The first line looks like data, not like names of columns: ${shown.join(', ')}, … Put a line of names above it, such as id,lon,lat`
    return new ShapanError('missing-column', text, { columns: names, closest: null })
  }
  const isUsable = (name: string) =>
    /^[^,]+$/.test(name) && !describeOdd(name) && placesOf(names, (other) => other === name).length === 1
  const usable = free.filter(isUsable)
  const hint = wanted.map((name) => nearestName(name, usable)).find((name) => name !== null)
  const columns = names.slice(0, 50).join(', ')
  return new ShapanError(
    'missing-column',
    `${message}. Columns: ${columns}${hint ? `. The closest is "${hint}"` : ''}${otherSeparator(names)}`,
    {
      columns: names,
      closest: hint ?? null,
    },
  )
}

/** A header holds no coordinates. */
function looksLikeData(names: readonly string[]): boolean {
  const short = names.filter((name) => name.length <= 100)
  const isDegrees = (name: string) => /\d[.．°度]/.test(name) && typeof readDegrees(name, 'lon') === 'number'
  const isPlace = (name: string) => /\d[.．°度].*\d[.．°度]/.test(name) && 'lon' in readPlace(name, false)
  return short.filter(isDegrees).length >= 2 || short.some(isPlace)
}

function refuseOtherSeparator(names: readonly string[]): void {
  const only = names.length === 1 ? (names[0] as string) : ''
  const found = separatorsIn(only, 0)
  if (found.length === 0 || looksLikeData(names)) return
  const titles = found.map(separatorTitle).join(' or ')
  throw new ShapanError('wrong-file-type', `The columns are separated by ${titles}: say which with --separator`)
}

function otherSeparator(names: readonly string[]): string {
  const found = separatorsIn(names.map((name) => name.replaceAll(/[",]/g, '')).join('\u0000'), 0)
  if (found.length === 0) return ''
  return `. If the columns are separated by ${found.map(separatorTitle).join(' or ')}, say so with --separator`
}
