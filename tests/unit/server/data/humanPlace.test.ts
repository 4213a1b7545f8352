import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDegrees, readPlace } from '../../../../server/data/humanPlace.ts'

const place = { lon: 121.47, lat: 31.23 }

test.each([
  '121.47,31.23',
  ' 121.47 , 31.23 ',
  '121.47，31.23',
  '１２１．４７，３１．２３',
  '121.47;31.23',
  '121.47 31.23',
  '[121.47, 31.23]',
  '(121.47,31.23)',
  'POINT(121.47 31.23)',
  'POINT Z (121.47 31.23 4.5)',
  'SRID=4326;POINT(121.47 31.23)',
  '{"type":"Point","coordinates":[121.47,31.23]}',
  '31.23 N 121.47 E',
  '31.23N,121.47E',
  'E121.47 N31.23',
  '东经121.47北纬31.23',
  '北纬31.23°，东经121.47°',
  '31.23,121.47',
  `31°13'48"N 121°28'12"E`,
  `121°28'12", 31°13'48"`,
  '东经121度28分12秒 北纬31度13分48秒',
])('%s is one place', (text) => {
  const read = readPlace(text, false)
  expect(read).toEqual({ lon: expect.closeTo(place.lon, 9), lat: expect.closeTo(place.lat, 9) })
})

test('where nothing says which comes first, longitude does, unless the column is named otherwise', () => {
  expect(readPlace('87.6,43.8', false)).toEqual({ lon: 87.6, lat: 43.8 })
  expect(readPlace('43.8,87.6', true)).toEqual({ lon: 87.6, lat: 43.8 })
  expect(readPlace('87.6E,43.8N', true)).toEqual({ lon: 87.6, lat: 43.8 })
})

test.each([
  '人民路1号',
  '121.47',
  '121.47,31.23,5',
  '121,47 31,23',
  '31.23N 32N',
  'POINT(121.47)',
  'LINESTRING(1 2, 3 4)',
  'a,b',
])('%s is no place, and says so', (text) => {
  expect(readPlace(text, false)).toEqual({ reason: expect.stringContaining(text.slice(0, 1)) })
})

test('degrees in minutes and seconds read back to a hundredth of a second', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 180 * 360_000 - 1 }),
      fc.constantFrom(['°', "'", '"'], ['° ', '′ ', '″'], ['度', '分', '秒'], ['º', '’', "''"]),
      fc.constantFrom(['', '', 1], ['', 'E', 1], ['', ' W', -1], ['西经', '', -1], ['-', '', -1]),
      (hundredths, [d, m, s], [before, after, sign]) => {
        const degrees = Math.floor(hundredths / 360_000)
        const minutes = Math.floor((hundredths % 360_000) / 6_000)
        const text = `${before}${degrees}${d}${minutes}${m}${((hundredths % 6_000) / 100).toFixed(2)}${s}${after}`
        expect(readDegrees(text, 'lon')).toBeCloseTo((Number(sign) * hundredths) / 360_000, 9)
      },
    ),
  )
})

test('a text of a mebibyte is no place, said in a line', () => {
  for (const piece of [' ', ',', "1'", '° ', '1 N ', '东经1']) {
    const text = `1${piece.repeat(1_000_000 / piece.length)}x`
    for (const read of [readPlace(text, false), readDegrees(text, 'lon')]) {
      expect(read).toEqual({ reason: expect.stringMatching(/^"1/) })
      expect(JSON.stringify(read).length).toBeLessThan(200)
    }
  }
})

test.each([
  ['31.2N', 'lon', /is a latitude where a longitude is expected/],
  [`117°60'0"`, 'lon', /not a finite number/],
  [`117.5°30'`, 'lon', /not a finite number/],
  ['-31.2S', 'lat', /both a sign and a letter/],
  ['1e999', 'lon', /not a finite number/],
  ['NaN', 'lon', /"NaN" is not a finite number/],
  ['0x79', 'lon', /not a finite number/],
] as const)('%s as %s is refused with the reason', (text, axis, reason) => {
  expect(readDegrees(text, axis)).toEqual({ reason: expect.stringMatching(reason) })
})
