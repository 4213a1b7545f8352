import { ShapanError } from '../base/errors.ts'

/** What a door reads; the way out of a wrong file depends on it. */
export type Expected = 'csv' | 'rows' | 'geojson' | 'places' | 'json' | 'numbers'

/** What a file is instead, as far as its way out goes. */
type Kind = 'workbook' | 'archive' | 'layer' | 'table' | 'other'

interface Signature {
  readonly bytes: readonly number[]
  readonly what: string
  readonly kind: Kind
  /** extension that the example of a way out shows */
  readonly extension?: string
}

/** What a file's first bytes are, where they are no text. */
const signatures: readonly Signature[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive or an Excel workbook (.xlsx)', kind: 'workbook' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty zip archive', kind: 'other' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls)', kind: 'workbook' },
  { bytes: [0x00, 0x00, 0x27, 0x0a], what: 'a shapefile (.shp)', kind: 'layer', extension: 'shp' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', kind: 'other' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG image', kind: 'other' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', kind: 'other' },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: 'an SQLite or GeoPackage database',
    kind: 'layer',
    extension: 'gpkg',
  },
  { bytes: [0x66, 0x67, 0x62, 0x03], what: 'a FlatGeobuf file', kind: 'layer', extension: 'fgb' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', kind: 'layer', extension: 'parquet' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', kind: 'archive' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', kind: 'archive' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', kind: 'archive' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', kind: 'archive' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', kind: 'archive' },
]

const titles: Readonly<Record<Expected, string>> = {
  csv: 'a CSV file',
  rows: 'a CSV or NDJSON file',
  geojson: 'a GeoJSON file',
  places: 'a GeoJSON or CSV file',
  json: 'a JSON file',
  numbers: 'a text file of numbers',
}

/** Completes "it looks like …:". */
function wayOutOf(kind: Kind, expected: Expected, extension: string): string {
  const isExpected = `${titles[expected]} is expected`
  if (kind === 'archive') return 'unpack it, or use gzip'
  if (kind === 'workbook' && (expected === 'csv' || expected === 'rows' || expected === 'places'))
    return 'save the sheet as "CSV UTF-8", or unpack the archive'
  if (kind === 'workbook' && expected === 'geojson') return `unpack it; a shapefile in it: ${toGeojson('shp')}`
  if (kind === 'workbook') return `unpack it; ${isExpected}`
  if (kind === 'other' || expected === 'json' || expected === 'numbers') return isExpected
  if (expected === 'geojson' || (expected === 'places' && kind === 'layer')) return toGeojson(extension)
  return kind === 'table'
    ? `convert it: ogr2ogr -f CSV out.csv in.${extension}`
    : `export it: ogr2ogr -f CSV out.csv in.${extension} -lco GEOMETRY=AS_XY`
}

function toGeojson(extension: string): string {
  return `export it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.${extension}`
}

/** Enough to judge by: the head given to the functions below. */
export const headBytes = 256 * 1024

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Throws `wrong-file-type` when a file that should be text is recognisably something else, naming it and the way out. */
export function refuseBinaryTypes(head: Buffer, fileName: string, expected: Expected): void {
  const found = signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))
  if (found) throw refusal(fileName, found.what, wayOutOf(found.kind, expected, found.extension ?? ''))
  if (head.toString('latin1', 257, 262) === 'ustar')
    throw refusal(fileName, 'a tar archive', wayOutOf('archive', expected, ''))
  if (looksLikeDbf(head)) {
    const wayOut =
      expected === 'geojson'
        ? `it holds the names of a shapefile, whose shapes are in the .shp beside it: ${toGeojson('shp')}`
        : wayOutOf('table', expected, 'dbf')
    throw refusal(fileName, 'a dBase table (.dbf)', wayOut)
  }
}

/** Throws `wrong-file-type` when text, in UTF-8, is recognisably not what is expected. */
export function refuseOtherTexts(head: Buffer, fileName: string, expected: Expected): void {
  const isExpected = `${titles[expected]} is expected`
  const text = head.toString('latin1', 0, 2000).trimStart()
  const isJson = expected === 'json' || expected === 'geojson'
  const looksLikeJson = text.startsWith('{') || text.startsWith('[{')
  if (looksLikeJson && !isJson && expected !== 'places' && !(expected === 'rows' && text.startsWith('{'))) {
    const wayOut =
      expected === 'csv' ? 'customer data is imported from CSV; a boundary file belongs to "city create"' : isExpected
    throw refusal(fileName, 'JSON or GeoJSON', wayOut)
  }
  if (text.startsWith('\u001e')) throw refusal(fileName, 'GeoJSONSeq', wayOutOf('layer', expected, 'geojsons'))
  if (/^<(\?xml|!doctype|html|kml|gml)/i.test(text)) throw refuseMarkup(text, fileName, expected)
  if (head.includes(0)) throw refusal(fileName, 'a binary file', isExpected)
  if (isJson && !/^[[{]/.test(text)) throw refusal(fileName, 'plain text', isExpected)
  if (
    (expected === 'csv' || ((expected === 'places' || expected === 'rows') && !looksLikeJson)) &&
    head.includes(13) &&
    !head.includes(10)
  ) {
    throw refusal(
      fileName,
      'text with lines that end in a carriage return alone',
      "convert it: tr '\\r' '\\n' < in.csv > out.csv",
    )
  }
}

function refuseMarkup(text: string, fileName: string, expected: Expected): ShapanError {
  const extension = /<kml\b/i.test(text) ? 'kml' : /<gml\b|opengis\.net\/gml/i.test(text) ? 'gml' : null
  return extension
    ? refusal(fileName, extension.toUpperCase(), wayOutOf('layer', expected, extension))
    : refusal(fileName, 'an HTML or XML document', wayOutOf('other', expected, ''))
}

/** For JSON that ends after its first line: the refusal where each line is a feature of its own, or null. */
export function geojsonSequence(text: string, fileName: string, expected: Expected): ShapanError | null {
  const [first = '', second = ''] = text.split('\n', 2)
  if (!second.startsWith('{')) return null
  try {
    JSON.parse(first)
  } catch {
    return null
  }
  const what = 'GeoJSONSeq (a feature on each line)'
  return refusal(
    fileName,
    what,
    wayOutOf(expected === 'geojson' || expected === 'places' ? 'layer' : 'other', expected, 'geojsonl'),
  )
}

function refusal(fileName: string, what: string, wayOut: string): ShapanError {
  return new ShapanError('wrong-file-type', `${fileName} looks like ${what}: ${wayOut}`, { what })
}

/** dBase III: a version byte, a date that exists, and a header length that fits its 32-byte fields. */
function looksLikeDbf(head: Buffer): boolean {
  if (head.length < 32 || ![0x03, 0x83, 0x30, 0x8b].includes(head[0] ?? 0)) return false
  const headerLength = head.readUInt16LE(8)
  return (head[2] ?? 0) >= 1 && (head[2] ?? 0) <= 12 && (headerLength - 33) % 32 === 0
}
