import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isShapanError, type ShapanError } from '../../../../server/base/errors.ts'
import { type ColumnKey, columnKeys, parseColumnMap } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'

const name = fc.oneof(
  fc.constantFrom(
    'lon',
    'lat',
    'lng',
    'Longitud',
    'latt',
    '经度',
    '纬度',
    '经',
    'x',
    'y',
    'X ',
    'long_',
    'la',
    '',
    'a,b',
    'id',
  ),
  fc.string({ maxLength: 6 }),
)
const map = fc.dictionary(
  fc.constantFrom<ColumnKey>('lon', 'lat', 'id', 'revenue'),
  fc.string({ minLength: 1, maxLength: 6 }),
)

function refusalOf(header: readonly string[], mapped: Partial<Record<ColumnKey, string>>): ShapanError | undefined {
  try {
    resolveColumns(header, mapped)
    return undefined
  } catch (error) {
    if (isShapanError(error)) return error
    throw error
  }
}

const keyOf = ({ message }: ShapanError): ColumnKey | undefined =>
  /(?:mapped to |No column for |columns that could be )(\w+)/.exec(message)?.[1] as ColumnKey | undefined

test('the closest column is one that may be meant: mapped, its key is found and no other key loses its own', () => {
  let followed = 0
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), map, (header, mapped) => {
      const refusal = refusalOf(header, mapped)
      const closest = refusal?.code === 'missing-column' ? refusal.details.closest : null
      if (typeof closest !== 'string') return
      followed++
      const wanted = keyOf(refusal!)
      const followedMap = { ...mapped, ...parseColumnMap(`${wanted}=${closest}`) }
      const next = refusalOf(header, followedMap)
      // What is still missing is another column.
      if (next) expect([next.code, keyOf(next)]).not.toEqual([expect.anything(), wanted])
      else {
        const { index } = resolveColumns(header, followedMap)
        const places = Object.values(index)
        expect(new Set(places).size).toBe(places.length)
      }
    }),
    { seed: 20261127, numRuns: 4_000 },
  )
  expect(followed).toBeGreaterThan(50)
})

test('longitude is not looked for in the column of the latitude', () => {
  expect(refusalOf(['编号', '纬度'], {})?.details.closest).toBeNull()
  expect(refusalOf(['id', 'lat', 'longitud'], {})?.details.closest).toBe('longitud')
  expect(refusalOf(['id', 'lat', 'lan'], { lon: 'la' })?.details.closest).toBe('lan')
})

test('the key that is meant is a key', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), (text) => {
      try {
        parseColumnMap(`${text}=x`)
      } catch (error) {
        const hint = /did you mean "([^"]*)"/.exec((error as Error).message)?.[1]
        if (hint !== undefined) expect(columnKeys).toContain(hint)
      }
    }),
  )
})
