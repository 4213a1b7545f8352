import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { locatePoint } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { listLinks } from '../../../server/cities/links/store.ts'
import { listAccounts, listOutlets, removeAccounts } from '../../../server/cities/places/listSites.ts'
import { findCity } from '../../../server/cities/store.ts'
import { type AccountCollection, accountCollection } from '../../../server/contract/accounts.ts'
import { dataNoteText, plainFormat } from '../../../server/contract/noteText.ts'
import { type OutletCollection, outletCollection } from '../../../server/contract/outlets.ts'
import { type ImportPlacesOptions, importPlaces } from '../../../server/data/places/importPlaces.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { serve } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase, eachDatabase } from '../databases.ts'

const load = (database: Database, code: string, text: string | object, options: Partial<ImportPlacesOptions> = {}) =>
  importPlaces(database, code, Readable.from([typeof text === 'string' ? text : JSON.stringify(text)]), {
    ...{ kind: 'outlet', crs: 'wgs84', sourceName: 'sites.csv' },
    ...options,
  })

const outletRows = [
  'W1,东街营业厅,自有,营业,121.45,31.15',
  'W2,西街营业厅,Own,,121.55,31.25',
  'W3,信步手机店,社会渠道,停业,121.5,31.2',
  'W4,乡下店,代理商,筹建,125,40',
  'W5,无地点,自营,正常,,',
]
const outletFile = (rows: readonly string[]) => `渠道编码,渠道名称,渠道类型,状态,经度,纬度\n${rows.join('\n')}\n`

const accountHead = '客户编码,客户名称,等级,名单类型,地点编号,地点名称,线路数,月收入,经度,纬度'
const accountRows = [
  'K1,云澜大学,A,重点客户,1,东校区,120,"￥1,200.50",121.45,31.15',
  'K1,云澜大学,A,重点客户,2,西校区,30,,121.46,31.15',
  'K2,万里物流,c级,名单制,1,总部,8,99,121.55,31.25',
  'K3,好运来商贸,,名单制,1,,,,,',
]
const accountFile = (rows: readonly string[]) => `${accountHead}\n${rows.join('\n')}\n`

const rowsOf = async (database: Database, code: string) => {
  const { city_id } = await findCity(database.kysely, code)
  return await database.kysely
    .selectFrom('city_place')
    .where('city_id', '=', city_id)
    .select(['kind', 'place_code', 'name', 'details', 'cells', 'shares'])
    .orderBy('kind')
    .orderBy('place_code')
    .execute()
}

eachDatabase('outlets and accounts', (database) => {
  test('outlets count in the cell where they stand; those without one are kept and told', async () => {
    await makeCity(database(), 'outlets', 8)
    const loaded = await load(database(), 'outlets', outletFile(outletRows))
    expect(loaded).toMatchObject({ rowsRead: 5, rowsRejected: 0, loaded: 5, removed: 0, cells: 3, pairs: null })
    expect(loaded.warnings).toEqual([
      { code: 'sites-unlocated', kind: 'outlet', sites: 1, names: ['无地点'] },
      { code: 'sites-outside', kind: 'outlet', sites: 1, names: ['乡下店'] },
    ])
    expect(loaded.warnings.map((note) => dataNoteText(note, 'en', plainFormat)).join(' ')).toBe(
      '1 outlet has no coordinates; kept, but not on the map: "无地点". 1 outlet lies outside the city and counts in no cell: "乡下店".',
    )
    const { lattice } = await loadCityState(database(), 'outlets')
    expect(await listOutlets(database(), 'outlets')).toMatchObject([
      { code: 'W1', type: 'own', status: 'open', cell: locatePoint(lattice, 121.45, 31.15) },
      { code: 'W2', type: 'own', status: null, cell: locatePoint(lattice, 121.55, 31.25) },
      { code: 'W3', type: 'social', status: 'closed', cell: locatePoint(lattice, 121.5, 31.2) },
      { code: 'W4', type: 'social', status: 'planned', cell: null },
      { code: 'W5', type: 'own', status: 'open', cell: null },
    ])
  })

  test('a row that is wrong is refused alone, and says why', async () => {
    await makeCity(database(), 'wrong', 8)
    const rejectsOf = async (rows: readonly string[], file: typeof outletFile, kind: 'outlet' | 'account') =>
      (await load(database(), 'wrong', file(rows), { kind, maxRejectedShare: 1 })).rejects.first.map(
        ({ line, code, column }) => `${line} ${code} ${column}`,
      )
    const wrongOutlets = [
      ...outletRows.slice(0, 2),
      'W6,A,茶馆,,121.5,31.2',
      'W7,B,自有,着火,121.5,31.2',
      ',C,自有,,121.5,31.2',
      'W8,D,自有,,东,31.2',
      'W9,E,自有,,121.5,31.2',
      'W9,F,自有,,121.5,31.2',
    ]
    expect(await rejectsOf(wrongOutlets, outletFile, 'outlet')).toEqual([
      '4 unknown-value 渠道类型',
      '5 unknown-value 状态',
      '6 missing-id 渠道编码',
      '7 not-a-number 经度',
      '8 duplicate-id 渠道编码',
      '9 duplicate-id 渠道编码',
    ])
    const wrongAccounts = [
      ...accountRows,
      'K4,甲,A,重点,1,,1,1,121.5,31.2',
      'K4,乙,A,重点,2,,1,1,121.5,31.2',
      'K5,丙,Z,重点,1,,1,1,121.5,31.2',
      'K6,丙,A,黑名单,1,,1,1,121.5,31.2',
      'K7,丙,A,重点,1,,-1,1,121.5,31.2',
      'K8,丙,A,重点,1,,1,多,121.5,31.2',
      'K9,丙,A,重点,1,,1,1,121.5,31.2',
      'K9,丙,A,重点,1,,1,1,121.5,31.2',
    ]
    expect(await rejectsOf(wrongAccounts, accountFile, 'account')).toEqual([
      '6 duplicate-id 客户编码',
      '7 duplicate-id 客户编码',
      '8 unknown-value 等级',
      '9 unknown-value 名单类型',
      '10 negative 线路数',
      '11 not-a-number 月收入',
      '12 duplicate-id 客户编码',
      '13 duplicate-id 客户编码',
    ])
    await expect(load(database(), 'wrong', 'id,name,lon,lat\n1,a,121.5,31.2\n')).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringMatching(/No type, own or social/),
    })
    await expect(load(database(), 'wrong', outletFile(outletRows.slice(3, 4)))).rejects.toMatchObject({
      code: 'nothing-to-load',
      message: expect.stringMatching(/is --crs wgs84 right\?/),
    })
    expect(await listOutlets(database(), 'wrong')).toHaveLength(2)
  })

  test('the same files in another order are the same rows; a file takes the place of all, or an account of its sites', async () => {
    const rows = await Promise.all(
      ['order', 'redro'].map(async (code, turn) => {
        await makeCity(database(), code, 8)
        const inOrder = <T>(list: readonly T[]) => (turn === 0 ? list : [...list].reverse())
        for (const load1 of inOrder([
          () => load(database(), code, outletFile(inOrder(outletRows))),
          () => load(database(), code, accountFile(inOrder(accountRows)), { kind: 'account' }),
        ]))
          await load1()
        return await rowsOf(database(), code)
      }),
    )
    expect(rows[1]).toEqual(rows[0])
    expect(rows[0]!.filter(({ kind }) => kind === 'account').map(({ place_code }) => place_code)).toEqual([
      'K1/1',
      'K1/2',
      'K2/1',
      'K3/1',
    ])
    expect(await listAccounts(database(), 'order')).toEqual([
      { account: 'K1', name: '云澜大学', listing: 'key', grade: 'A', sites: 2, located: 2, customers: 150 },
      { account: 'K2', name: '万里物流', listing: 'listed', grade: 'C', sites: 1, located: 1, customers: 8 },
      { account: 'K3', name: '好运来商贸', listing: 'listed', grade: null, sites: 1, located: 0, customers: null },
    ])
    // an account of the file has the sites of the file, others stay
    const one = ['K1,云澜大学,B,重点客户,3,新校区,1,,121.5,31.2']
    const merged = await load(database(), 'order', accountFile(one), { kind: 'account', isMerged: true })
    expect(merged).toMatchObject({ loaded: 1, removed: 2 })
    expect(await listAccounts(database(), 'order')).toMatchObject([
      { account: 'K1', grade: 'B', sites: 1 },
      { account: 'K2' },
      { account: 'K3' },
    ])
    expect(await load(database(), 'order', outletFile(outletRows.slice(0, 1)))).toMatchObject({ loaded: 1, removed: 5 })
    await expect(removeAccounts(database(), 'order', ['K2', 'K9'])).rejects.toMatchObject({ code: 'invalid-places' })
    expect(await removeAccounts(database(), 'order', ['K1', 'K3'])).toBe(2)
    expect(await listAccounts(database(), 'order')).toMatchObject([{ account: 'K2' }])
    await deleteCity(database(), 'order')
  })

  test('links are stated between the cells where they end', async () => {
    await makeCity(database(), 'ferries', 8)
    const feature = (properties: object, type: 'LineString' | 'MultiPoint', ...coordinates: number[][]) => ({
      type: 'Feature',
      properties,
      geometry: { type, coordinates },
    })
    const features = [
      feature({ name: '长桥' }, 'LineString', [121.45, 31.15], [121.5, 31.17], [121.55, 31.25]),
      feature({ name: '渡船', kind: '轮渡' }, 'MultiPoint', [121.45, 31.15], [121.42, 31.25]),
      feature({ name: '又一渡', kind: 'ferry' }, 'MultiPoint', [121.42, 31.25], [121.45, 31.15]),
      feature({ name: '短桥' }, 'LineString', [121.45, 31.15], [121.45001, 31.15]),
      feature({ name: '出城' }, 'LineString', [121.45, 31.15], [125, 40]),
      feature({ name: '三点' }, 'MultiPoint', [121.45, 31.15], [121.5, 31.2], [121.55, 31.25]),
      feature({ name: '飞', kind: '缆车' }, 'LineString', [121.45, 31.15], [121.55, 31.2]),
    ]
    const collection = (list: readonly object[]) => ({ type: 'FeatureCollection', features: list })
    const options = { kind: 'link', maxRejectedShare: 1 } as const
    const loaded = await load(database(), 'ferries', collection(features), options)
    expect(loaded).toMatchObject({ rowsRead: 7, rowsRejected: 5, loaded: 2, pairs: 2, cells: null, removed: 0 })
    expect(loaded.rejects.first.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 duplicate-id',
      '4 bad-geometry',
      '5 bad-geometry',
      '6 bad-geometry',
      '7 unknown-value',
    ])
    const { cityId, lattice } = await loadCityState(database(), 'ferries')
    const stated = await listLinks(database().kysely, cityId)
    const start = locatePoint(lattice, 121.45, 31.15)
    const ends = [locatePoint(lattice, 121.55, 31.25), locatePoint(lattice, 121.42, 31.25)]
    const pairs = ends.map((end) => [Math.min(start, end), Math.max(start, end)])
    expect(stated).toHaveLength(2)
    expect(stated).toEqual(
      expect.arrayContaining([
        { a: pairs[0]![0], b: pairs[0]![1], kind: 'bridge', name: '长桥' },
        { a: pairs[1]![0], b: pairs[1]![1], kind: 'ferry', name: '又一渡' },
      ]),
    )
    await makeCity(database(), 'seirref', 8)
    await load(database(), 'seirref', collection([...features].reverse()), options)
    const { cityId: other } = await loadCityState(database(), 'seirref')
    expect(await listLinks(database().kysely, other)).toEqual(stated)
    await load(database(), 'ferries', collection([features[0]!].map((one) => ({ ...one, properties: {} }))), options)
    expect(await listLinks(database().kysely, cityId)).toHaveLength(2)
  })
})

anyDatabase('lists over HTTP', (database) => {
  test('outlets and sites are GeoJSON points, and how many have no place is said', async () => {
    await makeCity(database(), 'shown', 8)
    const server = await serve(database())
    const get = async <T>(path: string) => (await server.get(`/api/cities/shown/${path}`)).json<T>()
    expect(await get('outlets')).toEqual({ type: 'FeatureCollection', unlocated: 0, features: [] })
    await load(database(), 'shown', outletFile(outletRows))
    await load(database(), 'shown', accountFile(accountRows), { kind: 'account', sourceName: 'k.csv' })
    const outlets = outletCollection.parse(await get<OutletCollection>('outlets'))
    expect(outlets.unlocated).toBe(1)
    expect(outlets.features).toHaveLength(4)
    expect(outlets.features[0]).toMatchObject({
      id: 'W1',
      geometry: { type: 'Point', coordinates: [121.45, 31.15] },
      properties: { code: 'W1', name: '东街营业厅', type: 'own', status: 'open', sourceName: 'sites.csv' },
    })
    expect(outlets.features[3]!.properties).toMatchObject({ code: 'W4', cell: null })
    const accounts = accountCollection.parse(await get<AccountCollection>('accounts'))
    expect(accounts.unlocated).toBe(1)
    expect(accounts.features[0]!.properties).toMatchObject({
      ...{ account: 'K1', name: '云澜大学', grade: 'A', listing: 'key', site: '1', siteName: '东校区' },
      figures: { customers: 120, revenue: 120_050 },
    })
  })
})
