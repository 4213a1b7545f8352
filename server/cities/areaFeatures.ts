import { z } from 'zod'
import { type ErrorCode, ShapanError } from '../base/errors.ts'
import type { Crs } from '../contract/common.ts'
import type { AreaNote } from '../contract/dataNotes.ts'
import { layOut } from '../coordinates/longitudes.ts'
import type { PolygonRings, Ring } from '../coordinates/rings.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import { type AreaFields, chooseFields, type FieldChoice, type Properties, textOf } from './areaFields.ts'
import { describeText } from './areaText.ts'
import { foreignCrs } from './crsMember.ts'

export interface AreaFeature {
  readonly code: string
  readonly name: string
  /** what the feature says its parent is, when `parentKey` was given */
  readonly parent: string | null
  /** WGS 84 */
  readonly polygons: readonly PolygonRings[]
}

export interface AreaOptions extends FieldChoice {
  readonly crs: Crs
  /** for a bare geometry, and for a lone feature without a name */
  readonly fallbackName: string
  readonly errorCode: ErrorCode & ('invalid-boundary' | 'invalid-admin-areas')
  readonly parentKey?: string
}

export interface NamedAreas {
  /** ascending by code, so the order in the file does not matter */
  readonly areas: AreaFeature[]
  readonly fields: AreaFields
  /** what was left out or named otherwise */
  readonly notes: AreaNote[]
}

const areaTypes = ['Polygon', 'MultiPolygon']

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

/**
 * Reads named areas from GeoJSON: a FeatureCollection, a Feature or a bare geometry, of Polygons and MultiPolygons in any mix.
 * Features of one code and name are parts of one area. Code and name come from the fields that `chooseFields` finds; a missing code becomes
 * the feature's place in the file, a missing name the code. The dashed line of a map, which is no area, is left out and noted.
 * Throws a ShapanError that names the feature and what is wrong with it.
 */
export function readAreaFeatures(geojson: unknown, options: AreaOptions): NamedAreas {
  const fail = (message: string, details: Record<string, unknown> = {}) =>
    new ShapanError(options.errorCode, message, details)
  refuseForeignCrs(geojson, fail)
  const all = listFeatures(geojson, fail).map((value, index) => ({ value, index, properties: propertiesOf(value) }))
  const listed = all.filter(({ properties }) => !isDashedLine(properties))
  if (listed.length === 0) throw fail('The file has no feature but the dashed line of a map: districts are expected')
  const notes: AreaNote[] = all
    .filter(({ properties }) => isDashedLine(properties))
    .map(({ index }) => ({ code: 'dashed-line', feature: index + 1 }))
  const properties = listed.map(({ properties }) => properties)
  const fields = chooseFields(properties, options, options.errorCode)
  const isOneArea = fields.code === null && new Set(properties.map((one) => fieldOf(one, fields.name))).size === 1

  const areas = new Map<string, { code: string; name: string; parent: string | null; polygons: PolygonRings[] }>()
  for (const { value, index, properties } of listed) {
    const stated = fieldOf(properties, fields.name) ?? (fields.name === null ? options.fallbackName : null)
    const statedCode = fieldOf(properties, fields.code)
    const label = `Feature ${index + 1}${stated === null || fields.name === null ? '' : ` (${stated})`}`
    const polygons = polygonsOf(value, label, options.crs, fail, index)
    const name = stated ?? statedCode
    if (name === null)
      throw fail(`${label} has no name in the field "${fields.name}": give it one, or take it out of the file`)
    if (stated === null && fields.name !== null)
      notes.push({ code: 'code-for-name', feature: index + 1, field: fields.name, name })
    const code = statedCode ?? String(isOneArea ? 1 : index + 1).padStart(3, '0')
    const parent = options.parentKey === undefined ? null : textOf(properties[options.parentKey])
    for (const [what, text] of Object.entries({ name, code, parent: parent ?? '' })) {
      const found = describeText(text)
      if (found) throw fail(`Feature ${index + 1}: its ${what} ${found}`, { feature: index })
    }
    const known = areas.get(code)
    if (known && known.name !== name) {
      throw fail(
        `${label}: the code ${code} already belongs to "${known.name}": give each area its own, or say with --code-field where it stands`,
        { feature: index, code },
      )
    }
    if (known) known.polygons.push(...polygons)
    else areas.set(code, { code, name, parent, polygons })
  }
  const sorted = [...areas.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const laid = layOut(sorted.flatMap(({ polygons }) => polygons))
  if (!laid.ok) throw fail(`The features together cannot be a city: ${laid.fault}`)
  let start = 0
  const laidOut = sorted.map((area) => {
    const polygons = laid.polygons.slice(start, start + area.polygons.length)
    start += polygons.length
    return { ...area, polygons }
  })
  return { areas: laidOut, fields, notes }
}

export type Fail = (message: string, details?: Record<string, unknown>) => ShapanError

/** The features of a collection, or a lone one. `expected` completes a refusal, such as "polygons are expected". */
export function listFeatures(
  geojson: unknown,
  fail: Fail,
  bare: readonly string[] = areaTypes,
  expected = 'polygons are expected',
): unknown[] {
  const type = typeOf(geojson)
  if (type === 'FeatureCollection') {
    const { features } = geojson as { features?: unknown }
    if (!Array.isArray(features) || features.length === 0) throw fail('The FeatureCollection has no features')
    return features
  }
  if (type === 'Feature') return [geojson]
  if (type !== null && bare.includes(type)) return [{ type: 'Feature', properties: {}, geometry: geojson }]
  if (type === 'Topology')
    throw fail('The file is TopoJSON: convert it to GeoJSON, for example with topo2geo or mapshaper')
  throw fail(
    type === null
      ? `The file is JSON but not GeoJSON: it has no "type", where a FeatureCollection is needed; ${expected}`
      : `A GeoJSON ${type} holds none; ${expected}`,
  )
}

/** The polygons of a feature, laid out without jumps. Throws what `fail` makes of what is wrong with it. */
export function polygonsOf(value: unknown, label: string, crs: Crs, fail: Fail, index: number): PolygonRings[] {
  const parsed = feature.safeParse(value)
  if (!parsed.success) throw fail(`${label} ${describeIssue(value, parsed.error)}`, { feature: index })
  const { geometry } = parsed.data
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const laid = layOut(rings.map((polygon) => polygon.map((ring) => convertRing(ring, crs, label, fail))))
  if (!laid.ok) throw fail(`${label}: ${laid.fault}`, { feature: index })
  return laid.polygons
}

function describeIssue(value: unknown, error: z.ZodError): string {
  const geometryValue = (value as { geometry?: { coordinates?: unknown } | null } | null)?.geometry
  const type = typeOf(geometryValue)
  const out = 'take it out of the file, or give its area'
  if (geometryValue === null || geometryValue === undefined) return `has no geometry: ${out}`
  if (type !== 'Polygon' && type !== 'MultiPolygon')
    return `is a ${type ?? 'nameless geometry'}; only Polygon and MultiPolygon are areas: ${out}`
  if (Array.isArray(geometryValue.coordinates) && geometryValue.coordinates.length === 0)
    return `has an empty geometry: ${out}`
  const issue = error.issues[0]
  return issue ? `cannot be read: ${issue.message} (at ${issue.path.join('.')})` : 'is not a GeoJSON feature'
}

function convertRing(ring: number[][], crs: Crs, label: string, fail: Fail): Ring {
  const converted = ring.map(([lng = Number.NaN, lat = Number.NaN]): [number, number] => {
    // Up to a whole turn: files across the antimeridian, and those of the oceans, count on past 180.
    if (Math.abs(lng) <= 360 && Math.abs(lat) <= 90) return toWgs84(lng, lat, crs)
    throw fail(`${label}: [${lng}, ${lat}] is not a longitude and latitude; ${hintOf(lng, lat)}`)
  })
  const first = converted[0]
  const last = converted.at(-1)
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1])
    throw fail(`${label}: a ring is not closed: its last position must be its first`)
  return converted
}

export function hintOf(lng: number, lat: number): string {
  if (Math.abs(lng) > 400 || Math.abs(lat) > 400)
    return 'they look projected (metres): convert the file to degrees with ogr2ogr -t_srs EPSG:4326 (and -s_srs, where it does not say its own)'
  if (Math.abs(lng) <= 90 && Math.abs(lat) <= 180) return 'longitude comes first, then latitude'
  return 'longitudes run from -180 to 180, latitudes from -90 to 90'
}

export function refuseForeignCrs(geojson: unknown, fail: Fail): void {
  const name = foreignCrs(geojson)
  if (name === undefined) return
  throw fail(
    `The file says its coordinates are in ${name}: convert it with ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.geojson. Where they are in degrees of WGS 84 all the same, take the "crs" out of the file`,
  )
}

export function typeOf(value: unknown): string | null {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : null
  return typeof type === 'string' ? type : null
}

/** The properties, and the feature's own id where none of them is called so. */
export function propertiesOf(value: unknown): Properties {
  const { properties, id } = (value ?? {}) as { properties?: unknown; id?: unknown }
  const own = typeof properties === 'object' && properties !== null ? (properties as Properties) : {}
  return id === undefined || id === null ? own : { id, ...own }
}

function fieldOf(properties: Properties, field: string | null): string | null {
  return field === null ? null : textOf(properties[field])
}

/** DataV's maps draw the line around the South China Sea as one more feature. */
function isDashedLine(properties: Properties): boolean {
  return properties.adchar === 'JD' || String(properties.adcode ?? '').endsWith('_JD')
}
