import { ShapanError } from '../../base/errors.ts'

/**
 * One meaning of values on both drivers.
 *
 * Parameters travel as PostgreSQL text: numbers, bigints, booleans, strings, Date, Uint8Array and (nested) arrays of them. A plain
 * object is refused: JSON parameters are stringified by the caller, because a JS array could mean jsonb or an SQL array.
 *
 * Results: int8 and its arrays → number, and an error when it is not a safe integer (an H3 id is not: select `cell_id::text`); numeric and date
 * → string; timestamptz → Date; bytea → Uint8Array; json and jsonb → parsed.
 */
export function toSqlText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
  }
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  if (Array.isArray(value)) return arrayLiteral(value)
  throw new ShapanError(
    'database-parameter',
    `A query parameter is ${value?.constructor?.name ?? typeof value}: use JSON.stringify for json and jsonb columns`,
  )
}

function arrayLiteral(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return arrayLiteral(value)
    const text = toSqlText(value)
    return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  })
  return `{${items.join(',')}}`
}

export function parseInt8(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new ShapanError('database-parameter', `The int8 value ${text} has no exact JS number: select it as text`)
}

/** An array of int8, without nulls. */
function parseInt8Array(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(parseInt8)
}

function parseBytea(text: string): Uint8Array {
  if (!text.startsWith('\\x')) throw new ShapanError('database-parameter', 'bytea_output must be hex')
  const buffer = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

const asText = (text: string) => text
const asDate = (text: string) => new Date(text)

/** Result parsers by type oid; both drivers use their own default for every other type. */
export const resultParsers: Readonly<Record<number, (text: string) => unknown>> = {
  17: parseBytea,
  20: parseInt8,
  114: JSON.parse,
  1016: parseInt8Array,
  1082: asText,
  1114: asDate,
  1184: asDate,
  1700: asText,
  3802: JSON.parse,
}
