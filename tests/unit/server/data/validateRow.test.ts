import { expect, test } from 'vitest'
import { resolveColumns } from '../../../../server/data/findColumns.ts'
import { rowValidator } from '../../../../server/data/validateRow.ts'

const header = ['id', 'lon', 'lat', 'customers', 'revenue', 'segment', 'mou']
const shanghai = [120.85, 30.68, 121.98, 31.87]
const validate = rowValidator(resolveColumns(header, {}), shanghai)
const good = ['a', '121.5', '31.2', '3', '9.99', '公众', '120']

function problemWith(column: string, value: string) {
  const result = validate(good.map((field, i) => (header[i] === column ? value : field)))
  return result.ok ? null : [result.problem.column, result.problem.value, result.problem.code]
}

test('a good row is read as it stands', () => {
  expect(validate(good)).toEqual({
    ok: true,
    row: {
      id: 'a',
      lon: 121.5,
      lat: 31.2,
      figures: [3, 999],
      segment: '公众',
      tariff: null,
      account: null,
      unit: null,
      ended: null,
      mou: 120,
      dou: null,
      district: null,
      period: null,
    },
  })
})

test('empty optional values, and the words databases write for them, are nothing or 0', () => {
  for (const empty of ['', ' ', 'NULL', 'null', '\\N']) {
    const result = validate(['a', '121.5', '31.2', empty, empty, empty, empty])
    expect(result).toMatchObject({ ok: true, row: { figures: [0, 0], segment: null, mou: null } })
  }
})

test('without a column of counts each row is one customer, and without ids there is none', () => {
  const plain = rowValidator(resolveColumns(['lon', 'lat'], {}), shanghai)
  expect(plain(['121.5', '31.2'])).toMatchObject({ ok: true, row: { id: null, figures: [1, 0] } })
})

test.each([
  ['id', '', 'missing-id'],
  ['id', 'x'.repeat(201), 'id-too-long'],
  ['id', 'a\u0000b', 'bad-character'],
  ['segment', '\u0000', 'bad-character'],
  ['lon', '', 'missing-coordinate'],
  ['lat', 'NULL', 'missing-coordinate'],
  ['lon', 'NaN', 'not-a-number'],
  ['lon', 'Infinity', 'not-a-number'],
  ['lon', '0x79', 'not-a-number'],
  ['lon', '1e999', 'not-a-number'],
  ['lon', '-200', 'out-of-range'],
  ['lat', '95', 'out-of-range'],
  ['customers', '-1', 'negative'],
  ['customers', '2.5', 'not-whole'],
  ['customers', '3000000000', 'too-large'],
  ['customers', 'many', 'not-a-number'],
  ['revenue', '1,5', 'not-a-number'],
  ['revenue', '1e15', 'too-large'],
  ['mou', 'NaN', 'not-a-number'],
])('%s "%s" is refused as %s', (column, value, code) => {
  expect(problemWith(column, value)?.[0]).toBe(column)
  expect(problemWith(column, value)?.[2]).toBe(code)
})

test('counts written as 3.0 are whole, and revenue may be negative', () => {
  expect(problemWith('customers', '3.0')).toBeNull()
  expect(problemWith('revenue', '-12.34')).toBeNull()
})

test('swapped longitude and latitude are called that', () => {
  const swapped = validate(['a', '31.2', '121.5', '1', '1', '', ''])
  expect(swapped).toMatchObject({ ok: false, problem: { code: 'swapped-lon-lat' } })
  // Both ways round are possible on earth, but only one is in the city.
  const urumqi = rowValidator(resolveColumns(header, {}), [87.3, 43.6, 87.9, 44.1])
  expect(urumqi(['a', '43.8', '87.6', '1', '1', '', ''])).toMatchObject({
    ok: false,
    problem: { code: 'swapped-lon-lat' },
  })
  expect(urumqi(['a', '43.8', '12.5', '1', '1', '', ''])).toMatchObject({ ok: true })
})
