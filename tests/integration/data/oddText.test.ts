import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { isShapanError } from '../../../server/base/errors.ts'
import { describeOdd } from '../../../server/contract/plainText.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { headBytes } from '../../../server/files/fileType.ts'
import { makeCity, temporaryDirectory } from '../builders.ts'
import { eachDatabase } from '../databases.ts'

const odd = [
  '\u0000',
  '\u001b[2J',
  '\u009b',
  '\u202e',
  '\u2066',
  '\u2028',
  '\u007f',
  '\\',
  "'",
  '"',
  ',',
  '=1',
  '\t',
  '\n',
  '𠮷',
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...odd), fc.string({ maxLength: 5 })))
  .map((parts) => parts.join('').toWellFormed())
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`

/** So many good rows that the rows after them are not taken for a sign of a binary file. */
const before = Array.from({ length: Math.ceil(headBytes / 12) }, (_, i) => `p${i},121.5,31.2`)

eachDatabase('an import of odd text', (database) => {
  beforeAll(async () => {
    await makeCity(database(), 'odd')
  })
  const load = (csv: string, more: object = {}) =>
    importFile(database(), 'odd', Readable.from([Buffer.from(csv)]), { crs: 'wgs84', sourceName: 'odd.csv', ...more })

  test('refuses a row by line, column and character, and keeps the others', async () => {
    const rejectsPath = join(temporaryDirectory(), 'rejects.csv')
    const csv = [
      'id,lon,lat,segment,tariff',
      ...before.map((row) => `${row},,`),
      'a,121.5,31.2,公众,"two\nlines"',
      'b\u001b[2J,121.5,31.2,x,y',
      'c,121.5,31.2,x\u0000,y',
      'd,121.5,31.2,x,\u202ey',
      'e,121.5\u0000,31.2,x,y',
    ].join('\n')
    const summary = await load(csv, { rejectsPath })
    expect(summary).toMatchObject({
      rowsRead: before.length + 5,
      rowsLoaded: before.length + 1,
      rowsRejected: 4,
    })
    expect(readFileSync(rejectsPath, 'utf8').split('\n').slice(1, 5)).toEqual([
      `${before.length + 4},id,b\\x1b[2J,bad-character,the id holds U+001B as character 2`,
      `${before.length + 5},segment,x\\x00,bad-character,the segment holds U+0000 as character 2`,
      `${before.length + 6},tariff,\\u202ey,bad-character,the tariff holds U+202E as character 1`,
      expect.stringMatching(/^\d+,lon,121\.5\\x00,not-a-number,/),
    ])
    const { rows } = await sql<{ tariff: string }>`select tariff from customer where customer_id = 'a'`.execute(
      database().kysely,
    )
    expect(rows).toEqual([{ tariff: 'two lines' }])
  })

  test('of any kind is loaded as it is or refused by a code of ours, and nothing odd is stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text, text, text), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('id', 'ID', 'i"d', '客户\n编号'),
        async (rows, idColumn) => {
          const head = [idColumn, 'lon', 'lat', 'segment', 'tariff', 'district'].map(quoted).join(',')
          const lines = rows.map(([id, ...texts], index) =>
            [`${index}${id}`, '121.5', '31.2', ...texts].map(quoted).join(','),
          )
          try {
            const summary = await load(`${[head, ...before.map((row) => `${row},,,`), ...lines].join('\n')}\n`)
            expect(summary.rowsLoaded + summary.rowsRejected).toBe(summary.rowsRead)
          } catch (error) {
            expect(isShapanError(error), String(error)).toBe(true)
          }
        },
      ),
      { seed: 20261126, numRuns: 15 },
    )
    const { rows } = await sql<Record<string, string | null>>`
      select customer_id, segment, tariff from customer where customer_id not like 'p%' union all
      select source_name, column_map::text, null from snapshot`.execute(database().kysely)
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.flatMap((row) => Object.values(row)).filter((value) => value !== null && describeOdd(value))).toEqual(
      [],
    )
  })

  test('in the name of the file or of a column that is read is refused', async () => {
    const csv = 'id,lon,lat\na,121.5,31.2\n'
    await expect(load(csv, { sourceName: 'x\u001b[2J.csv' })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(/holds U\+001B as character 2: rename/),
    })
    await expect(load(csv.replace('id', 'i\u0000d'), { columnMap: { id: 'i\u0000d' } })).rejects.toMatchObject({
      code: 'wrong-file-type',
    })
  })
})
