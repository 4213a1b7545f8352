import { expect, test } from 'vitest'
import { parseInt8, resultParsers, toSqlText } from '../../../../../server/db/base/values.ts'

test('parameters become PostgreSQL text', () => {
  expect(toSqlText(undefined)).toBeNull()
  expect(toSqlText(1.5)).toBe('1.5')
  expect(toSqlText(2n ** 62n)).toBe('4611686018427387904')
  expect(toSqlText(true)).toBe('true')
  expect(toSqlText(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  expect(toSqlText(new Uint8Array([0, 171]).subarray(1))).toBe('\\xab')
  expect(toSqlText(['a"b\\c', null, 1, [2]])).toBe('{"a\\"b\\\\c",NULL,"1",{"2"}}')
})

test('a plain object is refused: it would be jsonb on one driver and nothing on the other', () => {
  expect(() => toSqlText({ a: 1 })).toThrow(/JSON.stringify/)
})

test('an int8 beyond the safe integers is refused, not rounded', () => {
  expect(parseInt8('-9007199254740991')).toBe(-9007199254740991)
  expect(() => parseInt8('9007199254740993')).toThrow(/select it as text/)
})

test('bytea comes back as the bytes that went in', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  expect(resultParsers[17]?.(toSqlText(bytes) as string)).toEqual(bytes)
})
