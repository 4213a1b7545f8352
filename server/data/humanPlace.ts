/** Places as people write them: degrees with a letter or in minutes and seconds, and both coordinates in one field. */
import { foldWidth, type NotReadable, quoteStart, readDecimal } from './humanNumber.ts'

export type Axis = 'lon' | 'lat'

/** Letters and words that say which axis and which half: `121.47 E`, `北纬31.2`. */
const halves: readonly { words: RegExp; axis: Axis; sign: 1 | -1 }[] = [
  { words: /^(?:E|东经|東經|东|東)\s*|\s*(?:E|东经|東經|东|東)$/i, axis: 'lon', sign: 1 },
  { words: /^(?:W|西经|西經|西)\s*|\s*(?:W|西经|西經|西)$/i, axis: 'lon', sign: -1 },
  { words: /^(?:N|北纬|北緯|北)\s*|\s*(?:N|北纬|北緯|北)$/i, axis: 'lat', sign: 1 },
  { words: /^(?:S|南纬|南緯|南)\s*|\s*(?:S|南纬|南緯|南)$/i, axis: 'lat', sign: -1 },
]
const sexagesimal =
  /^(?<sign>[+-]?)(?<degrees>\d{1,3}(?:\.\d+)?)\s*(?:[°º˚]|度)\s*(?:(?<minutes>\d{1,2}(?:\.\d+)?)\s*(?:['′’]|分)\s*)?(?:(?<seconds>\d{1,2}(?:\.\d+)?)\s*(?:["″”]|''|′′|’’|秒)\s*)?$/

/** Longer than any place, and short enough for the patterns above. */
const mostLetters = 200

interface Coordinate {
  readonly degrees: number
  /** null: the text does not say */
  readonly axis: Axis | null
}

/** Degrees of one axis; text that says it is of the other is refused. */
export function readDegrees(text: string, axis: Axis): number | NotReadable {
  const plain = readDecimal(text, 'degrees')
  if (typeof plain === 'string' && Number.isFinite(Number(plain))) return Number(plain)
  const read = readCoordinate(text)
  if ('reason' in read) return read
  if (read.axis === null || read.axis === axis) return read.degrees
  return { reason: `${quoteStart(text)} is a ${nameOf(read.axis)} where a ${nameOf(axis)} is expected` }
}

function nameOf(axis: Axis): string {
  return axis === 'lon' ? 'longitude' : 'latitude'
}

function readCoordinate(text: string): Coordinate | NotReadable {
  const plain = readDecimal(text, 'degrees')
  if (typeof plain === 'string') return finite(text, Number(plain), null)
  if (typeof plain === 'object' && text.length > mostLetters) return plain
  const folded = foldWidth(text)
  const half = halves.find(({ words }) => words.test(folded))
  const bare = half ? folded.replace(half.words, '') : folded
  const degrees = readSexagesimal(bare) ?? (half ? readDecimal(bare, 'degrees') : plain)
  if (typeof degrees === 'object') return { reason: plain.reason }
  const value = Number(degrees)
  if (half && /^[+-]/.test(bare))
    return { reason: `${quoteStart(text)} has both a sign and a letter for its half of the globe` }
  return finite(text, half ? half.sign * value : value, half?.axis ?? null)
}

function finite(text: string, degrees: number, axis: Axis | null): Coordinate | NotReadable {
  return Number.isFinite(degrees) ? { degrees, axis } : { reason: `${quoteStart(text)} is not a finite number` }
}

/** Degrees, minutes and seconds as degrees; null where the text is none or a part is beyond its 60. */
function readSexagesimal(text: string): number | null {
  const parts = sexagesimal.exec(text)?.groups
  if (!parts) return null
  const { sign, degrees = '', minutes, seconds } = parts
  const isWhole = (part: string | undefined) => part === undefined || !part.includes('.')
  if (Number(minutes ?? 0) >= 60 || Number(seconds ?? 0) >= 60) return null
  if (!isWhole(degrees) && (minutes ?? seconds) !== undefined) return null
  if (!isWhole(minutes) && seconds !== undefined) return null
  const value = (Number(degrees) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) / 3600
  return sign === '-' ? -value : value
}

export interface Place {
  readonly lon: number
  readonly lat: number
}

/**
 * Both coordinates of one field: `121.47,31.23`, `[121.47, 31.23]`, `POINT (121.47 31.23)`, `31.23 N 121.47 E`, a GeoJSON point. Longitude
 * comes first unless the field says otherwise, by its letters or because the second cannot be a latitude, or `isLatitudeFirst`.
 */
export function readPlace(text: string, isLatitudeFirst: boolean): Place | NotReadable {
  const folded = text.length > mostLetters ? '' : foldWidth(text)
  const shape = readShape(folded)
  const parts = shape ?? split(folded.replace(/^[[(]\s*|\s*[\])]$/g, ''))
  if (!parts)
    return { reason: `${quoteStart(text)} is no place: a longitude and a latitude are expected, such as 121.47,31.23` }
  const [first, second] = [readCoordinate(parts[0]), readCoordinate(parts[1])]
  if ('reason' in first) return first
  if ('reason' in second) return second
  const stated = first.axis ?? (second.axis && otherAxis(second.axis))
  if (first.axis !== null && first.axis === second.axis)
    return { reason: `${quoteStart(text)} holds two of a kind: a longitude and a latitude are expected` }
  const isCertain = Math.abs(second.degrees) > 90 && Math.abs(first.degrees) <= 90
  const firstAxis = stated ?? (!shape && (isLatitudeFirst || isCertain) ? 'lat' : 'lon')
  return firstAxis === 'lat' ? { lon: second.degrees, lat: first.degrees } : { lon: first.degrees, lat: second.degrees }
}

function otherAxis(axis: Axis): Axis {
  return axis === 'lon' ? 'lat' : 'lon'
}

/** A point of WKT or GeoJSON, whose order is fixed. */
function readShape(text: string): [string, string] | null {
  const number = String.raw`\s*([+-]?[\d.eE+-]+)\s*`
  const wkt = new RegExp(String.raw`^(?:SRID=4326;)?POINT\s*(?:Z|M|ZM)?\s*\(${number}\s${number}(?:\s[^()]*)?\)$`, 'i')
  const geojson = new RegExp(String.raw`^\{.*"coordinates"\s*:\s*\[${number},${number}[,\]].*\}$`)
  const match = wkt.exec(text) ?? (/"Point"/.test(text) ? geojson.exec(text) : null)
  return match ? [match[1] as string, match[2] as string] : null
}

/** Two parts at a comma or the like, after the first one's letter, or at white space. */
function split(text: string): [string, string] | null {
  const attempts = [
    text.split(/\s*[,;|/、]\s*/),
    text.split(/(?<=[\d.°'"′″度分秒]\s*[NSEW])\s+(?=\S)/i),
    text.split(/(?<=\S)\s*(?=[东西北南東][经纬經緯])/),
    text.split(/\s+/),
  ]
  const found = attempts.find((parts) => parts.length === 2 && parts.every((part) => part !== ''))
  return found ? [found[0] as string, found[1] as string] : null
}
