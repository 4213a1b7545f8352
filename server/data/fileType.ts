import { isUtf8 } from 'node:buffer'
import { ShapanError } from '../errors.ts'

/** What a file's first bytes are, where they are not CSV text; the way out completes "it looks like …:". */
const signatures: readonly { bytes: readonly number[]; what: string; wayOut: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a zip archive or an Excel workbook (.xlsx)',
    wayOut: 'save the sheet as "CSV UTF-8", or unpack the archive',
  },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty zip archive', wayOut: 'a CSV file is expected' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls)', wayOut: 'save the sheet as "CSV UTF-8"' },
  {
    bytes: [0xff, 0xfe],
    what: 'UTF-16 text',
    wayOut: 'save it as "CSV UTF-8", or convert it: iconv -f UTF-16 -t UTF-8',
  },
  {
    bytes: [0xfe, 0xff],
    what: 'UTF-16 text',
    wayOut: 'save it as "CSV UTF-8", or convert it: iconv -f UTF-16 -t UTF-8',
  },
  {
    bytes: [0x00, 0x00, 0x27, 0x0a],
    what: 'a shapefile (.shp)',
    wayOut: 'export it: ogr2ogr -f CSV out.csv in.shp -lco GEOMETRY=AS_XY',
  },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', wayOut: 'a CSV file is expected' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG image', wayOut: 'a CSV file is expected' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', wayOut: 'a CSV file is expected' },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: 'an SQLite or GeoPackage database',
    wayOut: 'export the layer as CSV with longitude and latitude columns',
  },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', wayOut: 'export it as CSV' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', wayOut: 'unpack it, or use gzip' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', wayOut: 'unpack it, or use gzip' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', wayOut: 'unpack it, or use gzip' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', wayOut: 'unpack it first' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', wayOut: 'unpack it first' },
]

/** Enough to judge by: the head given to the functions below. */
export const headBytes = 256 * 1024

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Throws `wrong-file-type` when a file that should be CSV is recognisably something else, naming it and the way out. */
export function refuseOtherFileTypes(head: Buffer, fileName: string): void {
  const refuse = (what: string, wayOut: string) =>
    new ShapanError('wrong-file-type', `${fileName} looks like ${what}: ${wayOut}`, { what })
  for (const { bytes, what, wayOut } of signatures) {
    if (bytes.every((byte, index) => head[index] === byte)) throw refuse(what, wayOut)
  }
  if (head.toString('latin1', 257, 262) === 'ustar') throw refuse('a tar archive', 'unpack it first')
  if (looksLikeDbf(head)) throw refuse('a dBase table (.dbf)', 'convert it: ogr2ogr -f CSV out.csv in.dbf')
  const text = withoutBom(head).toString('latin1', 0, 200).trimStart()
  if (text.startsWith('{') || text.startsWith('[{')) {
    throw refuse('JSON or GeoJSON', 'customer data is imported from CSV; a boundary file belongs to "city create"')
  }
  if (/^<(\?xml|!doctype|html|kml)/i.test(text)) throw refuse('an HTML, XML or KML document', 'a CSV file is expected')
  if (head.includes(0)) throw refuse('a binary file', 'a CSV file is expected')
  if (head.includes(13) && !head.includes(10)) {
    throw refuse('text with lines that end in a carriage return alone', "convert it: tr '\\r' '\\n' < in.csv > out.csv")
  }
  const encoding = foreignEncoding(head)
  if (encoding === 'unknown') throw refuse('text in an unknown encoding', 'save it as UTF-8')
  if (encoding) {
    throw refuse(`text in ${encoding}, not UTF-8`, `convert it: iconv -f ${encoding} -t UTF-8 "${fileName}" > utf8.csv`)
  }
}

export function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/**
 * The encoding of text of which no line beyond ASCII is UTF-8, or whose first line is not. A lone broken line in a UTF-8 file is
 * left to the parser, which refuses that line only.
 */
function foreignEncoding(head: Buffer): 'GB18030' | 'BIG5' | 'unknown' | null {
  const cut = head.lastIndexOf(10)
  const lines = cut > 0 ? head.subarray(0, cut + 1) : head
  // Without a newline the head may end inside a character, of four bytes at most.
  const endings = cut > 0 ? [0] : [0, 1, 2, 3]
  if (endings.some((cutOff) => isUtf8(lines.subarray(0, lines.length - cutOff)))) return null
  let start = 0
  let valid = 0
  let first = true
  while (start < lines.length) {
    const at = lines.indexOf(10, start)
    const end = at < 0 ? lines.length : at + 1
    const line = lines.subarray(start, end)
    if (!isUtf8(line) && first) break
    if (isUtf8(line) && line.some((byte) => byte >= 0x80)) valid++
    first = false
    start = end
  }
  if (start >= lines.length && valid > 0) return null
  for (const label of ['GB18030', 'BIG5'] as const) {
    try {
      new TextDecoder(label.toLowerCase(), { fatal: true }).decode(lines)
      return label
    } catch {
      // not this one
    }
  }
  return 'unknown'
}

/** dBase III: a version byte, a date that exists, and a header length that fits its 32-byte fields. */
function looksLikeDbf(head: Buffer): boolean {
  if (head.length < 32 || ![0x03, 0x83, 0x30, 0x8b].includes(head[0] ?? 0)) return false
  const headerLength = head.readUInt16LE(8)
  return (head[2] ?? 0) >= 1 && (head[2] ?? 0) <= 12 && (headerLength - 33) % 32 === 0
}
