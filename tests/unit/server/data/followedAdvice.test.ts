import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildAreaIndex } from '../../../../server/cities/areaIndex.ts'
import type { Crs } from '../../../../server/contract/common.ts'
import { toWgs84 } from '../../../../server/coordinates/toWgs84.ts'
import { noteNeedlessShift } from '../../../../server/coordinates/unshiftedPlaces.ts'
import { type ColumnMap, parseColumnMap } from '../../../../server/data/columnMap.ts'
import { checkCrs } from '../../../../server/data/crsCheck.ts'
import { resolveColumns } from '../../../../server/data/findColumns.ts'
import { openTable } from '../../../../server/data/tableRows.ts'
import { rowValidator } from '../../../../server/data/validateRow.ts'
import { type Encoding, encodings } from '../../../../server/files/textEncoding.ts'
import { openText } from '../../../../server/files/textFile.ts'

/** What a planner gives beside a file. */
interface Told {
  encoding?: Encoding
  separator?: string
  map?: ColumnMap
  crs?: Crs
}

interface File {
  header: string[]
  rows: string[][]
  /** default: a comma */
  divider?: string
  encoding?: Encoding
}

const box = [121, 31, 122, 32]

/** What is said against a file, by the refusal of the whole or of its first bad row; empty where all of it is read. */
async function refusal({ header, rows, divider = ',', encoding = 'utf-8' }: File, told: Told = {}): Promise<string> {
  const text = `${[header, ...rows].map((fields) => fields.join(divider)).join('\n')}\n`
  const { map = {}, crs = 'wgs84', separator } = told
  try {
    const { chunks } = await openText(Readable.from([encode(text, encoding)]), {
      expected: 'csv',
      name: 'file.csv',
      encoding: told.encoding,
    })
    const { head, batches } = await openTable(chunks, 'file.csv', separator, (names) => resolveColumns(names, map, crs))
    const validate = rowValidator(head, box)
    let count = 0
    for await (const batch of batches) {
      for (const { fields, problem } of batch) {
        const checked = problem ? { ok: false as const, problem } : validate(fields)
        if (!checked.ok) return checked.problem.reason
        count++
      }
    }
    expect(count).toBe(rows.length)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

/** In letters that GB18030 and Big5 both have. */
const names = ['id', '經度', '緯度', '戶數', '收入', '套餐']
const words = [...'東西南北中城區街道小坊河江山水新老大民光明和平安康永福泰文昌長春']
const file = fc
  .array(
    fc.record({
      lon: fc.integer({ min: 121_000_01, max: 121_999_99 }),
      lat: fc.integer({ min: 31_000_01, max: 31_999_99 }),
      customers: fc.nat(99),
      revenue: fc.integer({ min: 1000, max: 99_999_99 }),
      text: fc.array(fc.constantFrom(...words), { minLength: 3, maxLength: 6 }),
    }),
    { minLength: 5, maxLength: 30 },
  )
  .map(
    (rows): File => ({
      header: names,
      rows: rows.map(({ lon, lat, customers, revenue, text }, i) => [
        `客戶${i}`,
        (lon / 1e5).toFixed(5),
        (lat / 1e5).toFixed(5),
        `${customers}`,
        (revenue / 100).toFixed(2),
        text.join(''),
      ]),
    }),
  )

const column = (file: File, at: number, change: (value: string) => string): File => ({
  ...file,
  rows: file.rows.map((fields) => fields.map((value, i) => (i === at ? change(value) : value))),
})
const named = (file: File, at: number, name: string): File => ({
  ...file,
  header: file.header.map((one, i) => (i === at ? name : one)),
})
const isChinese = (...both: Encoding[]) => both.every((one) => one === 'gb18030' || one === 'big5')

/** What is done to a file, what is said against it, and what whoever reads that does. */
const faults: {
  harm: (file: File) => File
  told?: Told
  says: RegExp
  follow: (harmed: File, said: RegExpExecArray) => [File, Told?][]
}[] = [
  ...(['gb18030', 'big5', 'utf-16le', 'utf-16be'] as const).map((encoding) => ({
    harm: (file: File) => ({ ...file, encoding }),
    says: /say so with --encoding (\S+),/,
    follow: (harmed: File, [, told]: RegExpExecArray): [File, Told?][] => [
      [harmed, { encoding: told as Encoding }],
      [{ ...harmed, encoding: 'utf-8' }],
    ],
  })),
  ...encodings.flatMap((is) =>
    encodings
      // nearly every text of the one is text of the other too
      .filter((told) => told !== is && !isChinese(is, told))
      .map((told) => ({
        harm: (file: File) => ({ ...file, encoding: is }),
        told: { encoding: told },
        says: /: (?:leave --encoding out|say --encoding (\S+))$/,
        follow: (harmed: File, [, better]: RegExpExecArray): [File, Told?][] => [
          [harmed, better === undefined ? {} : { encoding: better as Encoding }],
        ],
      })),
  ),
  {
    harm: (file) => named({ ...file, divider: ';' }, 5, '套餐|档位'),
    says: /separated by semicolons or vertical bars: say which with --separator/,
    follow: (harmed) => [[harmed, { separator: ';' }]],
  },
  {
    harm: ({ header: _, rows }) => ({ header: rows[0]!, rows }),
    says: /looks like data.*Put a line of names above it, such as id,lon,lat/,
    follow: ({ rows }) => [[{ header: ['id', 'lon', 'lat', 'customers', 'revenue', 'tariff'], rows }]],
  },
  {
    harm: (file) => named(named(file, 0, 'lon'), 1, 'Lon'),
    says: /Say which one with lon=<column>, where their names differ, or rename all but one/,
    follow: (harmed) => [[harmed, { map: parseColumnMap('lon=Lon') }], [named(harmed, 0, '编号')]],
  },
  {
    harm: (file) => named(named(file, 1, '经度_gcj02'), 2, '纬度_gcj02'),
    says: /--crs (\w+), if that is meant/,
    follow: (harmed, [, crs]) => [
      [harmed, { crs: crs as Crs }],
      [harmed, { map: { lon: '经度_gcj02', lat: '纬度_gcj02' } }],
    ],
  },
  {
    harm: (file) => named(named(file, 1, '东'), 2, '纬度'),
    says: /No column for lon was found: say which one with lon=<column>/,
    follow: (harmed) => [[harmed, { map: { lon: '东' } }]],
  },
  {
    harm: (file) => named(named(file, 1, '纬度'), 2, '经度'),
    says: /longitude and latitude are swapped/,
    follow: (harmed) => [[harmed, { map: { lon: '纬度', lat: '经度' } }]],
  },
  ...[1e6, 1e7, 3600].map((scale) => ({
    harm: (file: File) =>
      column(
        column(file, 1, (value) => `${Number(value) * scale}`),
        2,
        (value) => `${Number(value) * scale}`,
      ),
    says: /divided by ([\d,]+) the point lies in the city: convert the columns to degrees/,
    follow: (harmed: File, [, told = '']: RegExpExecArray): [File][] => {
      const divided = (value: string) => `${Number(value) / Number(told.replaceAll(',', ''))}`
      return [[column(column(harmed, 1, divided), 2, divided)]]
    },
  })),
  {
    harm: (file) => column(file, 4, () => '"12,5"'),
    says: /could mean two numbers: write the decimals after a point, and thousands as 1,234/,
    follow: (harmed) => [[column(harmed, 4, () => '12.5')], [column(harmed, 4, () => '"12,500"')]],
  },
  {
    harm: (file) => column(file, 4, () => '"1.234,50"'),
    says: /write (1234\.50)$/,
    follow: (harmed, [, written = '']) => [[column(harmed, 4, () => written)]],
  },
  {
    harm: (file) =>
      named(
        column(file, 4, () => '12%'),
        4,
        'dou',
      ),
    says: /is a percentage, where a number that is no share is needed/,
    follow: (harmed) => [
      [column(harmed, 4, () => '12')],
      [
        named(
          column(harmed, 4, () => '12%'),
          4,
          '使用率',
        ),
        { map: { dou: '使用率' } },
      ],
    ],
  },
]

test('who follows what an import says against a file is refused no more', async () => {
  await fc.assert(
    fc.asyncProperty(file, async (whole) => {
      expect(await refusal(whole)).toBe('')
      for (const { harm, told, says, follow } of faults) {
        const harmed = harm(whole)
        const message = await refusal(harmed, told)
        const said = says.exec(message)
        expect([message, told, harmed.encoding, says.source, said !== null]).toEqual([
          message,
          told,
          harmed.encoding,
          says.source,
          true,
        ])
        for (const [mended, better] of follow(harmed, said!))
          expect(`${message} -> ${await refusal(mended, better)}`).toBe(`${message} -> `)
      }
    }),
    { numRuns: 15 },
  )
})

test('a column of places with the latitude first is read once it is called so', () => {
  const read = (name: string) => rowValidator(resolveColumns([name], {}), [87, 43, 88, 44])(['43.8,87.6'])
  const refused = read('位置')
  expect(refused.ok ? '' : refused.problem.reason).toMatch(/name the column latlng where the latitude comes first/)
  expect(read('latlng')).toMatchObject({ ok: true, row: { lon: 87.6, lat: 43.8 } })
})

/** Nine districts side by side, each 0.02° wide, with its name on each of its points. */
const side = 3
const districtAt = (lng: number, lat: number, west: number, south: number) => {
  const [x, y] = [Math.floor((lng - west) / 0.02), Math.floor((lat - south) / 0.02)]
  return x >= 0 && y >= 0 && x < side && y < side ? `${y * side + x}` : null
}

test('who imports again with the CRS that is suggested is not sent back', async () => {
  const place = fc.constantFrom(
    ...([
      [116.3, 39.9],
      [121.4, 31.1],
      [113.2, 23.1],
      [104, 30.6],
    ] as const),
  )
  await fc.assert(
    fc.asyncProperty(
      place,
      fc.constantFrom<Crs>('wgs84', 'gcj02', 'bd09'),
      fc.constantFrom<Crs>('wgs84', 'gcj02', 'bd09'),
      fc.integer(),
      async ([west, south], is, stated, seed) => {
        const polygons = Array.from({ length: side * side }, (_, i) => {
          const [x, y] = [west + 0.02 * (i % side), south + 0.02 * Math.floor(i / side)]
          return [
            [
              [
                [x, y],
                [x + 0.02, y],
                [x + 0.02, y + 0.02],
                [x, y + 0.02],
                [x, y],
              ] as [number, number][],
            ],
          ]
        })
        const points = Array.from({ length: 1_500 }, (_, i) => {
          const lon = west + (((i * 7919 + seed) >>> 0) % 6600) / 1e5
          const lat = south + (((i * 104_729 + seed) >>> 0) % 6600) / 1e5
          const district = districtAt(...toWgs84(lon, lat, is), west, south)
          return { lon, lat, district }
        }).filter(({ district }) => district !== null)
        const districts = polygons.map((_, i) => ({ code: `${i}`, name: `${i}` }))
        const check = (crs: Crs) => checkCrs({ stated: crs, points, areas: buildAreaIndex(polygons), districts })
        const found = await check(stated)
        expect(found?.suggested[0] ?? stated).toBe(is)
        for (const crs of found?.suggested.slice(0, 1) ?? []) expect(await check(crs)).toBeNull()
        expect(noteNeedlessShift(points, found?.suggested[0] ?? stated, 'customers')).toEqual([])
      },
    ),
    { numRuns: 20 },
  )
})

/** Every character of a two-byte encoding with its bytes, by what the decoder makes of them. */
function bytesOf(encoding: 'gb18030' | 'big5'): Map<string, Buffer> {
  const decoder = new TextDecoder(encoding)
  const found = new Map<string, Buffer>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low])
      const character = decoder.decode(bytes)
      if ([...character].length === 1 && character !== '\ufffd' && !found.has(character)) found.set(character, bytes)
    }
  }
  return found
}
const tables = { gb18030: bytesOf('gb18030'), big5: bytesOf('big5') }

function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  return Buffer.concat([...text].map((character) => tables[encoding].get(character) ?? Buffer.from(character)))
}
