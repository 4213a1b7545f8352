/**
 * The `crs` member of GeoJSON before RFC 7946, which ogr2ogr, QGIS and map services still write, in whatever spelling: a name, a code or
 * a link, of which the last number after "EPSG" counts. WGS 84 and CGCS2000 in degrees (they agree within a metre) are read as they
 * are.
 */

/** WGS 84 (flat, with heights) and CGCS2000 (the same). */
const sameDegrees: ReadonlySet<string> = new Set(['4326', '4979', '4490', '4480'])

/** Spellings without a number of the EPSG, compared by letters and digits alone. */
const sameNames: ReadonlySet<string> = new Set([
  'wgs84',
  'wgs1984',
  'gcswgs1984',
  'worldgeodeticsystem1984',
  'cgcs2000',
  'gcscgcs2000',
  'gcschinageodeticcoordinatesystem2000',
  'chinageodeticcoordinatesystem2000',
])

/** What the file says its coordinates are in where that is not longitude and latitude as read here; undefined where it is, or says nothing. */
export function foreignCrs(geojson: unknown): string | undefined {
  const name = crsName((geojson as { crs?: unknown } | null)?.crs)
  return name === undefined || isPlainDegrees(name) ? undefined : name
}

function isPlainDegrees(name: string): boolean {
  if (/CRS:?84h?$/i.test(name)) return true
  if (/epsg/i.test(name)) return sameDegrees.has(/(\d{4,})(?!.*\d{4})/.exec(name)?.[1] ?? '')
  return sameNames.has(name.toLowerCase().replace(/[^a-z0-9]/g, '')) || sameDegrees.has(name.trim())
}

function crsName(member: unknown): string | undefined {
  if (member === undefined || member === null) return undefined
  if (typeof member === 'string') return member
  const { type, properties } = member as {
    type?: unknown
    properties?: { name?: unknown; code?: unknown; href?: unknown }
  }
  const { name, code, href } = properties ?? {}
  if (typeof name === 'string' || typeof name === 'number') return String(name)
  if (typeof code === 'string' || typeof code === 'number') return `EPSG:${code}`
  return typeof href === 'string' ? href : `something unreadable (crs of type ${JSON.stringify(type)})`
}
