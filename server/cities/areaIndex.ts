import { longitudeNear } from '../coordinates/longitudes.ts'
import type { PolygonRings } from '../coordinates/rings.ts'

/**
 * Which of some areas hold a point, by even-odd ray casting over edges sorted into bands of latitude. Building is linear in the edges
 * (a long edge is listed in every band it crosses); a query looks at one band only, some tens of edges for a city's districts.
 * Layout: `bandEdges[band]` lists edge numbers; edge e runs from (x0[e], y0[e]) to (x1[e], y1[e]) and belongs to `areaOf[e]`.
 */
export interface AreaIndex {
  /**
   * Index of the first area that holds the point, or -1. A point exactly on an edge may count either way. Longitudes count from wherever the
   * areas' do: -179.9 and 180.1 are one.
   */
  find(lng: number, lat: number): number
}

const bandCount = 2048

export function buildAreaIndex(areas: readonly (readonly PolygonRings[])[]): AreaIndex {
  const x0: number[] = []
  const y0: number[] = []
  const x1: number[] = []
  const y1: number[] = []
  const areaOf: number[] = []
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [area, polygons] of areas.entries()) {
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const [fromX, fromY] = ring[i - 1] as [number, number]
        const [toX, toY] = ring[i] as [number, number]
        west = Math.min(west, toX)
        east = Math.max(east, toX)
        south = Math.min(south, toY)
        north = Math.max(north, toY)
        // A level edge is crossed by no eastward ray.
        if (fromY === toY) continue
        x0.push(fromX)
        y0.push(fromY)
        x1.push(toX)
        y1.push(toY)
        areaOf.push(area)
      }
    }
  }
  const height = (north - south) / bandCount || 1
  const bandOf = (lat: number) => Math.min(bandCount - 1, Math.max(0, Math.floor((lat - south) / height)))
  const bandEdges: number[][] = Array.from({ length: bandCount }, () => [])
  for (let e = 0; e < areaOf.length; e++) {
    const a = bandOf(y0[e] as number)
    const b = bandOf(y1[e] as number)
    for (let band = Math.min(a, b); band <= Math.max(a, b); band++) (bandEdges[band] as number[]).push(e)
  }
  const middle = (west + east) / 2
  const parity = new Uint8Array(areas.length)

  return {
    find(givenLng, lat) {
      if (!(lat >= south && lat <= north)) return -1
      const lng = longitudeNear(givenLng, middle)
      parity.fill(0)
      for (const e of bandEdges[bandOf(lat)] as number[]) {
        const fromY = y0[e] as number
        const toY = y1[e] as number
        if (fromY > lat === toY > lat) continue
        const fromX = x0[e] as number
        const crossing = fromX + (((x1[e] as number) - fromX) * (lat - fromY)) / (toY - fromY)
        if (lng < crossing) parity[areaOf[e] as number] = 1 - (parity[areaOf[e] as number] as number)
      }
      return parity.indexOf(1)
    },
  }
}
