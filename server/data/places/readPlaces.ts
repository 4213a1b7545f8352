import type { Readable } from 'node:stream'
import { ShapanError } from '../../base/errors.ts'
import { hintOf, listFeatures, polygonsOf, propertiesOf, refuseForeignCrs, typeOf } from '../../cities/areaFeatures.ts'
import type { Crs } from '../../contract/common.ts'
import { layOutNear, longitudeNear } from '../../coordinates/longitudes.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'
import { toWgs84 } from '../../coordinates/toWgs84.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { openText, parseJson, readWhole, type TextFile } from '../../files/textFile.ts'
import type { ColumnMap } from '../columnMap.ts'
import { resolveColumns, resolveOwn } from '../findColumns.ts'
import type { Reject } from '../rejects.ts'
import { openTable } from '../tableRows.ts'
import { rowValidator } from '../validateRow.ts'
import { type PlaceFields, placeKeys, readPlaceFields } from './placeColumns.ts'

export interface ReadPlace extends PlaceFields {
  /** of the file: a line, or a feature's place from 1 */
  readonly line: number
  /** WGS 84, near the city */
  readonly shape:
    | { readonly type: 'polygons'; readonly polygons: readonly PolygonRings[] }
    | { readonly type: 'point'; readonly at: [lng: number, lat: number] }
}

export interface ReadPlaces {
  readonly file: Pick<TextFile, 'name'>
  /** by what they mean: the columns or properties that were read */
  readonly columnMap: ColumnMap
  readonly rowsRead: number
  readonly places: ReadPlace[]
  readonly rejects: Reject[]
}

export interface ReadOptions {
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
 * Reads units from GeoJSON, footprints or points, or from CSV, a point a row. What is wrong with one row or feature refuses that one alone. Of those
 * with one code none counts, since the order in the file should not say which. Throws as `openText` and `resolveColumns` do, and `invalid-places`.
 */
export async function readPlaces(input: string | Readable, options: ReadOptions): Promise<ReadPlaces> {
  const { encoding, sourceName: name } = options
  const file = await openText(input, { expected: 'places', encoding, name })
  const bytes = await readWhole(file, errorCode)
  const isJson = /^\s*[{[]/.test(bytes.toString('latin1', 0, 2000))
  const read = isJson
    ? readFeatures(parseJson(bytes, file, { expected: 'places', errorCode }), options)
    : await readTable(bytes, file, options)
  return { file, ...withoutDoubles(read) }
}

type Read = Omit<ReadPlaces, 'file'>

function readFeatures(geojson: unknown, { crs, columnMap = {}, bbox }: ReadOptions): Read {
  const fail = (message: string) => new ShapanError(errorCode, message)
  refuseForeignCrs(geojson, fail)
  const features = listFeatures(geojson, fail, [], 'features with polygons or points are expected')
  const properties = features.map(propertiesOf)
  const names = [...new Set(properties.flatMap(Object.keys))]
  if (names.length > mostProperties)
    throw fail(
      `The features have ${names.length} properties in all, more than the ${mostProperties} that are looked at`,
    )
  const columns = resolveOwn(names, columnMap, placeKeys)
  refuseNameless(columns.index, names, 'properties')
  const places: ReadPlace[] = []
  const rejects: Reject[] = []
  for (const [place, feature] of features.entries()) {
    const line = place + 1
    const own = properties[place]!
    const read = readPlaceFields(
      columns,
      names.map((name) => own[name]),
    )
    if (!read.ok) {
      rejects.push({ line, ...read.problem })
      continue
    }
    try {
      places.push({ line, ...read.fields, shape: shapeOf(feature, crs, bbox) })
    } catch (error) {
      if (!(error instanceof BadShape)) throw error
      rejects.push({ line, column: 'geometry', value: '', code: 'bad-geometry', reason: error.message })
    }
  }
  return { columnMap: columns.map, rowsRead: features.length, places, rejects }
}

class BadShape extends Error {}

function shapeOf(feature: unknown, crs: Crs, bbox: readonly number[]): ReadPlace['shape'] {
  const geometry = (feature as { geometry?: unknown } | null)?.geometry
  if (typeOf(geometry) === 'Point') {
    const [lng, lat] = ((geometry as { coordinates?: unknown }).coordinates ?? []) as [unknown, unknown]
    if (typeof lng !== 'number' || typeof lat !== 'number' || !(Math.abs(lng) <= 360 && Math.abs(lat) <= 90))
      throw new BadShape(
        `[${String(lng)}, ${String(lat)}] is not a longitude and latitude; ${hintOf(Number(lng), Number(lat))}`,
      )
    const [x, y] = toWgs84(longitudeNear(lng, 0), lat, crs)
    return { type: 'point', at: [longitudeNear(x, (bbox[0]! + bbox[2]!) / 2), y] }
  }
  const polygons = polygonsOf(feature, 'it', crs, (message) => new BadShape(message) as never, 0)
  return { type: 'polygons', polygons: layOutNear(polygons, bbox) }
}

async function readTable(bytes: Buffer, { name }: TextFile, options: ReadOptions): Promise<Read> {
  const { columnMap = {}, separator, crs, bbox } = options
  const unused = Object.fromEntries(
    ['id', 'customers', 'revenue', 'segment', 'tariff', 'mou', 'dou', 'district'].map((key) => [key, '']),
  )
  async function* chunks() {
    yield bytes
  }
  const { head, batches } = await openTable(chunks(), name, separator, (names) => {
    const columns = resolveColumns(names, { ...unused, ...columnMap }, crs, placeKeys)
    refuseNameless(columns.index, names, 'columns')
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
  const places: ReadPlace[] = []
  const rejects: Reject[] = []
  let rowsRead = 0
  for await (const batch of batches) {
    for (const { line, fields, problem } of batch) {
      rowsRead++
      if (problem) {
        rejects.push({ line, column: '', value: problem.text, code: problem.code, reason: problem.reason })
        continue
      }
      const read = readPlaceFields(head, fields)
      if (!read.ok) {
        rejects.push({ line, ...read.problem })
        continue
      }
      const place = locate(fields)
      if (!place.ok) {
        rejects.push({ line, ...place.problem })
        continue
      }
      const [x, y] = toWgs84(place.row.lon, place.row.lat, crs)
      const at: [number, number] = [longitudeNear(x, (bbox[0]! + bbox[2]!) / 2), y]
      places.push({ line, ...read.fields, shape: { type: 'point', at } })
    }
  }
  return { columnMap: head.map, rowsRead, places, rejects }
}

function refuseNameless(
  index: Readonly<Record<string, number | undefined>>,
  names: readonly string[],
  what: string,
): void {
  if (index.code !== undefined || index.name !== undefined) return
  throw new ShapanError(
    'missing-column',
    `Neither a code nor a name was found among the ${what}: say which with --map code=…,name=…. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
    { columns: names },
  )
}

function withoutDoubles({ places, rejects, ...read }: Read): Read {
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
