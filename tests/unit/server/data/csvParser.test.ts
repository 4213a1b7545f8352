import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsvLine } from '../../../../server/contract/csvWriter.ts'
import { CsvParser, type CsvRow, maxRecordBytes } from '../../../../server/data/csvParser.ts'

function parse(bytes: Uint8Array, cuts: readonly number[] = []): CsvRow[] {
  const parser = new CsvParser()
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  const rows = edges.slice(1).flatMap((end, i) => parser.push(bytes.subarray(edges[i], end)))
  return [...rows, ...parser.end()]
}

const parseText = (text: string) => parse(Buffer.from(text))
const codesByLine = (rows: readonly CsvRow[]) =>
  rows.map(({ line, problem, fields }) => [line, problem?.code ?? fields.join('|')])

test('what the writer writes, the parser reads', () => {
  const field = fc.oneof(fc.string(), fc.constantFrom('', '"', ',', '\n', '\r\n', '网格', '\u{1f600}', 'a"b', '""'))
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1 }))
  fc.assert(
    fc.property(table, (rows) => {
      // A carriage return at the end of an unquoted field belongs to the line's end, so the writer quotes it; other rows come back whole.
      const header = rows[0]?.map((_, column) => `column ${column}`) ?? []
      const parsed = parseText([header, ...rows].map(formatCsvLine).join(''))
      const filled = rows.filter((row) => row.some((text) => text.trim() !== ''))
      expect(parsed.slice(1).map(({ fields, problem }) => problem ?? fields)).toEqual(filled)
    }),
  )
})

test('it does not matter where the bytes are cut into chunks', () => {
  const piece = fc.constantFrom('a', ',', '"', '\n', '\r\n', '网', ' ', '""', '"x"', '\n1,2\n', '"a\nb",c\n')
  const bytes = fc.array(
    fc.oneof(
      piece.map((text) => Buffer.from(text)),
      fc.constant(Buffer.from([0xff])),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(200), { maxLength: 8 }), (pieces, cuts) => {
      const whole = Buffer.concat(pieces)
      expect(
        parse(
          whole,
          cuts.map((cut) => Math.min(cut, whole.length)),
        ),
      ).toEqual(parse(whole))
    }),
    { numRuns: 500 },
  )
})

test('every line that is not blank is either in a row or refused', () => {
  const line = fc.string({ unit: fc.constantFrom('a', '1', ',', ' ', 'é') })
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const rows = parseText(['h,i', ...lines].join('\n'))
      expect(rows.length).toBe(1 + lines.filter((text) => text.replaceAll(/[ \t,]/g, '') !== '').length)
    }),
  )
})

test('a quote that is not closed spoils the line it opens on, and no other', () => {
  const rows = parseText('id,x\n1,"open\n2,b\n3,"c"\n4,"d ""e"""\n5,"never\n6,f')
  expect(codesByLine(rows)).toEqual([
    [1, 'id|x'],
    [2, 'unclosed-quote'],
    [3, '2|b'],
    [4, '3|c'],
    [5, '4|d "e"'],
    [6, 'unclosed-quote'],
    [7, '6|f'],
  ])
})

test('a quoted field over several lines is one row, and the lines after it keep their numbers', () => {
  expect(codesByLine(parseText('id,x\n1,"a\r\nb"\r\n2,c\n'))).toEqual([
    [1, 'id|x'],
    [2, '1|a\r\nb'],
    [4, '2|c'],
  ])
})

test('text after a closing quote, a row too short and one too long are refused by themselves', () => {
  expect(codesByLine(parseText('id,x\n"1"z,b\n2\n3,c,d\n4,e\n'))).toEqual([
    [1, 'id|x'],
    [2, 'bad-quote'],
    [3, 'field-count'],
    [4, 'field-count'],
    [5, '4|e'],
  ])
})

test('a line that is not UTF-8 is refused by itself', () => {
  const bytes = Buffer.concat([Buffer.from('id,x\n1,网格\n2,'), Buffer.from([0xc7, 0xf8]), Buffer.from('\n3,c\n')])
  expect(codesByLine(parse(bytes))).toEqual([
    [1, 'id|x'],
    [2, '1|网格'],
    [3, 'bad-encoding'],
    [4, '3|c'],
  ])
})

test('a line or a quoted field over the limit is one refused row, and little of it is held', () => {
  const parser = new CsvParser()
  const rows = [...parser.push(Buffer.from('id,x\n1,'))]
  const piece = Buffer.alloc(64 * 1024, 'x')
  for (let sent = 0; sent < 4 * maxRecordBytes; sent += piece.length) rows.push(...parser.push(piece))
  rows.push(...parser.push(Buffer.from('\n2,b\n3,"open\n')))
  const line = Buffer.from(`4,${'y'.repeat(1000)}\n`)
  for (let sent = 0; sent < 2 * maxRecordBytes; sent += line.length) rows.push(...parser.push(line))
  rows.push(...parser.end())
  expect(codesByLine(rows.slice(0, 4))).toEqual([
    [1, 'id|x'],
    [2, 'line-too-long'],
    [3, '2|b'],
    [4, 'unclosed-quote'],
  ])
  expect(rows[1]?.problem?.text.length).toBeLessThanOrEqual(200)
  expect(rows.slice(4).every(({ problem }) => problem === undefined)).toBe(true)
  expect(rows.length).toBe(4 + Math.ceil((2 * maxRecordBytes) / line.length))
})
