import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AreaOptions, readAreaFeatures } from '../../../../server/cities/areaFeatures.ts'

interface Feature {
  type: 'Feature'
  properties: Record<string, unknown>
  geometry: { type: string; coordinates: unknown } | null
}
interface File {
  type: 'FeatureCollection'
  crs?: { type: 'name'; properties: { name: string } }
  features: Feature[]
}

const options = { crs: 'wgs84', fallbackName: '城市', errorCode: 'invalid-boundary' } as const
const read = (file: File, more: Partial<AreaOptions> = {}) => readAreaFeatures(file, { ...options, ...more })
const refusal = (file: File, more: Partial<AreaOptions> = {}): string => {
  try {
    read(file, more)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
const each = (file: File, change: (feature: Feature, index: number) => Partial<Feature>): File => ({
  ...file,
  features: file.features.map((feature, i) => ({ ...feature, ...change(feature, i) })),
})
const first = (file: File, change: Partial<Feature>): File => each(file, (_, i) => (i === 0 ? change : {}))
const swapped = (file: File): File =>
  each(file, ({ geometry }) => ({ geometry: { type: 'Polygon', coordinates: turnedRound(geometry?.coordinates) } }))
const turnedRound = (value: unknown): unknown =>
  Array.isArray(value) ? (typeof value[0] === 'number' ? [value[1], value[0]] : value.map(turnedRound)) : value
const crsOf = (name: string): Pick<Required<File>, 'crs'> => ({ crs: { type: 'name', properties: { name } } })

const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })
/** Districts side by side, each with a name, a code and a number of its own. */
const whole = fc
  .record({
    west: degrees(95, 170),
    south: degrees(-60, 60),
    size: degrees(0.01, 1),
    count: fc.integer({ min: 2, max: 5 }),
  })
  .map(
    ({ west, south, size, count }): File => ({
      type: 'FeatureCollection',
      features: Array.from({ length: count }, (_, i) => ({
        type: 'Feature',
        properties: { name: `区${i}`, code: `${i}`, 号: 100 + i },
        geometry: { type: 'Polygon', coordinates: boxAt(west + i * size, south, size) },
      })),
    }),
  )

function boxAt(west: number, south: number, size: number): [number, number][][] {
  const [east, north] = [west + size, south + size]
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]
}

/** What is done to a file, the refusal it should meet, and what that says to do. */
const faults: {
  harm: (file: File) => File
  says: RegExp
  follow: (harmed: File) => [File, Partial<AreaOptions>?]
}[] = [
  { harm: swapped, says: /longitude comes first, then latitude/, follow: (file) => [swapped(file)] },
  {
    harm: (file) => ({ ...file, ...crsOf('urn:ogc:def:crs:EPSG::4610') }),
    says: /-t_srs EPSG:4326/,
    follow: (file) => [{ ...file, ...crsOf('EPSG:4326') }],
  },
  {
    harm: (file) => ({ ...file, ...crsOf('Beijing 1954') }),
    says: /take the "crs" out of the file/,
    follow: ({ crs: _, ...file }) => [file],
  },
  ...[null, { type: 'LineString', coordinates: [] }, { type: 'MultiPolygon', coordinates: [] }].map((geometry) => ({
    harm: (file: File) => first(file, { geometry }),
    says: /take it out of the file/,
    follow: (file: File): [File] => [{ ...file, features: file.features.slice(1) }],
  })),
  {
    harm: (file) => first(file, { properties: { name: '', code: '', 号: 1 } }),
    says: /Feature 1 has no name in the field "name": give it one/,
    follow: (file) => [first(file, { properties: { name: '新区', code: 'n', 号: 1 } })],
  },
  {
    harm: (file) => each(file, (_, i) => ({ properties: { 称呼: `区${i}`, 号: i } })),
    says: /the fields are 称呼, 号\. Say which one with --name-field/,
    follow: (file) => [file, { nameField: '称呼' }],
  },
  {
    harm: (file) => each(file, (_, i) => ({ properties: { name: '市', code: i, 称: `区${i}` } })),
    says: /Say which one names the districts with --name-field/,
    follow: (file) => [file, { nameField: '称' }],
  },
  {
    harm: (file) => each(file, ({ properties }) => ({ properties: { ...properties, code: 'x' } })),
    says: /say with --code-field where it stands/,
    follow: (file) => [file, { codeField: '号' }],
  },
]

test('who follows what a refusal says is refused no more', () => {
  fc.assert(
    fc.property(whole, (file) => {
      for (const { harm, says, follow } of faults) {
        const harmed = harm(file)
        expect(refusal(harmed)).toMatch(says)
        const [mended, more] = follow(harmed)
        expect(refusal(mended, more)).toBe('')
        expect(read(mended, more).areas.length).toBe(mended.features.length)
      }
    }),
  )
})
