import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readAreaFeatures } from '../../../../server/cities/areaFeatures.ts'
import { foreignCrs } from '../../../../server/cities/crsMember.ts'
import { rejectCodes } from '../../../../server/contract/rejectCodes.ts'
import { forPeople } from '../../../../server/contract/sheetWriter.ts'
import { columnKeys } from '../../../../server/data/columnMap.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'
import { readDecimal } from '../../../../server/data/humanNumber.ts'
import { readDegrees, readPlace } from '../../../../server/data/humanPlace.ts'
import { refusedShare, warnedShare } from '../../../../server/data/rejectGate.ts'
import { isLatitudeFirst, isShareName, taggedCoordinate, usualNames } from '../../../../server/data/usualNames.ts'
import { rowValidator } from '../../../../server/data/validateRow.ts'

const root = resolve(import.meta.dirname, '../../../..')
const source = (path: string) => readFileSync(resolve(root, path), 'utf8')
const guide = source('docs/import.md')

/** The code spans between two phrases of the guide, the phrases left out. */
function spans(from: string, to: string): string[] {
  const text = guide.replaceAll(/\s*\n\s*/g, ' ')
  const start = text.indexOf(from)
  const end = text.indexOf(to, start + from.length)
  expect([from, start >= 0, to, end >= 0]).toEqual([from, true, to, true])
  return [...text.slice(start + from.length, end).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
}
const shanghai = [121, 30, 122, 32]

describe('the guide to imports says what is so', () => {
  test('of boundaries: fields, and spellings of the CRS', () => {
    const names = spans('are read from the usual fields:', '…, and')
    const codes = spans('`县名`, `区县` …, and', 'Of several, the first counts')
    expect([names.length, codes.length]).toEqual([9, 7])
    for (const [name, code] of [...names.map((one) => [one, 'adcode']), ...codes.map((one) => ['name', one])]) {
      const features = ['东区', '西区'].map((text, i) => ({
        type: 'Feature',
        properties: { [name!]: text, [code!]: `${i}` },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [i, 0],
              [i + 1, 0],
              [i + 1, 1],
              [i, 0],
            ],
          ],
        },
      }))
      const options = { crs: 'wgs84', fallbackName: '市', errorCode: 'invalid-boundary' } as const
      const { fields } = readAreaFeatures({ type: 'FeatureCollection', features }, options)
      expect(fields).toEqual({ name, code })
    }
    for (const crs of spans('in any usual spelling (', '). Any other'))
      expect(foreignCrs({ crs: { type: 'name', properties: { name: crs } } })).toBeUndefined()
  })

  test('of columns: keys, usual names, and names that say a CRS', () => {
    const keys = spans('| key | what | needed | without it |', '`--map key=column').filter((span) =>
      /^[a-z]+$/.test(span),
    )
    expect([...new Set(keys)].toSorted()).toEqual([...columnKeys].toSorted())
    const known = Object.values(usualNames).flat()
    for (const name of spans('in English or Chinese (', '…); the summary')) expect(known).toContain(name)
    for (const name of spans('Of coordinates whose names say a CRS (', ') the pair'))
      expect(taggedCoordinate(name)).not.toBeNull()
    for (const name of spans('or the column is called', '**One id in several rows**'))
      expect(isLatitudeFirst(name)).toBe(true)
    expect(() =>
      resolveColumns(['id', ...spans('(one name twice, or', ') is refused'), 'lat'].slice(0, 4), {}),
    ).toThrow(/2 columns that could be lon/)
  })

  test('of numbers: what is read, and what is refused', () => {
    for (const text of spans('may be written as people do:', 'and amounts of money')) {
      for (const kind of ['count', 'amount', 'figure'] as const) {
        if (kind === 'count' && text.includes('.5')) continue
        expect([text, typeof readDecimal(text, kind)]).toEqual([text, 'string'])
      }
    }
    for (const text of spans('and amounts of money as', 'The sign of a currency'))
      expect([text, typeof readDecimal(text, 'amount'), typeof readDecimal(text, 'figure')]).toEqual([
        text,
        'string',
        'object',
      ])
    for (const text of spans('What could be two numbers (', ') is refused'))
      expect(typeof readDecimal(text, 'amount')).toBe('object')
    const shares = ['率', '占比', '比例', ...spans('holds shares (率, 占比, 比例,', '…), and refused')]
    for (const name of shares) expect([name, isShareName(name)]).toEqual([name, true])
    for (const text of spans('Degrees may be', '; whole numbers'))
      expect(readDegrees(text, 'lon')).toBeCloseTo(121.47, 6)
    const [scaled = ''] = spans('; whole numbers such as', 'are refused')
    const checked = rowValidator(resolveColumns(['lon', 'lat'], {}), shanghai)([scaled, '31230000'])
    expect(checked.ok ? '' : checked.problem.reason).toContain('divided by 1,000,000')
  })

  test('of places in one column', () => {
    const places = spans('**A `location`** holds both:', ', degrees with minutes')
    expect(places).toHaveLength(4)
    for (const text of [...places, `121°28'12" 31°13'48"`, '{"type":"Point","coordinates":[121.47,31.23]}'])
      expect(readPlace(text, false)).toEqual({ lon: expect.closeTo(121.47, 6), lat: expect.closeTo(31.23, 6) })
  })

  test('of refused rows: shares, codes, and the example', () => {
    expect(guide).toContain(
      `More than ${100 * warnedShare} % of them are a warning that says why; more than ${100 * refusedShare} %`,
    )
    const told = spans('| code | meaning |', 'A row **outside the city**').filter((span) =>
      /^[a-z]+(-[a-z]+)*$/.test(span),
    )
    expect(told.toSorted()).toEqual(rejectCodes.toSorted())
    const [head = '', example = ''] = /```\n(line,column[^\n]*)\n([^\n]*)\n```/.exec(guide)?.slice(1) ?? []
    expect(head).toBe('line,column,value,code,reason')
    const checked = rowValidator(resolveColumns(['lon', 'lat'], {}), shanghai)(['31.2', '121.5'])
    if (checked.ok) throw new Error('a swapped row was taken')
    const { column, value, code, reason } = checked.problem
    expect(forPeople.line(['4', column, value, code, reason]).trim()).toBe(example)
  })
})
