import { z } from 'zod'
import type { Crs } from '../contract/common.ts'
import { describeOdd } from '../contract/plainText.ts'
import { toWgs84 } from '../data/toWgs84.ts'
import { type ErrorCode, ShapanError } from '../errors.ts'
import { describeExtent } from './checkExtent.ts'

export type Ring = [number, number][]
/** Outer ring, then holes. */
export type PolygonRings = Ring[]

export interface AreaFeature {
  readonly code: string
  readonly name: string
  /** what the feature says its parent is, when `parentKey` was given */
  readonly parent: string | null
  /** WGS 84 */
  readonly polygons: readonly PolygonRings[]
}

export interface AreaOptions {
  readonly crs: Crs
  /** for a bare geometry, and for a lone feature without a name */
  readonly fallbackName: string
  readonly errorCode: ErrorCode & ('invalid-boundary' | 'invalid-admin-areas')
  readonly parentKey?: string
}

const codeKeys = [
  'adcode',
  'code',
  'id',
  'ADCODE',
  'CODE',
  'ID',
  'adm_code',
  '区划代码',
  '行政区划代码',
  '代码',
  '编码',
]
const nameKeys = ['name', 'NAME', 'Name', 'name_zh', 'NAME_CHN', 'fullname', 'district', '名称', '行政区', '区县', '区']

const position = z.array(z.number()).min(2)
const ring = z.array(position).min(4, 'a ring needs at least four positions, the last equal to the first')
const polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) })
const multiPolygon = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) })
const geometry = z.discriminatedUnion('type', [polygon, multiPolygon])
const feature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry,
})
const crsMember = z.object({ crs: z.object({ properties: z.object({ name: z.string() }) }) })

/**
 * Reads named areas from GeoJSON: a FeatureCollection, a Feature or a bare geometry, of Polygons and MultiPolygons in any mix.
 * Features of one code and name are parts of one area. Code and name come from the usual property names; a missing code becomes
 * the feature's place in the file. Result in ascending order of code, so the order in the file does not matter.
 * Throws a ShapanError that names the feature and what is wrong with it.
 */
export function readAreaFeatures(geojson: unknown, options: AreaOptions): AreaFeature[] {
  const fail = (message: string, details: Record<string, unknown> = {}) =>
    new ShapanError(options.errorCode, message, details)
  refuseForeignCrs(geojson, fail)
  const areas = new Map<string, { code: string; name: string; parent: string | null; polygons: PolygonRings[] }>()
  for (const [index, value] of listFeatures(geojson, fail).entries()) {
    const properties = propertiesOf(value)
    const label = labelOf(properties, index)
    const parsed = feature.safeParse(value)
    if (!parsed.success) throw fail(`${label}: ${describeIssue(value, parsed.error)}`, { feature: index })
    const rings =
      parsed.data.geometry.type === 'Polygon' ? [parsed.data.geometry.coordinates] : parsed.data.geometry.coordinates
    const polygons = rings.map((polygon) => polygon.map((ring) => convertRing(ring, options.crs, label, fail)))
    const name = firstText(properties, nameKeys) ?? options.fallbackName
    const code = firstText(properties, codeKeys) ?? textOf(parsed.data.id) ?? String(index + 1).padStart(3, '0')
    const parent = options.parentKey === undefined ? null : textOf(properties[options.parentKey])
    for (const [what, text] of Object.entries({ name, code, parent: parent ?? '' })) {
      const found = describeOdd(text)
      if (found) throw fail(`Feature ${index + 1}: its ${what} ${found}: take it out of the file`, { feature: index })
    }
    const extent = describeExtent(polygons)
    if (extent) throw fail(`${label}: ${extent}`, { feature: index })
    const known = areas.get(code)
    if (known && known.name !== name) {
      throw fail(`${label}: the code ${code} already belongs to "${known.name}"`, { feature: index, code })
    }
    if (known) known.polygons.push(...polygons)
    else areas.set(code, { code, name, parent, polygons })
  }
  const extent = describeExtent([...areas.values()].flatMap(({ polygons }) => polygons))
  if (extent) throw fail(`Of all features together, ${extent}`)
  return [...areas.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

type Fail = (message: string, details?: Record<string, unknown>) => ShapanError

function listFeatures(geojson: unknown, fail: Fail): unknown[] {
  const type = typeOf(geojson)
  if (type === 'FeatureCollection') {
    const { features } = geojson as { features?: unknown }
    if (!Array.isArray(features) || features.length === 0) throw fail('The FeatureCollection has no features')
    return features
  }
  if (type === 'Feature') return [geojson]
  if (type === 'Polygon' || type === 'MultiPolygon') return [{ type: 'Feature', properties: {}, geometry: geojson }]
  if (type === 'Topology')
    throw fail('The file is TopoJSON: convert it to GeoJSON, for example with topo2geo or mapshaper')
  throw fail(
    type === null
      ? 'The file is JSON but not GeoJSON: it has no "type". A FeatureCollection of district polygons is expected'
      : `A GeoJSON ${type} cannot be an area: polygons are expected`,
  )
}

function describeIssue(value: unknown, error: z.ZodError): string {
  const geometryValue = (value as { geometry?: unknown } | null)?.geometry
  const type = typeOf(geometryValue)
  if (geometryValue === null || geometryValue === undefined) return 'has no geometry'
  if (type !== 'Polygon' && type !== 'MultiPolygon')
    return `is a ${type ?? 'nameless geometry'}; only Polygon and MultiPolygon are areas`
  const issue = error.issues[0]
  return issue ? `${issue.message} (at ${issue.path.join('.')})` : 'is not a GeoJSON feature'
}

function convertRing(ring: number[][], crs: Crs, label: string, fail: Fail): Ring {
  const converted = ring.map(([lng = Number.NaN, lat = Number.NaN]): [number, number] => {
    if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) return toWgs84(lng, lat, crs)
    const hint =
      Math.abs(lng) > 400 || Math.abs(lat) > 400
        ? 'they look projected (metres): export the file in degrees, longitude first'
        : 'longitude comes first, then latitude'
    throw fail(`${label}: [${lng}, ${lat}] is not a longitude and latitude; ${hint}`)
  })
  const first = converted[0]
  const last = converted.at(-1)
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) throw fail(`${label}: a ring is not closed`)
  return converted
}

function refuseForeignCrs(geojson: unknown, fail: Fail): void {
  const member = crsMember.safeParse(geojson)
  if (!member.success) return
  const { name } = member.data.crs.properties
  if (/CRS84|EPSG:+4326$|EPSG:+4490$/i.test(name)) return
  throw fail(`The file says its coordinates are in ${name}: export it in longitude and latitude (EPSG:4326)`)
}

function typeOf(value: unknown): string | null {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : null
  return typeof type === 'string' ? type : null
}

function propertiesOf(value: unknown): Record<string, unknown> {
  const properties = (value as { properties?: unknown } | null)?.properties
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : {}
}

function labelOf(properties: Record<string, unknown>, index: number): string {
  const name = firstText(properties, nameKeys) ?? firstText(properties, codeKeys)
  return name === null ? `Feature ${index + 1}` : `Feature ${index + 1} (${name})`
}

function firstText(properties: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(properties[key])
    if (text !== null) return text
  }
  return null
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
