import type { ValidRow } from './validateRow.ts'

/** The columns that `formatCustomer` writes, in its order. */
export const customerColumns = [
  'city_id',
  'snapshot_id',
  'line_number',
  'customer_id',
  'figures',
  'segment',
  'tariff',
  'mou',
  'dou',
  'location',
  'cell_index',
  'account_id',
  'unit_id',
  'ended_on',
] as const

const point = Buffer.alloc(25)
point.writeUInt8(1, 0)
// EWKB: little-endian point with SRID 4326
point.writeUInt32LE(0x20000001, 1)
point.writeUInt32LE(4326, 5)

/** One line of COPY's text format. `lng` and `lat` are WGS 84; `cellIndex` -1 is outside the city. */
export function formatCustomer(
  prefix: string,
  line: number,
  row: ValidRow,
  lng: number,
  lat: number,
  cellIndex: number,
): string {
  point.writeDoubleLE(lng, 9)
  point.writeDoubleLE(lat, 17)
  const id = row.id === null ? line : escapeText(row.id)
  const cell = cellIndex < 0 ? '\\N' : cellIndex
  const figures = row.figures.join(',')
  return `${prefix}${line}\t${id}\t{${figures}}\t${optional(row.segment)}\t${optional(row.tariff)}\t${row.mou ?? '\\N'}\t${row.dou ?? '\\N'}\t${point.toString('hex')}\t${cell}\t${optional(row.account)}\t${optional(row.unit)}\t${row.ended ?? '\\N'}\n`
}

function optional(value: string | null): string {
  return value === null ? '\\N' : escapeText(value)
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escapeText(value: string): string {
  return special.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] as string) : value
}
