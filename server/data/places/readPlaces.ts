import type { Readable } from 'node:stream'
import { ShapanError } from '../../base/errors.ts'
import { hintOf, listFeatures, polygonsOf, propertiesOf, refuseForeignCrs, typeOf } from '../../cities/areaFeatures.ts'
import { textOf } from '../../cities/areaFields.ts'
import type { LineShape } from '../../cities/places/partedPairs.ts'
import type { Crs } from '../../contract/common.ts'
import { type ImportKind, isUnitKind, type PlaceKind } from '../../contract/placeKinds.ts'
import { layOutNear, longitudeNear } from '../../coordinates/longitudes.ts'
import { toWgs84 } from '../../coordinates/toWgs84.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { openText, parseJson, readWhole, type TextFile } from '../../files/textFile.ts'
import { type ColumnMap, columnKeys, placeKeys as placeKeysOfRows } from '../columnMap.ts'
import { type OwnColumns, resolveColumns, resolveOwn } from '../findColumns.ts'
import type { Reject } from '../rejects.ts'
import { openTable } from '../tableRows.ts'
import { rowValidator } from '../validateRow.ts'
import { type FieldProblem, type PlaceFields, placeKeys, readPlaceFields } from './placeColumns.ts'

export interface ReadPlace extends PlaceFields {
  /** of the file: a line, or a feature's place from 1 */
  readonly line: number
  /** of a unit polygons or one point */
  readonly shape: LineShape
}

export interface ReadPlaces<Place = ReadPlace> {
  readonly file: Pick<TextFile, 'name'>
  /** by what they mean: the columns or properties that were read */
  readonly columnMap: ColumnMap
  readonly rowsRead: number
  readonly places: Place[]
  readonly rejects: Reject[]
}

type Indices = Readonly<Record<string, number | undefined>>

/** What a file of some kind holds, row by row. */
export interface RowReader<Fields> {
  /** in a sentence */
  readonly kind: ImportKind
  readonly keys: readonly { readonly key: string; readonly columns: readonly string[] }[]
  /** of geometry */
  readonly types: readonly string[]
  /** a row without a place counts, and has an empty shape */
  readonly mayLackPlace: boolean
  /** throws `missing-column` where what no row can do without is not among the names; `what` they are names of */
  readonly refuse: (index: Indices, names: readonly string[], what: string) => void
  readonly read: (
    columns: OwnColumns,
    values: readonly unknown[],
  ) => { ok: true; fields: Fields } | { ok: false; problem: FieldProblem }
}

export interface ReadOptions {
  readonly kind: PlaceKind
  readonly crs: Crs
  readonly encoding?: Encoding | undefined
  readonly separator?: string | undefined
  readonly columnMap?: ColumnMap | undefined
  readonly sourceName?: string | undefined
  /** of the city: west, south, east, north */
  readonly bbox: readonly number[]
}

const errorCode = 'invalid-places'
/** No layer has so many properties; each is looked at in each feature. */
const mostProperties = 1000

/**
 * Reads units, barriers or crossings from GeoJSON, or points from CSV. What is wrong with one row or feature refuses that one alone. Of units
 * with one code none counts, since the order in the file should not say which; barriers of one code are parts of one. Throws as `openText` and `resolveColumns` do, and `invalid-places`.
 */
export async function readPlaces(input: string | Readable, options: ReadOptions): Promise<ReadPlaces> {
  const { kind } = options
  const { file, ...read } = await readRows(input, options, {
    kind,
    keys: placeKeys,
    types: typesOf(kind),
    mayLackPlace: false,
    refuse: refuseNameless,
    read: readPlaceFields,
  })
  return { file, ...(isUnitKind(kind) ? withoutDoubles(read) : asParts(read)) }
}

/** Reads the rows of a table of points, or the features of a GeoJSON file. Throws as `openText` and `resolveColumns` do, and `invalid-places`. */
export async function readRows<Fields>(
  input: string | Readable,
  options: Omit<ReadOptions, 'kind'>,
  reader: RowReader<Fields>,
): Promise<ReadPlaces<Row<Fields>>> {
  const { encoding, sourceName: name } = options
  const file = await openText(input, { expected: 'places', encoding, name })
  const bytes = await readWhole(file, errorCode)
  const isJson = /^\s*[{[]/.test(bytes.toString('latin1', 0, 2000))
  const read = isJson
    ? readFeatures(parseJson(bytes, file, { expected: 'places', errorCode }), options, reader)
    : await readTable(bytes, file, options, reader)
  return { file, ...read }
}

/** What a row says, the line it stands in and its shape. */
export type Row<Fields> = Fields & Pick<ReadPlace, 'line' | 'shape'>
type Read<Fields = PlaceFields> = Omit<ReadPlaces<Row<Fields>>, 'file'>
type Options = Omit<ReadOptions, 'kind'>

function readFeatures<Fields>(geojson: unknown, options: Options, reader: RowReader<Fields>): Read<Fields> {
  const { columnMap = {} } = options
  const fail = (message: string) => new ShapanError(errorCode, message)
  refuseForeignCrs(geojson, fail)
  const features = listFeatures(geojson, fail, [], `features are expected, each a ${reader.types.join(', ')}`)
  const properties = features.map(propertiesOf)
  const names = [...new Set(properties.flatMap(Object.keys))]
  if (names.length > mostProperties)
    throw fail(
      `The features have ${names.length} properties in all, more than the ${mostProperties} that are looked at`,
    )
  const columns = resolveOwn(names, columnMap, reader.keys)
  reader.refuse(columns.index, names, 'properties')
  const places: Row<Fields>[] = []
  const rejects: Reject[] = []
  for (const [place, feature] of features.entries()) {
    const line = place + 1
    const own = properties[place]!
    const read = reader.read(
      columns,
      names.map((name) => own[name]),
    )
    if (!read.ok) {
      rejects.push({ line, ...read.problem })
      continue
    }
    try {
      places.push({ line, ...read.fields, shape: shapeOf(feature, options, reader) })
    } catch (error) {
      if (!(error instanceof BadShape)) throw error
      rejects.push({ line, column: 'geometry', value: '', code: 'bad-geometry', reason: error.message })
    }
  }
  return { columnMap: columns.map, rowsRead: features.length, places, rejects }
}

class BadShape extends Error {}

/** The types of geometry that may stand for a place of a kind. */
function typesOf(kind: PlaceKind): readonly string[] {
  const [areas, lines] = [
    ['Polygon', 'MultiPolygon'],
    ['LineString', 'MultiLineString'],
  ]
  if (kind === 'crossing') return [...lines!, ...areas!, 'Point']
  return isUnitKind(kind) ? [...areas!, 'Point'] : [...lines!, ...areas!]
}

const nowhere: LineShape = { lines: [], polygons: [], points: [] }

function shapeOf(
  feature: unknown,
  { crs, bbox }: Options,
  { kind, types, mayLackPlace }: Pick<RowReader<unknown>, 'kind' | 'types' | 'mayLackPlace'>,
): LineShape {
  const geometry = (feature as { geometry?: unknown } | null)?.geometry
  const type = typeOf(geometry)
  if (type === null && mayLackPlace) return nowhere
  if (type === null) throw new BadShape('it has no geometry: take it out of the file, or give its shape')
  if (!types.includes(type)) throw new BadShape(`it is a ${type}; of the kind ${kind} may be ${types.join(', ')}`)
  const { coordinates } = geometry as { coordinates?: unknown }
  const none = nowhere
  if (type === 'MultiPoint') return { ...none, points: lineOf(coordinates, crs, bbox) }
  if (type === 'Point') return { ...none, points: [lineOf([coordinates], crs, bbox)[0]!] }
  if (type === 'LineString') return { ...none, lines: [wholeLine(coordinates, crs, bbox)] }
  if (type === 'MultiLineString') {
    if (!Array.isArray(coordinates) || coordinates.length === 0) throw new BadShape('it has an empty geometry')
    return { ...none, lines: coordinates.map((line) => wholeLine(line, crs, bbox)) }
  }
  const polygons = polygonsOf(feature, 'it', crs, (message) => new BadShape(message) as never, 0)
  return { ...none, polygons: layOutNear(polygons, bbox) }
}

function wholeLine(coordinates: unknown, crs: Crs, bbox: readonly number[]): [number, number][] {
  const line = lineOf(coordinates, crs, bbox)
  if (line.some(([lng, lat]) => lng !== line[0]![0] || lat !== line[0]![1])) return line
  throw new BadShape('it is a line without length: two different positions are needed')
}

/** Positions in WGS 84, without a jump, the first one near the city. */
function lineOf(coordinates: unknown, crs: Crs, bbox: readonly number[]): [number, number][] {
  if (!Array.isArray(coordinates) || coordinates.length === 0) throw new BadShape('it has an empty geometry')
  const line: [number, number][] = []
  for (const position of coordinates as unknown[]) {
    const [lng, lat] = Array.isArray(position) ? (position as unknown[]) : []
    if (typeof lng !== 'number' || typeof lat !== 'number' || !(Math.abs(lng) <= 360 && Math.abs(lat) <= 90))
      throw new BadShape(
        `[${String(lng)}, ${String(lat)}] is not a longitude and latitude; ${hintOf(Number(lng), Number(lat))}`,
      )
    const [x, y] = toWgs84(longitudeNear(lng, 0), lat, crs)
    line.push([longitudeNear(x, line.at(-1)?.[0] ?? (bbox[0]! + bbox[2]!) / 2), y])
  }
  return line
}

async function readTable<Fields>(
  bytes: Buffer,
  { name }: TextFile,
  options: Options,
  { kind, keys, types, mayLackPlace, ...reader }: RowReader<Fields>,
): Promise<Read<Fields>> {
  const { columnMap = {}, separator, crs, bbox } = options
  if (!types.includes('Point'))
    throw new ShapanError(
      'wrong-file-type',
      `${name} looks like CSV, which holds points: of the kind ${kind} are lines and polygons, in GeoJSON`,
    )
  // No column of a customer is looked for.
  const own = new Set<string>(keys.map(({ key }) => key))
  const unused = Object.fromEntries(
    columnKeys.filter((key) => !placeKeysOfRows.includes(key) && !own.has(key)).map((key) => [key, '']),
  )
  async function* chunks() {
    yield bytes
  }
  const { head, batches } = await openTable(chunks(), name, separator, (names) => {
    const columns = resolveColumns(names, { ...unused, ...columnMap }, crs, keys)
    reader.refuse(columns.index, names, 'columns')
    return columns
  })
  const { lon, lat, location } = head.index
  const located = {
    map: head.map,
    index: {
      ...(lon !== undefined && { lon }),
      ...(lat !== undefined && { lat }),
      ...(location !== undefined && { location }),
    },
    own: [],
  }
  const locate = rowValidator(located, bbox)
  const placeColumns = [lon, lat, location].filter((at) => at !== undefined)
  const places: Row<Fields>[] = []
  const rejects: Reject[] = []
  let rowsRead = 0
  for await (const batch of batches) {
    for (const { line, fields, problem } of batch) {
      rowsRead++
      if (problem) {
        rejects.push({ line, column: '', value: problem.text, code: problem.code, reason: problem.reason })
        continue
      }
      const read = reader.read(head, fields)
      if (!read.ok) {
        rejects.push({ line, ...read.problem })
        continue
      }
      if (mayLackPlace && placeColumns.every((at) => textOf(fields[at]) === null)) {
        places.push({ line, ...read.fields, shape: nowhere })
        continue
      }
      const place = locate(fields)
      if (!place.ok) {
        rejects.push({ line, ...place.problem })
        continue
      }
      const [x, y] = toWgs84(place.row.lon, place.row.lat, crs)
      const at: [number, number] = [longitudeNear(x, (bbox[0]! + bbox[2]!) / 2), y]
      places.push({ line, ...read.fields, shape: { lines: [], polygons: [], points: [at] } })
    }
  }
  return { columnMap: head.map, rowsRead, places, rejects }
}

function refuseNameless(index: Indices, names: readonly string[], what: string): void {
  if (index.code !== undefined || index.name !== undefined) return
  throw new ShapanError(
    'missing-column',
    `Neither a code nor a name was found among the ${what}: say which with --map code=…,name=…. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
    { columns: names },
  )
}

/** Rows of one code refused, all of them: the order in the file should not say which counts. */
export function withoutDoubles<Place extends { readonly code: string; readonly line: number }>({
  places,
  rejects,
  ...read
}: Omit<ReadPlaces<Place>, 'file'>): Omit<ReadPlaces<Place>, 'file'> {
  const first = new Map<string, number>()
  const doubled = new Set<string>()
  for (const { code, line } of places) {
    if (first.has(code)) doubled.add(code)
    else first.set(code, line)
  }
  const column = read.columnMap.code ?? read.columnMap.name ?? ''
  const refused = places
    .filter(({ code }) => doubled.has(code))
    .map(
      ({ code, line }): Reject => ({
        line,
        column,
        value: code,
        code: 'duplicate-id',
        reason: `several have the code "${code}", the first in line ${first.get(code)}: none of them counts`,
      }),
    )
  const all = [...rejects, ...refused].sort((a, b) => a.line - b.line)
  return { ...read, places: places.filter(({ code }) => !doubled.has(code)), rejects: all }
}

/** Stretches of one code and name are parts of one barrier; those of one code and several names are refused. */
function asParts({ places, rejects, ...read }: Read): Read {
  const known = new Map<string, ReadPlace[]>()
  for (const place of places) known.set(place.code, [...(known.get(place.code) ?? []), place])
  const whole: ReadPlace[] = []
  const refused: Reject[] = []
  for (const [code, parts] of known) {
    const names = new Set(parts.map(({ name }) => name))
    const [first] = parts
    if (names.size === 1) {
      const all = <T>(pick: (shape: LineShape) => readonly T[]) => parts.flatMap(({ shape }) => pick(shape))
      const shape = {
        lines: all(({ lines }) => lines),
        polygons: all(({ polygons }) => polygons),
        points: all(({ points }) => points),
      }
      whole.push({ ...first!, shape })
      continue
    }
    const reason = `the code "${code}" has several names, the first in line ${first!.line}: none of them counts`
    const column = read.columnMap.code ?? ''
    for (const { line } of parts) refused.push({ line, column, value: code, code: 'duplicate-id', reason })
  }
  return { ...read, places: whole, rejects: [...rejects, ...refused].sort((a, b) => a.line - b.line) }
}
