import gcoordModule from 'gcoord'
import type { Crs } from '../contract/common.ts'

// Its types describe an ES module with a default export; what Node loads is CommonJS, whose default is that export.
const gcoord = gcoordModule as unknown as (typeof gcoordModule)['default']

/**
 * Converts one longitude/latitude pair to WGS 84.
 * GCJ-02 and BD-09 exist in mainland China only; gcoord leaves points well outside China as they are, but it also shifts Hong Kong,
 * Macao and Taiwan, whose data is true WGS 84: unshiftedPlaces.ts warns of that.
 */
export function toWgs84(lng: number, lat: number, crs: Crs): [number, number] {
  if (crs === 'wgs84') return [lng, lat]
  return gcoord.transform([lng, lat], crs === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09, gcoord.WGS84) as [number, number]
}

/** How far apart two readings of a point are. */
export function shiftMetres(lng: number, lat: number, crs: Crs, other: Crs = 'wgs84'): number {
  const [aLng, aLat] = toWgs84(lng, lat, crs)
  const [bLng, bLat] = toWgs84(lng, lat, other)
  return Math.hypot((aLng - bLng) * Math.cos((bLat * Math.PI) / 180), aLat - bLat) * 111_200
}
