/**
 * A city's cells with their figures, as bytes: what the sandbox loads instead of polygons (500k cells: about 2 MB, GeoJSON 129 MB).
 *
 *   0  4  magic 'SPC2'
 *   4  4  header length, little-endian
 *   8  …  header, UTF-8 JSON (CellsHeader)
 *   …  …  varints, section after section, one value a cell in dense order (H3 id ascending):
 *         id delta to the cell before (the first is 0), in units of the last used H3 digit
 *         district index + 1 (0: none)
 *         one section a figure of `header.figures` (keys), zigzag
 *
 * A varint is LEB128: 7 bits a byte, low bits first, high bit = more follows. Values stay under 2^53, so plain numbers carry them:
 * ids of one resolution differ by less than 2^52, and the unused low digits (all ones) are shifted out.
 */
import { type CellFigures, valuesOf } from '../../partition/index.ts'

export interface CellsPayload {
  resolution: number
  /** ascending; the position is the cellIndex */
  cellIds: BigUint64Array
  districts: readonly { code: string; name: string }[]
  /** index into `districts`, -1 where the cell has none */
  districtOfCell: Int32Array
  figures: CellFigures
}

interface CellsHeader {
  resolution: number
  cellCount: number
  /** the first cell's H3 id in hexadecimal */
  firstCellId: string
  districts: readonly { code: string; name: string }[]
  figures: readonly string[]
}

// Every browser and Node have these two; the contract's compiler project knows neither platform.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (label?: string, options?: { fatal?: boolean }) => { decode(bytes: Uint8Array): string }

const magic = 'SPC2'

/** The bytes are not a cells file, are cut short, or carry more than their header says. */
export class CellsFormatError extends Error {
  override name = 'CellsFormatError'
}

/** Encodes a city's cells. Throws `RangeError` naming the value that is out of order or not an integer the format can hold. */
export function encodeCells(payload: CellsPayload): Uint8Array<ArrayBuffer> {
  const { cellIds, districtOfCell, districts, resolution, figures } = payload
  const cellCount = cellIds.length
  const header: CellsHeader = {
    resolution,
    cellCount,
    firstCellId: (cellIds[0] ?? 0n).toString(16),
    districts: districts.map(({ code, name }) => ({ code, name })),
    figures: figures.keys,
  }
  const headerBytes = new TextEncoder().encode(JSON.stringify(header))
  // 8 bytes hold any value below 2^56; ids and districts are far smaller, so this bound is never reached in practice.
  const writer = new VarintWriter(8 + headerBytes.length + cellCount * 8 * (2 + figures.keys.length))
  writer.bytes.set(new TextEncoder().encode(magic), 0)
  new DataView(writer.bytes.buffer).setUint32(4, headerBytes.length, true)
  writer.bytes.set(headerBytes, 8)
  writer.length = 8 + headerBytes.length

  const shift = unusedBits(resolution)
  let previous = cellIds[0] ?? 0n
  for (let v = 0; v < cellCount; v++) {
    const id = cellIds[v]!
    if (v > 0 && id <= previous) throw new RangeError(`cell ids must ascend: ${id.toString(16)} at ${v}`)
    writer.write(Number((id - previous) >> shift))
    previous = id
  }
  for (let v = 0; v < cellCount; v++) {
    const district = districtOfCell[v]!
    if (district < -1 || district >= districts.length) throw new RangeError(`no district ${district} (cell ${v})`)
    writer.write(district + 1)
  }
  for (const name of figures.keys) {
    const values = valuesOf(figures, name)
    for (let v = 0; v < cellCount; v++) {
      const value = values[v]!
      if (!Number.isSafeInteger(value) || Math.abs(value) > 2 ** 52 - 1)
        throw new RangeError(`${name} of cell ${v} is ${value}, not an integer below 2^52`)
      writer.write(value < 0 ? -2 * value - 1 : 2 * value)
    }
  }
  return writer.bytes.slice(0, writer.length)
}

/** Decodes `encodeCells`. Throws `CellsFormatError` on anything that is not exactly one well-formed payload. */
export function decodeCells(bytes: Uint8Array): CellsPayload {
  if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== magic)
    throw new CellsFormatError(`not a cells file: it does not begin with ${magic}`)
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true)
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), headerLength)
  const { cellCount, resolution } = header
  // A varint takes at least one byte, so a claimed count beyond the bytes is caught before anything is allocated.
  if (cellCount * (2 + header.figures.length) > bytes.length - 8 - headerLength)
    throw new CellsFormatError(`cut short: ${bytes.length} bytes cannot hold ${cellCount} cells`)
  const reader = new VarintReader(bytes, 8 + headerLength)

  const cellIds = new BigUint64Array(cellCount)
  const firstCellId = BigInt(`0x${header.firstCellId}`)
  const shift = unusedBits(resolution)
  let offset = 0
  for (let v = 0; v < cellCount; v++) {
    offset += reader.read()
    cellIds[v] = firstCellId + (BigInt(offset) << shift)
  }
  const districtOfCell = new Int32Array(cellCount)
  for (let v = 0; v < cellCount; v++) {
    const district = reader.read() - 1
    if (district >= header.districts.length) throw new CellsFormatError(`no district ${district} (cell ${v})`)
    districtOfCell[v] = district
  }
  const figures = header.figures.map(() => {
    const values = new Float64Array(cellCount)
    for (let v = 0; v < cellCount; v++) {
      const value = reader.read()
      values[v] = value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    return values
  })
  if (reader.offset !== bytes.length)
    throw new CellsFormatError(`${bytes.length - reader.offset} bytes too many after ${cellCount} cells`)
  return {
    resolution,
    cellIds,
    districts: header.districts,
    districtOfCell,
    figures: { keys: header.figures, values: figures },
  }
}

/** Bits below the last digit a resolution uses: H3 has 15 digits of 3 bits, the unused ones all set. */
function unusedBits(resolution: number): bigint {
  return BigInt(3 * (15 - resolution))
}

function parseHeader(bytes: Uint8Array, length: number): CellsHeader {
  if (bytes.length !== length) throw new CellsFormatError(`cut short inside the header (${bytes.length} of ${length})`)
  let header: Partial<CellsHeader> | null
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<CellsHeader> | null
  } catch {
    throw new CellsFormatError('the header is not JSON')
  }
  if (
    typeof header !== 'object' ||
    header === null ||
    !isIndex(header.cellCount) ||
    !isIndex(header.resolution) ||
    header.resolution > 15 ||
    typeof header.firstCellId !== 'string' ||
    !/^[0-9a-f]{1,16}$/.test(header.firstCellId) ||
    !Array.isArray(header.districts) ||
    !Array.isArray(header.figures) ||
    !header.figures.every((key) => typeof key === 'string')
  )
    throw new CellsFormatError('the header lacks resolution, cellCount, firstCellId, districts or figures')
  return header as CellsHeader
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

class VarintWriter {
  bytes: Uint8Array<ArrayBuffer>
  length = 0
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }
  write(value: number): void {
    let rest = value
    while (rest > 127) {
      // Shifts work on 32 bits only; division keeps values up to 2^53 exact.
      this.bytes[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.length++] = rest
  }
}

class VarintReader {
  readonly bytes: Uint8Array
  offset: number
  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes
    this.offset = offset
  }
  read(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.bytes[this.offset++]
      if (byte === undefined) throw new CellsFormatError(`cut short at byte ${this.bytes.length}`)
      value += (byte & 127) * scale
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw new CellsFormatError(`number too large at byte ${this.offset}`)
        return value
      }
    }
    throw new CellsFormatError(`number too large at byte ${this.offset}`)
  }
}
