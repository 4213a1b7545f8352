import type { Crs } from '../contract/common.ts'
import { contractFigures, type FigureKey, sumFigures } from '../contract/figures.ts'
import type { ColumnKey } from './columnMap.ts'
import { normaliseName } from './nearestName.ts'

/** Names looked for when a key is not mapped, best first; compared by `normaliseName`. */
export const usualNames: Record<ColumnKey, readonly string[]> = {
  id: [
    'id',
    'customer_id',
    'cust_id',
    'user_id',
    'station_id',
    'code',
    '客户编号',
    '客户ID',
    '用户编号',
    '编号',
    '编码',
  ],
  lon: ['lon', 'lng', 'longitude', 'long', 'x', '经度', '經度'],
  lat: ['lat', 'latitude', 'y', '纬度', '緯度'],
  location: [
    'location',
    'lnglat',
    'lonlat',
    'latlng',
    'latlon',
    'coordinates',
    'coordinate',
    'coords',
    'point',
    'wkt',
    'geometry',
    'geom',
    '坐标',
    '座標',
    '经纬度',
    '經緯度',
    '纬经度',
    '地理坐标',
    '位置',
  ],
  customers: columnsOf('customers'),
  revenue: columnsOf('revenue'),
  segment: ['segment', 'customer_type', '客群', '客户类型', '客户类别'],
  tariff: ['tariff', 'plan', 'package', '套餐', '资费'],
  mou: ['mou', '通话时长'],
  dou: ['dou', '流量'],
  account: ['account_id', 'key_account', '集团编号', '集团客户编号', '名单客户编号'],
  unit: ['unit_id', '楼宇编号', '单元编号'],
  ended: ['ended_on', 'end_date', '离网日期', '销户日期'],
  district: ['district', '区县', '行政区', '所属区县', '区'],
  period: [
    'period',
    'billing_period',
    'billing_month',
    'billing_cycle',
    'bill_month',
    'bill_cycle',
    'acct_month',
    '账期',
    '帐期',
    '帳期',
    '账务月',
    '账务月份',
    '账务周期',
    '出账月',
    '出账月份',
    '计费月',
    '计费月份',
  ],
}

function columnsOf(key: FigureKey): readonly string[] {
  return sumFigures(contractFigures).find((figure) => figure.key === key)?.columns ?? []
}

/** What a column that no key was found for may hold all the same. */
export const customerWords = /[户戶人](?:总|總)?[数數]|人口|customers|subscribers|households|users|population/i

/** Whether a column, by its name, holds shares or rates, so that percentages are read in it. */
export function isShareName(name: string): boolean {
  return /[率%％]|占比|比例|比重|百分|rate\b|ratio|share|percent|pct/i.test(name)
}

/** Whether a column of places, by its name, gives the latitude first. */
export function isLatitudeFirst(name: string): boolean {
  return ['latlng', 'latlon', '纬经度'].includes(normaliseName(name))
}

/** What in a column's name says its CRS, as in `经度_gcj02`, `wgs84_lat` or `bd_lng`; longer ones first. */
const tags: readonly (readonly [string, Crs])[] = [
  ['wgs84', 'wgs84'],
  ['gcj02', 'gcj02'],
  ['bd09ll', 'bd09'],
  ['bd09', 'bd09'],
  ['baidu', 'bd09'],
  ['amap', 'gcj02'],
  ['gaode', 'gcj02'],
  ['wgs', 'wgs84'],
  ['gps', 'wgs84'],
  ['gcj', 'gcj02'],
  ['百度', 'bd09'],
  ['高德', 'gcj02'],
  ['腾讯', 'gcj02'],
  ['火星', 'gcj02'],
  ['bd', 'bd09'],
]

/** The axis and CRS that the name of a column states, as in `经度_gcj02`; null where it is no coordinate or says no CRS. */
export function taggedCoordinate(name: string): { readonly key: 'lon' | 'lat' | 'location'; readonly crs: Crs } | null {
  const normal = normaliseName(name)
  for (const [tag, crs] of tags) {
    if (!normal.startsWith(tag) && !normal.endsWith(tag)) continue
    const rest = normal.startsWith(tag) ? normal.slice(tag.length) : normal.slice(0, -tag.length)
    const key = (['lon', 'lat', 'location'] as const).find((one) => usualNames[one].includes(rest))
    if (key) return { key, crs }
  }
  return null
}
