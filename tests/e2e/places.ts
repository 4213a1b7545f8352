import { Readable } from 'node:stream'
import type { PlaceKind } from '../../server/contract/placeKinds.ts'
import { importPlaces } from '../../server/data/places/importPlaces.ts'
import type { Database } from '../../server/db/database.ts'

/** South-west corner of the first estate, and how wide each is, in degrees. */
const firstEstate = { west: 119.95, south: 30.05, side: 0.012 } as const

/** The river between two rows of estates and its bridge, the railway east of them all. */
export const riverLat = 30.1148
export const bridgeLng = 119.99
export const railwayLng = 120.045

const square = (x: number, y: number, size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
})
const line = (...positions: number[][]) => ({ type: 'LineString', coordinates: positions })
const feature = (geometry: object, properties: object) => ({ type: 'Feature', properties, geometry })

/** South-west corner of an estate. */
const cornerOf = (i: number): [number, number] => {
  const { west, south, side } = firstEstate
  return [west + (i % 5) * 1.4 * side, south + Math.floor(i / 5) * 1.4 * side]
}

/** The middle of the estate `E0`, `E1`, … */
export function middleOfEstate(code: string): [number, number] {
  const [lng, lat] = cornerOf(Number(code.slice(1)))
  return [lng + firstEstate.side / 2, lat + firstEstate.side / 2]
}

/** 25 estates in rows with streets between them, and two parks, one of them around the first estate. */
const estates = Array.from({ length: 25 }, (_, i) => {
  return feature(square(...cornerOf(i), firstEstate.side), {
    小区编码: `E${i}`,
    小区名称: `滨江花园${i + 1}期`,
    户数: 100 + i,
  })
})
const parks = [
  feature(square(119.93, 30.03, 0.015), { 编码: 'P1', 名称: '软件园' }),
  feature(square(firstEstate.west - 0.001, firstEstate.south - 0.001, firstEstate.side + 0.002), {
    编码: 'P2',
    名称: '滨江园区',
  }),
]
const river = [feature(line([119.9, riverLat], [120, riverLat], [120.12, riverLat]), { 编码: 'R1', 名称: '云溪' })]
const railway = [feature(line([railwayLng, 30.0], [railwayLng, 30.2]), { 编码: 'S1', 名称: '云东线' })]
const crossings = [
  feature(line([bridgeLng, riverLat - 0.002], [bridgeLng, riverLat + 0.004]), { 编码: 'C1', 名称: '云溪大桥' }),
]

/** East of the estates, clear of each other. */
export const ownOutlet = [120.06, 30.06] as const
export const keySite = [120.075, 30.06] as const
const at = ([lng, lat]: readonly [number, number], north = 0) => ({ type: 'Point', coordinates: [lng, lat + north] })
const outlets = [
  feature(at(ownOutlet), { 渠道编码: 'O1', 渠道名称: '滨江营业厅', 渠道类型: '自有', 状态: 'open' }),
  feature(at(ownOutlet, 0.02), { 渠道编码: 'O2', 渠道名称: '江东手机店', 渠道类型: '社会' }),
]
const accounts = [
  feature(at(keySite), { 客户编码: 'G1', 客户名称: '云澜银行', 等级: 'A', 名单: '重点', 站点编码: '1', 用户数: 40 }),
  feature(at(keySite, 0.02), { 客户编码: 'G2', 客户名称: '云澜电力', 等级: 'B', 名单: '名单制', 站点编码: '1' }),
]

/** Loads them into the town, each kind from a file of its own. */
export async function addPlaces(database: Database, city = 'town'): Promise<void> {
  const files: [PlaceKind, object[]][] = [
    ['estate', estates],
    ['park', parks],
    ['river', river],
    ['railway', railway],
    ['crossing', crossings],
    ['outlet', outlets],
    ['account', accounts],
  ]
  for (const [kind, features] of files)
    await importPlaces(
      database,
      city,
      Readable.from([Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))]),
      { kind, crs: 'wgs84', sourceName: `${kind}.geojson` },
    )
}
