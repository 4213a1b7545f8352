import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { valuesOf } from '../../../partition/index.ts'
import { getCity } from '../../../server/cities/store.ts'
import { loadFacts } from '../../../server/data/facts.ts'
import { type ImportOptions, importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { customerCsv, makeCity, temporaryDirectory, textsOf, writeTemporary } from '../builders.ts'
import { eachDatabase } from '../databases.ts'

const data = process.env.SHAPAN_DATA

async function factsOf(database: Database, cityId: number, snapshotId: number, cellCount: number) {
  const facts = await loadFacts(database.kysely, cityId, snapshotId, cellCount)
  return { customers: [...valuesOf(facts, 'customers')], revenue: [...valuesOf(facts, 'revenue')] }
}

async function loadingSnapshots(database: Database, cityId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from snapshot where city_id = ${cityId} and status = 'loading'`.execute(database.kysely)
  return rows[0]?.count ?? -1
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

eachDatabase('an import', (database) => {
  const load = (
    city: string,
    content: string | Uint8Array,
    options: Partial<ImportOptions> = {},
    name = 'customers.csv',
  ) => importFile(database(), city, writeTemporary(name, content), { crs: 'wgs84', ...options })

  test('makes every row count in its cell, and the sums agree', async () => {
    const { cityId, cellCount } = await makeCity(database(), 'clean')
    const summary = await load('clean', customerCsv(3000))
    expect(summary).toMatchObject({
      snapshotId: 1,
      rowsRead: 3000,
      rowsLoaded: 3000,
      rowsRejected: 0,
      rowsOutside: 0,
      totals: { customers: 3000, revenue: 3_000_000 },
      columnMap: { id: 'id', lon: 'lon', lat: 'lat', customers: 'customers', revenue: 'revenue' },
      rejects: { byCode: {}, first: [], path: null },
      warnings: [],
    })
    const facts = await factsOf(database(), cityId, 1, cellCount)
    expect(sum(facts.customers)).toBe(3000)
    expect(sum(facts.revenue)).toBe(3_000_000)
    const { snapshot } = await getCity(database().kysely, 'clean')
    expect(snapshot).toMatchObject({ snapshotId: 1, rowsRead: 3000, sourceSha256: summary.sourceSha256, crs: 'wgs84' })
  })

  test('gives the same facts for the same rows in another order', async () => {
    const { cityId, cellCount } = await makeCity(database(), 'shuffled')
    const [header = '', ...rows] = customerCsv(2000).trim().split('\n')
    await load('shuffled', `${header}\n${rows.join('\n')}\n`)
    await load('shuffled', `${header}\n${rows.reverse().join('\n')}\n`)
    expect(await factsOf(database(), cityId, 2, cellCount)).toEqual(await factsOf(database(), cityId, 1, cellCount))
  })

  test('keeps segment, tariff, usage and the place of each customer', async () => {
    const { cityId } = await makeCity(database(), 'columns')
    await load('columns', '客户编号,经度,纬度,客户类型,套餐,MOU,DOU\nA\\1,121.5,31.2,政企,"5G, 畅享",120.5,\n')
    const { rows } = await sql`
      select customer_id, line_number, figures, segment, tariff, mou, dou, ST_X(location) as lng, ST_Y(location) as lat
      from customer where city_id = ${cityId}`.execute(database().kysely)
    expect(rows).toEqual([
      {
        customer_id: 'A\\1',
        line_number: 2,
        figures: [1, 0],
        segment: '政企',
        tariff: '5G, 畅享',
        mou: 120.5,
        dou: null,
        lng: 121.5,
        lat: 31.2,
      },
    ])
  })

  test('turns away each bad row with its line, column, value and reason, and loads the rest', async () => {
    await makeCity(database(), 'faulty')
    const rejectsPath = join(temporaryDirectory(), 'rejects.csv')
    const lines = [
      'id,lon,lat,customers,revenue',
      'ok1,121.5,31.2,2,10.005',
      'nan,NaN,31.2,1,1',
      'swapped,31.2,121.5,1,1',
      'far,999,31.2,1,1',
      ',121.5,31.2,1,1',
      'open,"121.5,31.2,1,1',
      'ok2,121.51,31.21,,',
      'half,121.5,31.2,1.5,1',
      'minus,121.5,31.2,-1,1',
      'text,121.5,31.2,1,ten',
      'short,121.5,31.2',
      '"bad"quote,121.5,31.2,1,1',
      'nowhere,,31.2,1,1',
      'ok1,121.5,31.2,7,7',
      'credit,121.5,31.2,1,-3.20',
    ]
    const summary = await load('faulty', `${lines.join('\r\n')}\r\n`, { rejectsPath, maxRejectedShare: 1 })
    expect(summary).toMatchObject({ rowsRead: 15, rowsLoaded: 3, rowsRejected: 12 })
    expect(summary.totals).toEqual({ customers: 3, revenue: 1001 - 320 })
    expect(summary.rejects.path).toBe(rejectsPath)
    expect(readFileSync(rejectsPath, 'utf8').split('\n')).toEqual([
      '\ufeffline,column,value,code,reason',
      '3,lon,NaN,not-a-number,"""NaN"" is not a finite number"',
      '4,lon,31.2 121.5,swapped-lon-lat,longitude and latitude are swapped: the other way round the point lies in the city',
      '5,lon,999,out-of-range,a longitude lies between -180 and 180',
      '6,id,,missing-id,the id is empty',
      '7,,"open,""121.5,31.2,1,1",unclosed-quote,a quote opens on this line and is not closed',
      '9,customers,1.5,not-whole,a number of customers must be whole',
      '10,customers,-1,negative,a number of customers cannot be negative',
      '11,revenue,ten,not-a-number,"""ten"" is not a decimal number"',
      '12,,"short,121.5,31.2",field-count,"the row has 3 fields, the header 5"',
      '13,,"""bad""quote,121.5,31.2,1,1",bad-quote,text follows a closing quote',
      '14,lon,,missing-coordinate,the longitude is empty',
      '15,id,ok1,duplicate-id,line 2 has the same id',
      '',
    ])
  })

  test('counts rows outside the city apart, beyond its box and near it', async () => {
    await makeCity(database(), 'outside')
    const rows = ['a,121.5,31.2,5,1', 'b,126.6,45.8,2,1', 'c,121.7,31.2,3,1', 'd,121.61,31.2,1,1']
    const summary = await load('outside', `id,lon,lat,customers,revenue\n${rows.join('\n')}\n`)
    expect(summary.rowsLoaded).toBe(4)
    expect(summary.rowsOutside).toBe(summary.outside.beyondBox + summary.outside.nearby)
    expect(summary.outside.beyondBox).toBeGreaterThanOrEqual(2)
    expect(summary.totals.customers! + summary.outside.figures.customers!).toBe(11)
    expect(summary.warnings).toEqual([
      { code: 'many-outside', city: 'outside', rowsOutside: summary.rowsOutside, rowsLoaded: 4 },
    ])
  })

  test('subtracts a duplicate outside the city from what it counts outside', async () => {
    await makeCity(database(), 'twice-outside')
    const rows = ['a,121.5,31.2,5,1', 'b,126.6,45.8,2,1', 'b,126.6,45.8,4,1']
    const summary = await load('twice-outside', `id,lon,lat,customers,revenue\n${rows.join('\n')}\n`)
    expect(summary).toMatchObject({ rowsLoaded: 2, rowsRejected: 1, rowsOutside: 1 })
    expect(summary.outside).toEqual({ beyondBox: 1, nearby: 0, figures: { customers: 2, revenue: 100 } })
  })

  test('reads gzip, a byte order mark, UTF-16 with tabs, semicolons, CRLF, blank lines, a missing last newline, and a stream', async () => {
    await makeCity(database(), 'forms')
    const plain = customerCsv(20)
    const windows = `\ufeff${plain.replaceAll('\n', '\r\n\r\n')}`.trimEnd()
    const wide = Buffer.from(`\ufeff${plain.replaceAll(',', '\t')}`, 'utf16le')
    for (const content of [gzipSync(plain), windows, gzipSync(windows), wide, plain.replaceAll(',', ';')]) {
      expect(await load('forms', content)).toMatchObject({ rowsRead: 20, rowsLoaded: 20 })
    }
    const bytes = [...Buffer.from(`\ufeff${plain}`)].map((byte) => Buffer.from([byte]))
    const stream = await importFile(database(), 'forms', Readable.from(bytes), { crs: 'wgs84', sourceName: 'stdin' })
    expect(stream).toMatchObject({ rowsLoaded: 20, sourceName: 'stdin' })
  })

  test('takes ten thousand bad rows, and every one is in the rejects file', async () => {
    await makeCity(database(), 'many')
    const rejectsPath = join(temporaryDirectory(), 'rejects.csv')
    const bad = Array.from({ length: 10_000 }, (_, i) => `x${i},"121.5,31.2,1,1`).join('\n')
    const summary = await load('many', `${customerCsv(10)}${bad}\n`, { rejectsPath, maxRejectedShare: 1 })
    expect(summary).toMatchObject({ rowsRead: 10_010, rowsLoaded: 10, rowsRejected: 10_000 })
    expect(readFileSync(rejectsPath, 'utf8').trim().split('\n').length).toBe(10_001)
    expect(summary.rejects.first.length).toBeLessThanOrEqual(20)
  })

  test('skips a line of 64 MiB as one bad row without holding it', async () => {
    await makeCity(database(), 'long')
    const piece = Buffer.alloc(1024 * 1024, 'x')
    async function* file() {
      yield Buffer.from(customerCsv(5))
      for (let i = 0; i < 64; i++) yield piece
      yield Buffer.from('\nlast,121.5,31.2,1,1\n')
    }
    const summary = await importFile(database(), 'long', Readable.from(file()), { crs: 'wgs84' })
    expect(summary).toMatchObject({ rowsRead: 7, rowsLoaded: 6, rejects: { byCode: { 'line-too-long': 1 } } })
    expect(summary.rejects.first[0]).toMatchObject({ line: 7, code: 'line-too-long' })
  })

  describe('that cannot be done says why, and the city keeps what it had:', () => {
    const csv = customerCsv(5)
    const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(100)])
    const cases: [string, string | Uint8Array, Partial<ImportOptions>, string, RegExp][] = [
      ['an Excel workbook', zip, {}, 'wrong-file-type', /xlsx.*CSV UTF-8/],
      ['an Excel workbook in gzip', gzipSync(zip), {}, 'wrong-file-type', /xlsx/],
      ['a shapefile', Buffer.from([0, 0, 0x27, 0x0a, 0, 0, 0, 0]), {}, 'wrong-file-type', /shapefile.*ogr2ogr/],
      ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), {}, 'wrong-file-type', /PNG/],
      ['UTF-16 without a mark', Buffer.from(csv, 'utf16le'), {}, 'wrong-file-type', /UTF-16.*--encoding utf-16le/],
      [
        'GB18030',
        Buffer.from([...Buffer.from('id,lon,lat,'), 0xc7, 0xf8, 0xcf, 0xd8, 10, 49, 44, 49, 44, 49, 44, 10]),
        {},
        'wrong-file-type',
        /GB18030.*--encoding gb18030/,
      ],
      ['GeoJSON', '{"type":"FeatureCollection","features":[]}', {}, 'wrong-file-type', /GeoJSON/],
      ['several separators', 'id;lon|lat\n1;2|3\n', {}, 'wrong-file-type', /semicolons or vertical bars.*--separator/],
      [
        'mostly bad rows',
        'id,lon,lat\n1,x,y\n2,x,y\n3,121.5,31.2\n',
        {},
        'too-many-rejects',
        /2 of 3 rows.*--max-rejected/,
      ],
      ['an empty file', '', {}, 'nothing-to-load', /is empty/],
      ['a header alone', 'id,lon,lat\n', {}, 'nothing-to-load', /no rows/],
      ['bad rows only', 'id,lon,lat\n1,x,y\n2,x,y\n', {}, 'nothing-to-load', /all 2 rows were rejected.*line 2/],
      ['another city', 'id,lon,lat\n1,116.4,39.9\n', {}, 'nothing-to-load', /None of the 1 rows/],
      [
        'a column that is not there',
        csv,
        { columnMap: { revenue: 'revenu' } },
        'missing-column',
        /"revenu".*Columns: id, lon.*closest is "revenue"/,
      ],
      ['no coordinates', 'id,name\n1,a\n', {}, 'missing-column', /lon=<column>/],
      ['gzip cut off', gzipSync(customerCsv(5000)).subarray(0, 5000), {}, 'unreadable-file', /damaged or cut off/],
      [
        'sums beyond what is exact',
        `id,lon,lat,revenue\n${Array.from({ length: 200 }, (_, i) => `${i},121.5,31.2,999999999999`).join('\n')}`,
        {},
        'figures-too-large',
        /exactly/,
      ],
    ]
    test.each(cases)('%s', async (name, content, options, code, message) => {
      const city = `keeps-${cases.findIndex((one) => one[0] === name)}`
      const { cityId } = await makeCity(database(), city)
      await load(city, csv)
      await expect(load(city, content, options)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      })
      const { snapshot } = await getCity(database().kysely, city)
      expect(snapshot).toMatchObject({ snapshotId: 1, rowsLoaded: 5 })
      expect(await loadingSnapshots(database(), cityId)).toBe(0)
      expect(await load(city, csv)).toMatchObject({ rowsLoaded: 5 })
    })
  })

  test('names a file that is not there, and a city', async () => {
    await makeCity(database(), 'present')
    await expect(importFile(database(), 'present', '/no/such.csv', { crs: 'wgs84' })).rejects.toMatchObject({
      code: 'file-not-found',
    })
    await expect(importFile(database(), 'present', '/', { crs: 'wgs84' })).rejects.toMatchObject({
      code: 'wrong-file-type',
    })
    await expect(importFile(database(), 'absent', '/no/such.csv', { crs: 'wgs84' })).rejects.toMatchObject({
      code: 'city-not-found',
    })
  })

  test('does not write rejects over the file it reads, nor where it cannot', async () => {
    await makeCity(database(), 'paths')
    const path = writeTemporary('customers.csv', 'id,lon,lat\n1,121.5,31.2\n2,x,y\n')
    const over = importFile(database(), 'paths', path, { crs: 'wgs84', rejectsPath: path })
    await expect(over).rejects.toMatchObject({ code: 'invalid-request' })
    const nowhere = importFile(database(), 'paths', path, { crs: 'wgs84', rejectsPath: '/no/such/directory/r.csv' })
    await expect(nowhere).rejects.toMatchObject({ code: 'write-failed' })
    expect(await importFile(database(), 'paths', path, { crs: 'wgs84' })).toMatchObject({ rowsRead: 2, rowsLoaded: 1 })
  })

  test('refuses a second import of a city while one runs', async () => {
    await makeCity(database(), 'busy')
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    let started = () => {}
    const begun = new Promise<void>((resolve) => {
      started = resolve
    })
    async function* slow() {
      yield Buffer.from(customerCsv(5))
      started()
      await held
    }
    const first = importFile(database(), 'busy', Readable.from(slow()), { crs: 'wgs84' })
    await begun
    await expect(load('busy', customerCsv(5))).rejects.toMatchObject({ code: 'import-running' })
    finish()
    expect(await first).toMatchObject({ rowsLoaded: 5 })
  })

  test.skipIf(!data)('of Taipei adds up to the published households and income', async () => {
    const { createCity } = await import('../../../server/cities/createCity.ts')
    const boundary = JSON.parse(readFileSync(join(data ?? '', 'taipei/taipei_districts.geojson'), 'utf8')) as unknown
    await createCity(database(), { code: 'taipei', name: '臺北', resolution: 9, boundary, crs: 'wgs84' })
    const columnMap = { id: 'code', customers: 'households', revenue: 'income_ktwd_2017' }
    const path = join(data ?? '', 'taipei/taipei_bsa.csv.gz')
    const summary = await importFile(database(), 'taipei', path, { crs: 'wgs84', columnMap })
    expect(summary).toMatchObject({ rowsRead: 11_490, rowsLoaded: 11_490, rowsOutside: 0, warnings: [] })
    expect(summary.totals).toEqual({ customers: 1_048_986, revenue: 114_208_785_230 })
  })

  test.skipIf(!data)('of Shanghai counts the 30 far stations, and doubts a wrong CRS', async () => {
    const { createCity } = await import('../../../server/cities/createCity.ts')
    const boundary = JSON.parse(
      readFileSync(join(data ?? '', 'shanghai/shanghai_districts_wgs84_17.geojson'), 'utf8'),
    ) as unknown
    await createCity(database(), { code: 'shanghai', name: '上海', resolution: 8, boundary, crs: 'wgs84' })
    const columnMap = { id: 'station_id', customers: 'users', revenue: 'workload_min' }
    const path = join(data ?? '', 'shanghai/shanghai_telecom_stations.csv')
    const right = await importFile(database(), 'shanghai', path, { crs: 'bd09', columnMap })
    expect(right).toMatchObject({
      rowsRead: 2769,
      rowsOutside: 36,
      outside: { beyondBox: 30, nearby: 6 },
      warnings: [],
    })
    const wrong = await importFile(database(), 'shanghai', path, { crs: 'wgs84', columnMap })
    expect(wrong.warnings).toMatchObject([{ code: 'crs-suspect', stated: 'wgs84', suggested: ['bd09'] }])
    expect(textsOf(wrong.warnings)).toEqual([expect.stringMatching(/look like BD-09, not WGS 84.*--crs bd09/)])
  })
})
