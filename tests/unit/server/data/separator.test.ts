import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvParser } from '../../../../server/data/csvParser.ts'

const parse = (text: string, separator?: string, size = text.length + 1) => {
  const parser = new CsvParser(separator)
  const bytes = Buffer.from(text)
  const rows = []
  for (let at = 0; at < bytes.length; at += size) rows.push(...parser.push(bytes.subarray(at, at + size)))
  return [...rows, ...parser.end()]
}
const fieldsOf = (text: string, separator?: string) => parse(text, separator).map(({ fields }) => fields)

test.each([',', ';', '\t', '|', '，'])(
  'a header divided by %j divides the rows, wherever the bytes are cut',
  (separator) => {
    const text = [`编号${separator}"经${separator}度"${separator}纬度`, `1${separator}"a""b"${separator}x y`, ''].join(
      '\r\n',
    )
    const expected = [
      ['编号', `经${separator}度`, '纬度'],
      ['1', 'a"b', 'x y'],
    ]
    for (const size of [1, 3, 7, 1000])
      expect(parse(text, undefined, size).map(({ fields }) => fields)).toEqual(expected)
  },
)

test('a comma in the header is the separator, whatever else stands in the names', () => {
  expect(fieldsOf('id,a;b,c|d\n1,2;3,4\n')).toEqual([
    ['id', 'a;b', 'c|d'],
    ['1', '2;3', '4'],
  ])
  expect(fieldsOf('id;"a,b"\n1;2,5\n')).toEqual([
    ['id', 'a,b'],
    ['1', '2,5'],
  ])
})

test('what the user says comes before what the file looks like', () => {
  expect(fieldsOf('a,b;c\n1,2;3\n', ';')).toEqual([
    ['a,b', 'c'],
    ['1,2', '3'],
  ])
})

test.each([
  ['sep=;', ';'],
  ['sep=,', ','],
  ['SEP=\t', '\t'],
  ['"sep=;"', ';'],
  ['sep=^', '^'],
  ['sep=;,,', ';'],
])('the first line %j states the separator and is no row, but a line', (line, separator) => {
  const rows = parse(`${line}\r\nid${separator}lon\r\n1${separator}2\r\n`)
  expect(rows).toEqual([
    { line: 2, fields: ['id', 'lon'] },
    { line: 3, fields: ['1', '2'] },
  ])
})

test('a later line that looks so is a row', () => {
  expect(fieldsOf('a\nsep=;\n')).toEqual([['a'], ['sep=;']])
})

test('rows whose every field is empty are blank lines, which count as lines', () => {
  const text = ',,\n\nid,lon,lat\n,,\n 　,\t, \n"","",""\n1,2,3\n,,,,,\n,,0\n'
  expect(parse(text)).toEqual([
    { line: 3, fields: ['id', 'lon', 'lat'] },
    { line: 7, fields: ['1', '2', '3'] },
    { line: 9, fields: ['', '', '0'] },
  ])
  expect(fieldsOf('id;lon\n;\n1;2\n;;;\n')).toEqual([
    ['id', 'lon'],
    ['1', '2'],
  ])
})

test('rows come back with any separator, quoted or not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(',', ';', '\t', '|', '，'),
      fc.array(fc.array(fc.string(), { minLength: 3, maxLength: 3 }), { maxLength: 5 }),
      (separator, rows) => {
        const quoted = rows.map((row) => row.map((field) => `"${field.toWellFormed().replaceAll('"', '""')}"`))
        const text = [['a', 'b', 'c'], ...quoted].map((row) => `${row.join(separator)}\n`).join('')
        const kept = rows.filter((row) => row.some((field) => field.trim() !== ''))
        expect(fieldsOf(text).slice(1)).toEqual(kept.map((row) => row.map((field) => field.toWellFormed())))
      },
    ),
  )
})
