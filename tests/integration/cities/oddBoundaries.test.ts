import { describe, expect, test } from 'vitest'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { listCities } from '../../../server/cities/store.ts'
import { makeCity, square, textsOf } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

type Ring = [number, number][]
const ring = (west: number, south: number, east: number, north: number): Ring =>
  square(west, south, east, north)[0] as Ring

const shell = ring(121.4, 31.1, 121.6, 31.3)
const hole = ring(121.45, 31.15, 121.5, 31.2)

// What is drawn is read before any database; `createCity.test.ts` stores cities in both.
anyDatabase('a boundary that is drawn oddly', (database) => {
  let made = 0
  const make = (rings: Ring[], more: object = {}) =>
    createCity(database(), {
      code: `odd-${made++}`,
      name: '城市',
      resolution: 7,
      boundary: { type: 'Polygon', coordinates: rings },
      crs: 'wgs84',
      ...more,
    })
  const areaOf = async (...rings: Ring[]) => (await make(rings)).areaKm2

  const corner = ring(121.55, 31.25, 121.65, 31.35)
  const cases: [string, Ring[], Ring[]][] = [
    ['a hole outside the shell takes nothing away', [shell, ring(121.7, 31.1, 121.8, 31.2)], [shell]],
    [
      'overlapping holes are one',
      [shell, hole, ring(121.48, 31.15, 121.53, 31.2)],
      [shell, ring(121.45, 31.15, 121.53, 31.2)],
    ],
    ['a hole within a hole is part of it', [shell, hole, ring(121.46, 31.16, 121.47, 31.17)], [shell, hole]],
    ['a hole drawn twice is one', [shell, hole, hole], [shell, hole]],
    ['a hole without area is none', [shell, [hole[0]!, hole[1]!, hole[0]!, hole[0]!]], [shell]],
    [
      'a hole over the edge takes away what lies inside',
      [shell, corner],
      [
        [
          [121.4, 31.1],
          [121.6, 31.1],
          [121.6, 31.25],
          [121.55, 31.25],
          [121.55, 31.3],
          [121.4, 31.3],
          [121.4, 31.1],
        ],
      ],
    ],
  ]
  test.each(cases)('%s, and the result says so', async (_, given, meant) => {
    const created = await make(given)
    expect(textsOf(created.notes)).toEqual([expect.stringMatching(/repaired/)])
    expect(created.areaKm2).toBeCloseTo(await areaOf(...meant), 4)
  })

  test('a valid hole is left out without a word', async () => {
    const created = await make([shell, hole])
    expect(created.notes).toEqual([])
    expect(created.areaKm2).toBeLessThan((await areaOf(shell)) - 20)
  })

  describe('is refused, with the way out, as', () => {
    const around = /around the world.*Keep a part/
    test.each<[string, Ring[], RegExp]>([
      ['a hole equal to its shell', [shell, shell], /it has no area/],
      [
        'holes that leave nothing',
        [shell, ring(121.3, 31, 121.5, 31.4), ring(121.5, 31, 121.7, 31.4)],
        /it has no area/,
      ],
      ['a shell without area', [[shell[0]!, shell[1]!, shell[0]!, shell[0]!]], /it has no area/],
      ['around the world', [ring(-180, -60, 180, 60)], around],
      [
        'around the world in small steps',
        [
          Array.from({ length: 25 }, (_, i): [number, number] => [
            i < 13 ? -180 + 30 * i : 180 - 30 * (i - 12),
            i < 13 ? 10 : 20,
          ]).with(24, [-180, 10]),
        ],
        around,
      ],
      ['half around the world', [ring(0, 0, 180, 10)], around],
      [
        'antipodal edge',
        [
          [
            [0, 10],
            [180, -10],
            [90, 40],
            [0, 10],
          ],
        ],
        around,
      ],
      ['over the north pole', [ring(-180, 80, 180, 90)], /north pole.*89 degrees/],
      ['to the south pole', [ring(10, -90, 20, -80)], /south pole/],
    ])('%s', async (_, rings, message) => {
      const before = (await listCities(database().kysely)).length
      for (const resolution of [0, 7]) {
        await expect(make(rings, { resolution })).rejects.toMatchObject({
          code: 'invalid-boundary',
          message: expect.stringMatching(message),
        })
      }
      expect((await listCities(database().kysely)).length).toBe(before)
    })

    test('features that only together go around the world', async () => {
      const feature = (name: string, coordinates: Ring[]) => ({
        type: 'Feature',
        properties: { name, code: name },
        geometry: { type: 'Polygon', coordinates },
      })
      const longitudes = [-100, 10, 120]
      const features = longitudes.map((west) => feature(`at ${west}`, [ring(west, 10, west + 1, 11)]))
      await expect(make([], { boundary: { type: 'FeatureCollection', features } })).rejects.toMatchObject({
        code: 'invalid-boundary',
        message: expect.stringMatching(/features together.*221 degrees/),
      })
    })
  })

  test('an area as wide as may be has a true area', async () => {
    const created = await make([ring(-89, -1, 90, 1)], { resolution: 1 })
    expect(created.areaKm2).toBeGreaterThan(4_000_000)
  })

  const oddTexts = ['a\u0000b', '\u001b[2Jx', 'a\u202eb', 'a\ud800', 'two\nlines', '\u009b31mx', 'a\u2066b', 'a\u2028b']
  describe('or whose names cannot be kept is refused with feature, place and character:', () => {
    test.each(oddTexts.map((text) => [JSON.stringify(text), text]))('%s', async (_, text) => {
      const refused = (code: string) => ({
        code,
        message: expect.stringMatching(/holds U\+[0-9A-F]{4} as character \d/),
      })
      const geometry = { type: 'Polygon', coordinates: [shell] }
      const boundary = (properties: object) => ({ type: 'Feature', properties, geometry })
      await expect(make([], { boundary: boundary({ name: text }) })).rejects.toMatchObject(refused('invalid-boundary'))
      await expect(make([], { boundary: boundary({ name: 'a', code: text }) })).rejects.toMatchObject(
        refused('invalid-boundary'),
      )
      await expect(make([shell], { name: text })).rejects.toMatchObject(refused('invalid-city'))
      await expect(make([shell], { code: text })).rejects.toMatchObject({ code: 'invalid-city' })
      await expect(make([shell], { timezone: text })).rejects.toMatchObject({ code: 'invalid-city' })
      await expect(make([shell], { currency: text })).rejects.toMatchObject({ code: 'invalid-city' })
    })

    test('in areas below the districts, and in what they say their parent is', async () => {
      await makeCity(database(), 'parents')
      const add = (properties: object) =>
        addAdminAreas(database(), 'parents', {
          crs: 'wgs84',
          level: 'subdistrict',
          parentKey: 'parent',
          geojson: { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [hole] } },
        })
      for (const text of oddTexts) {
        for (const properties of [{ name: text }, { name: 'a', code: text }, { name: 'a', parent: text }]) {
          await expect(add(properties)).rejects.toMatchObject({
            code: 'invalid-admin-areas',
            message: expect.stringMatching(/holds U\+[0-9A-F]{4} as character \d/),
          })
        }
      }
    })
  })
})
